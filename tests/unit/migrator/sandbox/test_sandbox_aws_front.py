"""What stands before moto: what it answers itself, and the faults of AWS."""

import json
import threading
import time
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from migrator.sandbox.faults import AwsRule, load
from tests.support.live_aws import BUCKET, NAME, LiveAws

USER = "arn:aws:iam::123456789012:user/sandbox"
EFS, EBS = "aws-efs-csi-driver", "aws-ebs-csi-driver"
# What module 4.24.0 pins: made for EKS 1.28.
PINNED = {
    EFS: "v2.0.4-eksbuild.1",
    EBS: "v1.31.0-eksbuild.1",
    "coredns": "v1.10.1-eksbuild.11",
    "kube-proxy": "v1.28.8-eksbuild.5",
    "vpc-cni": "v1.18.2-eksbuild.1",
}


pytestmark = pytest.mark.filterwarnings("ignore:Exception.AwsError. with code")


@pytest.fixture
def aws(deployed: LiveAws) -> Iterator[LiveAws]:
    """The same, without faults."""
    yield deployed
    deployed.faults()


def offered(aws: LiveAws, addon: str, minor: str) -> list[str]:
    """The versions that EKS offers."""
    found = aws.client("eks").describe_addon_versions(addonName=addon, kubernetesVersion=minor)["addons"]
    return [version["addonVersion"] for one in found for version in one["addonVersions"]]


def decisions(aws: LiveAws, *actions: str) -> list[str]:
    """What the policy simulator says, action by action."""
    said = aws.client("iam").simulate_principal_policy(PolicySourceArn=USER, ActionNames=list(actions))
    return [one["EvalDecision"] for one in said["EvaluationResults"]]


