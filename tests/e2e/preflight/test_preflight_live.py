"""The group live: each check red by one fault in AWS or in the files, and green after its remedy."""

import pytest

from tests.support.live_deeds import (
    NAME,
    answering,
    balancer,
    both,
    bucket,
    called,
    denied,
    issuer,
    network,
    no_balancer,
    no_issuer,
    no_queue,
    policy,
    queue,
    tags,
)
from tests.support.redgreen import Case, edited, red_then_green
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.e2e

POST = "post-operator.tf.disabled"
NETWORK = "  namespace                                 = var.namespace\n"
EKS = '"1.28"'


CORS = {
    "AllowedHeaders": ["*"],
    "AllowedMethods": ["GET", "HEAD", "PUT"],
    "AllowedOrigins": ["*"],
    "ExposeHeaders": ["ETag"],
    "MaxAgeSeconds": 3000,
}
CUSTOM = {**CORS, "AllowedOrigins": ["https://notebooks.example"]}
SNAPSHOT = {"DBClusterSnapshotIdentifier": f"{NAME}-before-migration"}
SUBNET = {"AvailabilityZone": "us-west-2a", "Tags": []}
ONE_ZONE = [{**SUBNET, "SubnetId": f"subnet-{one}", "AvailableIpAddressCount": 200} for one in "ab"]
FULL = [{**SUBNET, "SubnetId": f"subnet-{one}", "AvailableIpAddressCount": 5} for one in "ab"]
RULE = {"RuleNumber": 90, "Egress": False}
DENY = {"Protocol": "6", "RuleAction": "deny", "CidrBlock": "198.51.100.0/24", "PortRange": {"From": 22, "To": 22}}
ACL = ("describe_network_acls", "NetworkAcls", "NetworkAclId")
TABLE = ("describe_route_tables", "RouteTables", "RouteTableId")
ROLE = {"RoleName": f"{NAME}-external-dns"}
DOCUMENT = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}}'
POLICY = {"PolicyName": f"{NAME}-AWSLoadBalancerController", "PolicyDocument": DOCUMENT}
OTHER = [{"addonName": "coredns", "addonVersions": [{"addonVersion": "v1.11.0"}]}]
GROUP = {"logGroupName": f"/aws/eks/{NAME}/cluster"}
ADDON = {"clusterName": NAME, "addonName": "aws-efs-csi-driver"}

older, as_before = edited(POST, EKS, '"1.27"')
further, as_far = edited(POST, EKS, '"1.30"')
old_aurora, aurora = edited("variables.tf", '"8.0.mysql_aurora.3.05.2"', '"8.0.mysql_aurora.3.03.0"')
own, made = edited(POST, NETWORK, f"{NETWORK}  create_vpc = false\n")

LEFT = (
    called("iam", "create_role", **ROLE, AssumeRolePolicyDocument="{}"),
    called("iam", "create_policy", **POLICY),
    issuer,
    called("logs", "create_log_group", **GROUP),
    called("eks", "create_addon", **ADDON),
    balancer,
)
REMOVED = (
    called("iam", "delete_role", **ROLE),
    policy,
    no_issuer,
    called("logs", "delete_log_group", **GROUP),
    called("eks", "delete_addon", **ADDON),
    no_balancer,
)

