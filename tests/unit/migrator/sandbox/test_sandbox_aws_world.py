"""What boto3 sees of the deployment: the store's names and ids, and that calls of the API break and heal it."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from tests.support.live_aws import ALB, BUCKET, ISSUER, NAME, PLACE, PRIVATE, PUBLIC, VPC, LiveAws


@pytest.fixture
def aws(deployed: LiveAws) -> LiveAws:
    """The same, under the name that says what is asked."""
    return deployed


def test_the_cluster(aws: LiveAws) -> None:
    """EKS has the cluster with the version in the store, at the sandbox's own address, and its node group."""
    eks = aws.client("eks")
    found = eks.describe_cluster(name=NAME)["cluster"]
    assert (found["version"], found["status"], found["endpoint"]) == ("1.25", "ACTIVE", PLACE.url)
    assert base64.b64decode(found["certificateAuthority"]["data"]) == PLACE.authority
    assert found["identity"]["oidc"]["issuer"] == ISSUER
    assert found["resourcesVpcConfig"]["subnetIds"] == PRIVATE
    nodes = eks.describe_nodegroup(clusterName=NAME, nodegroupName=f"{NAME}-primary")["nodegroup"]
    assert (nodes["status"], nodes["instanceTypes"], nodes["version"]) == ("ACTIVE", ["m4.large"], "1.25")
    assert nodes["resources"]["autoScalingGroups"] == [{"name": "eks-0123"}]


def test_the_database(aws: LiveAws) -> None:
    """RDS has the cluster, its instance, and one manual snapshot of now; all available."""
    rds = aws.client("rds")
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier=NAME)["DBClusters"]
    assert (cluster["Status"], cluster["EngineVersion"]) == ("available", "8.0.mysql_aurora.3.03.0")
    assert (cluster["BackupRetentionPeriod"], cluster["DeletionProtection"]) == (30, False)
    (instance,) = rds.describe_db_instances()["DBInstances"]
    assert (instance["DBInstanceIdentifier"], instance["DBInstanceStatus"]) == (f"{NAME}-1", "available")
    assert instance["DBInstanceClass"] == "db.r5.large"
    (snapshot,) = rds.describe_db_cluster_snapshots(DBClusterIdentifier=NAME, SnapshotType="manual")["DBClusterSnapshots"]
    assert snapshot["Status"] == "available"
    assert datetime.now(UTC) - snapshot["SnapshotCreateTime"] < timedelta(minutes=5)


def test_a_snapshot_that_is_deleted_and_made_again(aws: LiveAws) -> None:
    """RDS forgets a snapshot that a user deletes, and has it again once it is made again."""
    rds = aws.client("rds")
    name = f"{NAME}-before-migration"
    rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=name)
    assert not rds.describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]
    rds.create_db_cluster_snapshot(DBClusterIdentifier=NAME, DBClusterSnapshotIdentifier=name)
    assert rds.describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]


def test_the_database_s_upgrade(aws: LiveAws) -> None:
    """ModifyDBCluster changes version and protection at once."""
    rds = aws.client("rds")
    for version, protected in (("8.0.mysql_aurora.3.05.2", True), ("8.0.mysql_aurora.3.03.0", False)):
        given = {"EngineVersion": version, "DeletionProtection": protected, "ApplyImmediately": True}
        rds.modify_db_cluster(DBClusterIdentifier=NAME, **given)
        (found,) = rds.describe_db_clusters()["DBClusters"]
        assert (found["EngineVersion"], found["DeletionProtection"]) == (version, protected)


def test_the_cache(aws: LiveAws) -> None:
    """ElastiCache has the replication group with its two members."""
    cache = aws.client("elasticache")
    (group,) = cache.describe_replication_groups(ReplicationGroupId=f"{NAME}-rep-group")["ReplicationGroups"]
    assert (group["Status"], group["CacheNodeType"], len(group["MemberClusters"])) == ("available", "cache.t2.medium", 2)
    members = cache.describe_cache_clusters()["CacheClusters"]
    assert {one["EngineVersion"] for one in members} == {"6.2.6"}


def test_the_network(aws: LiveAws) -> None:
    """EC2 has the network with the store's ids: tagged subnets in two zones with room, and nobody's rules and routes."""
    ec2 = aws.client("ec2")
    here = {"Name": "vpc-id", "Values": [VPC]}
    subnets = {one["SubnetId"]: one for one in ec2.describe_subnets(Filters=[here])["Subnets"]}
    assert set(subnets) == {*PRIVATE, *PUBLIC}
    assert {one["AvailabilityZone"] for one in subnets.values()} == {"us-west-2a", "us-west-2b"}
    assert min(one["AvailableIpAddressCount"] for one in subnets.values()) > 200
    for names, role in ((PRIVATE, "internal-elb"), (PUBLIC, "elb")):
        assert all({"Key": f"kubernetes.io/role/{role}", "Value": "1"} in subnets[one]["Tags"] for one in names)
    (acl,) = ec2.describe_network_acls(Filters=[here, {"Name": "default", "Values": ["true"]}])["NetworkAcls"]
    assert acl["NetworkAclId"] == "acl-of-state"
    assert {one["RuleNumber"] for one in acl["Entries"]} == {100, 32767}
    (table,) = ec2.describe_route_tables(Filters=[here, {"Name": "association.main", "Values": ["true"]}])["RouteTables"]
    assert table["RouteTableId"] == "rtb-of-state"
    assert [one["GatewayId"] for one in table["Routes"]] == ["local"]
    groups = ec2.describe_security_groups(Filters=[here])["SecurityGroups"]
    assert {one["GroupId"] for one in groups} == {"sg-of-state", "sg-1"}