def code(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    """The code of an error, and HTTP's."""
    return error.value.response["Error"]["Code"], error.value.response["ResponseMetadata"]["HTTPStatusCode"]


def test_who_calls(aws: LiveAws) -> None:
    """The shell of a sandbox is an IAM user, whose ARN the simulator takes."""
    assert aws.client("sts").get_caller_identity()["Arn"] == USER
    assert aws.client("iam").get_user(UserName="sandbox")["User"]["Arn"] == USER


def test_addon_offers(aws: LiveAws) -> None:
    """What module 4.24.0 pins is offered for 1.28 and not for 1.25; what 4.7.2 pins is offered for 1.25."""
    for addon, version in PINNED.items():
        assert version in offered(aws, addon, "1.28")
        assert version not in offered(aws, addon, "1.25")
    assert offered(aws, EFS, "1.25") == ["v1.7.1-eksbuild.1"]
    assert offered(aws, "unknown", "1.25") == []
    assert len(aws.client("eks").describe_addon_versions()["addons"]) == 5


def test_addons(aws: LiveAws) -> None:
    """The store's add-on is active; another can be created, once, and deleted."""
    eks = aws.client("eks")
    found = eks.describe_addon(clusterName=NAME, addonName=EBS)["addon"]
    assert (found["status"], found["addonVersion"]) == ("ACTIVE", "v1.25.0-eksbuild.1")
    eks.create_addon(clusterName=NAME, addonName=EFS)
    assert eks.list_addons(clusterName=NAME)["addons"] == [EBS, EFS]
    with pytest.raises(ClientError) as twice:
        eks.create_addon(clusterName=NAME, addonName=EFS)
    assert code(twice) == ("ResourceInUseException", 409)
    eks.delete_addon(clusterName=NAME, addonName=EFS)
    with pytest.raises(ClientError) as gone:
        eks.describe_addon(clusterName=NAME, addonName=EFS)
    assert code(gone) == ("ResourceNotFoundException", 404)
    with pytest.raises(eks.exceptions.ResourceNotFoundException):
        eks.list_addons(clusterName="other")


def test_an_addon_that_is_not_offered(aws: LiveAws) -> None:
    """EKS refuses a version that is not for the cluster's."""
    with pytest.raises(ClientError, match="Addon version specified is not supported"):
        aws.client("eks").create_addon(clusterName=NAME, addonName=EFS, addonVersion=PINNED[EFS])


def test_policy_simulation(aws: LiveAws) -> None:
    """Everything is allowed that no fault denies; the case of an action does not matter, `ec2:*` is all of ec2."""
    assert decisions(aws, "iam:PassRole", "ec2:CreateVpc", "eks:CreateAddon") == ["allowed"] * 3
    aws.faults({"denied": ["iam:PassRole", "ec2:*"]})
    assert decisions(aws, "iam:passrole", "ec2:CreateVpc", "eks:CreateAddon") == ["implicitDeny", "implicitDeny", "allowed"]
    aws.faults()
    assert decisions(aws, "iam:PassRole") == ["allowed"]


def test_policy_simulation_by_resource(aws: LiveAws) -> None:
    """Each action is judged for each resource; an ARN that IAM does not know is refused."""
    iam = aws.client("iam")
    given = {"ActionNames": ["s3:GetObject"], "ResourceArns": ["arn:aws:s3:::a", "arn:aws:s3:::b"]}
    said = iam.simulate_principal_policy(PolicySourceArn=USER, **given)["EvaluationResults"]
    assert [one["EvalResourceName"] for one in said] == given["ResourceArns"]
    with pytest.raises(ClientError, match="InvalidInput"):
        iam.simulate_principal_policy(PolicySourceArn="arn:aws:sts::123456789012:assumed-role/r/s", **given)


def test_quotas(aws: LiveAws) -> None:
    """The two quotas that matter have room; a quota that is unknown does not exist."""
    quotas = aws.client("service-quotas")
    for service, name, value in (("ec2", "L-1216C47A", 256), ("elasticloadbalancing", "L-53DA6B97", 50)):
        given = {"ServiceCode": service, "QuotaCode": name}
        assert quotas.get_service_quota(**given)["Quota"]["Value"] == value
        assert quotas.get_aws_default_service_quota(**given)["Quota"]["Value"] == value
        assert [one["QuotaCode"] for one in quotas.list_service_quotas(ServiceCode=service)["Quotas"]] == [name]
    with pytest.raises(quotas.exceptions.NoSuchResourceException):
        quotas.get_service_quota(ServiceCode="ec2", QuotaCode="L-0")


def test_database_offers(aws: LiveAws) -> None:
    """RDS offers the new class for the live version, in every zone; PostgreSQL is moto's."""
    rds = aws.client("rds")
    ask = rds.describe_orderable_db_instance_options
    given = {"EngineVersion": "8.0.mysql_aurora.3.03.0", "DBInstanceClass": "db.r6g.large"}
    (found,) = ask(Engine="aurora-mysql", **given)["OrderableDBInstanceOptions"]
    assert [one["Name"][-1] for one in found["AvailabilityZones"]] == ["a", "b", "c"]
    assert ask(Engine="aurora-mysql", DBInstanceClass="db.none")["OrderableDBInstanceOptions"] == []
    assert ask(Engine="aurora-postgresql")["OrderableDBInstanceOptions"]


def test_cache_offers(aws: LiveAws) -> None:
    """ElastiCache has Redis 6 and 7, and nothing of another engine."""
    cache = aws.client("elasticache")
    found = cache.describe_cache_engine_versions(Engine="redis")["CacheEngineVersions"]
    assert [one["EngineVersion"] for one in found] == ["6.0", "6.2", "7.0", "7.1"]
    assert cache.describe_cache_engine_versions(Engine="memcached")["CacheEngineVersions"] == []


@pytest.mark.parametrize(
    ("action", "service", "operation", "given"),
    [
        ("eks:DescribeCluster", "eks", "describe_cluster", {"name": NAME}),
        ("rds:DescribeDBClusters", "rds", "describe_db_clusters", {}),
        ("ec2:DescribeSubnets", "ec2", "describe_subnets", {}),
        ("elasticloadbalancing:*", "elbv2", "describe_load_balancers", {}),
        ("acm:ListCertificates", "acm", "list_certificates", {}),
        ("s3:GetBucketCors", "s3", "get_bucket_cors", {"Bucket": BUCKET}),
        ("route53:ListHostedZones", "route53", "list_hosted_zones", {}),
        ("servicequotas:GetServiceQuota", "service-quotas", "get_service_quota", {"ServiceCode": "ec2", "QuotaCode": "L"}),
        ("sts:GetCallerIdentity", "sts", "get_caller_identity", {}),
        ("logs:DescribeLogGroups", "logs", "describe_log_groups", {}),
        ("sqs:ListQueues", "sqs", "list_queues", {}),
        ("dynamodb:ListTables", "dynamodb", "list_tables", {}),
    ],
)
def test_an_operation_that_is_refused(
    aws: LiveAws, action: str, service: str, operation: str, given: dict[str, str]
) -> None:
    """Whatever the protocol, the operation answers the fault's error as AWS would; the daemon's own calls do not."""
    aws.faults({"aws": action, "error": "AccessDenied"})
    with pytest.raises(ClientError) as refused:
        getattr(aws.client(service), operation)(**given)
    assert code(refused) == ("AccessDenied", 403)
    if service == "route53":
        assert list(aws.api.records()) == []


def test_only_what_the_fault_names_is_refused(aws: LiveAws) -> None:
    """Operations beside it go on."""
    aws.faults({"aws": "s3:GetBucketCors", "error": "AccessDenied"})
    assert aws.client("s3").get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    assert aws.client("eks").list_clusters()["clusters"] == [NAME]


def test_an_operation_that_answers_something_else(aws: LiveAws) -> None:
    """A document of the fault's stands for the truth, of whatever service; times are written as text."""
    aws.faults(
        {"aws": "servicequotas:GetServiceQuota", "answer": {"Quota": {"QuotaCode": "L-1216C47A", "Value": 4}}},
        {"aws": "ec2:DescribeInstanceTypeOfferings", "answer": {"InstanceTypeOfferings": []}},
        {"aws": "acm:DescribeCertificate", "answer": {"Certificate": {"NotAfter": "2020-01-01T00:00:00Z"}}},
    )
    quota = aws.client("service-quotas").get_service_quota(ServiceCode="ec2", QuotaCode="L-1216C47A")["Quota"]
    assert quota["Value"] == 4
    assert aws.client("ec2").describe_instance_type_offerings()["InstanceTypeOfferings"] == []
    arn = "arn:aws:acm:us-west-2:123456789012:certificate/x"
    assert aws.client("acm").describe_certificate(CertificateArn=arn)["Certificate"]["NotAfter"].year == 2020


def test_an_operation_that_hangs(aws: LiveAws) -> None:
    """It takes its time, then answers the truth; others do not wait for it."""
    eks, rds = aws.client("eks"), aws.client("rds")
    assert rds.describe_db_clusters()["DBClusters"]
    aws.faults({"aws": "eks:ListClusters", "sleep": 1.5})
    answers: list[str] = []
    asking = threading.Thread(target=lambda: answers.extend(eks.list_clusters()["clusters"]))
    started = time.monotonic()
    asking.start()
    assert rds.describe_db_clusters()["DBClusters"]
    assert answers == []
    asking.join(timeout=20)
    assert answers == [NAME]
    assert time.monotonic() - started >= 1.5


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"aws": "eks:DescribeCluster"}, "does nothing"),
        ({"aws": "eks", "error": "x"}, "matching regex"),
        ({"aws": "eks:describe_cluster", "error": "x"}, "matching regex"),
        ({"aws": "eks:*", "error": "x", "answer": {}}, "not both"),
        ({"aws": "eks:*", "error": "x", "nth": 1}, "unknown keys"),
        ({"denied": "iam:PassRole"}, "Expected `array`"),
        ({"denied": ["everything"]}, "matching regex"),
        ({"denied": ["iam:PassRole"], "error": "x"}, "stands alone"),
    ],
)
def test_faults_that_are_refused(entry: dict[str, object], says: str) -> None:
    """A fault of AWS that would not do what it says is refused."""
    with pytest.raises(ValueError, match=says):
        load(json.dumps([entry]))


def test_faults_side_by_side() -> None:
    """Faults of Terraform's operations, of AWS, denied actions and worlds stand in one file."""
    found = load('[{"error": "x"}, {"aws": "eks:*", "sleep": 2}, {"denied": ["iam:PassRole"]}, {"world": "deployer-401"}]')
    assert len(found.rules) == 1
    assert found.aws == (AwsRule("eks:*", sleep=2),)
    assert found.denied == {"iam:PassRole"}
    assert found.worlds == {"deployer-401"}