CASES = (
    Case(
        "stale-version-pin",
        "an older EKS is configured",
        older,
        as_before,
        says=(POST, "EKS 1.28 -> 1.27", 'eks_cluster_version = "1.28"'),
    ),
    Case(
        "stale-version-pin",
        "an older Aurora, and EKS over a minor",
        both(old_aurora, further),
        both(aurora, as_far),
        says=("3.05.2 -> 8.0.mysql_aurora.3.03.0", "1.28 -> 1.30", "--kubernetes-version 1.29"),
    ),
    Case(
        "version-below-minimum",
        "an old Aurora is left",
        old_aurora,
        aurora,
        says=("Aurora 8.0.mysql_aurora.3.03.0", "Kubernetes 1.34"),
        blocks=False,
    ),
    Case(
        "addon-not-offered",
        "EKS has the add-on in another version",
        *answering("eks:DescribeAddonVersions", addons=OTHER),
        says=("coredns", "v1.10.1-eksbuild.11"),
    ),
    Case(
        "instance-class-not-offered",
        "RDS does not offer the class",
        *answering("rds:DescribeOrderableDBInstanceOptions", OrderableDBInstanceOptions=[]),
        says=("db.r6g.large",),
    ),
    Case(
        "instance-class-not-offered",
        "one zone has no such nodes",
        *answering("ec2:DescribeInstanceTypeOfferings", InstanceTypeOfferings=[{"Location": "us-west-2a"}]),
        says=("r6i.xlarge is not offered in us-west-2b",),
    ),
    Case(
        "name-taken",
        "left of an earlier attempt",
        both(*LEFT),
        both(*REMOVED),
        says=(
            f"aws iam delete-role --role-name {NAME}-external-dns",
            "module.external_dns.aws_iam_role.default",
            f"policy {NAME}-AWSLoadBalancerController",
            "OIDC provider oidc.eks",
            f"log group /aws/eks/{NAME}/cluster",
            f"id = {NAME}:aws-efs-csi-driver",
            f"load balancer {NAME}-alb-k8s",
        ),
    ),
    Case(
        "name-taken",
        "the caller may not ask for roles",
        *denied("iam:GetRole"),
        says=("IAM refuses GetRole",),
        unknown=True,
        blocks=False,
    ),
    Case(
        "subnet-addresses-low",
        "five addresses are free",
        *answering("ec2:DescribeSubnets", Subnets=FULL),
        says=("10 addresses are free", "wants 8"),
    ),
    Case(
        "zones-too-few",
        "all subnets in one zone",
        *answering("ec2:DescribeSubnets", Subnets=ONE_ZONE),
        says=("subnets of the nodes are in us-west-2a;",),
    ),
    Case(
        "subnet-tags-missing",
        "untagged subnets in a VPC of one's own",
        both(own, tags("delete_tags")),
        both(made, tags("create_tags")),
        says=("Key=kubernetes.io/role/elb,Value=1",),
    ),
    Case(
        "default-network-customised",
        "a rule of one's own",
        network(*ACL, "create_network_acl_entry", **RULE, **DENY),
        network(*ACL, "delete_network_acl_entry", **RULE),
        says=("inbound rule 90: deny protocol 6 ports 22-22 198.51.100.0/24",),
    ),
    Case(
        "quota-short",
        "room for four vCPUs",
        *answering("servicequotas:GetServiceQuota", Quota={"QuotaCode": "L-1216C47A", "Value": 4.0}),
        says=("--quota-code L-1216C47A --desired-value 8",),
    ),
    Case(
        "snapshot-stale",
        "no manual snapshot",
        called("rds", "delete_db_cluster_snapshot", **SNAPSHOT),
        called("rds", "create_db_cluster_snapshot", **SNAPSHOT, DBClusterIdentifier=NAME),
        says=("aws rds create-db-cluster-snapshot --db-cluster-identifier wandb-sandbox",),
        blocks=False,
    ),
    Case(
        "database-protection",
        "protection off",
        called("rds", "modify_db_cluster", DBClusterIdentifier=NAME, DeletionProtection=False),
        called("rds", "modify_db_cluster", DBClusterIdentifier=NAME, DeletionProtection=True),
        says=("--deletion-protection",),
        blocks=False,
    ),
    Case(
        "bucket-unversioned",
        "versioning suspended",
        bucket("put_bucket_versioning", VersioningConfiguration={"Status": "Suspended"}),
        bucket("put_bucket_versioning", VersioningConfiguration={"Status": "Enabled"}),
        says=("Status=Enabled",),
        blocks=False,
    ),
    Case(
        "bucket-settings-overwritten",
        "other CORS rules",
        bucket("put_bucket_cors", CORSConfiguration={"CORSRules": [CUSTOM]}),
        bucket("put_bucket_cors", CORSConfiguration={"CORSRules": [CORS]}),
        says=("from https://notebooks.example",),
        blocks=False,
    ),
    Case("queue-in-use", "a message waits", queue, no_queue, says=(f"{NAME}-file-storage-old holds 1",), blocks=False),
)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.id)
def test_a_fault_is_seen_and_its_remedy_too(remedied: Sandbox, case: Case) -> None:
    """Red with the fault, green after the remedy, through the command line."""
    red_then_green(remedied, case)