def test_other_networks(aws: LiveAws) -> None:
    """The account's default network is there, too, and has ids of its own."""
    found = aws.client("ec2").describe_vpcs()["Vpcs"]
    assert sorted((one["VpcId"] == VPC, one["IsDefault"]) for one in found) == [(False, True), (True, False)]


def test_instance_types(aws: LiveAws) -> None:
    """The new nodes' type is offered in every zone of the network."""
    wanted = [{"Name": "instance-type", "Values": ["r6i.xlarge"]}]
    offers = aws.client("ec2").describe_instance_type_offerings(LocationType="availability-zone", Filters=wanted)
    assert {"us-west-2a", "us-west-2b"} <= {one["Location"] for one in offers["InstanceTypeOfferings"]}


def test_the_load_balancer(aws: LiveAws) -> None:
    """ELB has the load balancer under the name that DNS points at, and a target group."""
    elb = aws.client("elbv2")
    (found,) = elb.describe_load_balancers()["LoadBalancers"]
    assert (found["LoadBalancerName"], found["DNSName"], found["State"]) == (f"{NAME}-alb", ALB, {"Code": "active"})
    assert found["CanonicalHostedZoneId"] == "Z1H1FL5HABSF5"
    assert {one["SubnetId"] for one in found["AvailabilityZones"]} == set(PUBLIC)
    (group,) = elb.describe_target_groups()["TargetGroups"]
    assert (group["TargetGroupName"], group["Port"], group["VpcId"]) == (f"{NAME}-tg-app", 32543, VPC)


def test_who_may_do_what(aws: LiveAws) -> None:
    """IAM has the roles, the policies that are ours, and no identity provider of the cluster."""
    iam = aws.client("iam")
    assert {one["RoleName"] for one in iam.list_roles()["Roles"]} == {f"{NAME}-node", f"{NAME}-cluster"}
    assert [one["PolicyName"] for one in iam.list_policies(Scope="Local")["Policies"]] == [f"{NAME}-node-s3"]
    attached = iam.list_attached_role_policies(RoleName=f"{NAME}-node")["AttachedPolicies"]
    assert [one["PolicyArn"] for one in attached] == [f"arn:aws:iam::123456789012:policy/{NAME}-node-s3"]
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == []


def test_a_role_in_the_way(aws: LiveAws) -> None:
    """A role that a user creates is there until it is deleted."""
    iam = aws.client("iam")
    iam.create_role(RoleName=f"{NAME}-external-dns", AssumeRolePolicyDocument="{}")
    assert iam.get_role(RoleName=f"{NAME}-external-dns")
    iam.delete_role(RoleName=f"{NAME}-external-dns")
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_role(RoleName=f"{NAME}-external-dns")


def test_the_certificate(aws: LiveAws) -> None:
    """ACM has issued the certificate of the host name, for months to come."""
    acm = aws.client("acm")
    (listed,) = acm.list_certificates()["CertificateSummaryList"]
    found = acm.describe_certificate(CertificateArn=listed["CertificateArn"])["Certificate"]
    assert (found["DomainName"], found["Status"]) == ("wandb.sandbox.example", "ISSUED")
    assert found["NotAfter"] - datetime.now(UTC) > timedelta(days=90)


def test_the_bucket(aws: LiveAws) -> None:
    """S3 has the bucket as the module makes it, with versioning: encrypted, one CORS rule, no notifications."""
    s3 = aws.client("s3")
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    (rule,) = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert [one["AllowedOrigins"] for one in s3.get_bucket_cors(Bucket=BUCKET)["CORSRules"]] == [["*"]]
    assert not s3.get_bucket_notification_configuration(Bucket=BUCKET).keys() - {"ResponseMetadata"}


def test_what_is_not_there(aws: LiveAws) -> None:
    """There is no queue, no log group of the cluster, no table."""
    assert "QueueUrls" not in aws.client("sqs").list_queues()
    assert aws.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/eks/{NAME}")["logGroups"] == []
    assert aws.client("dynamodb").list_tables()["TableNames"] == []


def test_the_zone_stays(aws: LiveAws) -> None:
    """Route53 is what it was: the zone is there before and after."""
    assert [one["Name"] for one in aws.client("route53").list_hosted_zones()["HostedZones"]] == ["sandbox.example."]
