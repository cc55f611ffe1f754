"""AWS and the nodes: each check red by one answer, and green once AWS answers as it is."""

from typing import Any

import boto3
import pytest

from tests.support.healed import Case, red_then_green, world
from tests.support.redgreen import Deed
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.e2e

NAME = "wandb-sandbox"
OLD = f"{NAME}-primary-old"
ISSUE = {"issues": [{"code": "AsgInstanceLaunchFailures", "message": "no quota is left"}]}
ILL = {"nodegroupName": f"{NAME}-primary", "status": "DEGRADED", "health": ISSUE}
INSTANCE = {"DBInstanceIdentifier": f"{NAME}-1", "DBInstanceStatus": "available", "DBInstanceClass": "db.r6g.large"}


def answers(operation: str, **document: Any) -> tuple[dict[str, Any], ...]:
    """AWS answers this to one operation."""
    return ({"aws": operation, "answer": document},)


def refuses(operation: str, error: str) -> tuple[dict[str, Any], ...]:
    """AWS answers this error."""
    return ({"aws": operation, "error": error},)


def instance(**change: Any) -> tuple[dict[str, Any], ...]:
    """The database's instance with something else in it."""
    return answers("rds:DescribeDBInstances", DBInstances=[{**INSTANCE, **change}])


def client(sandbox: Sandbox, service: str) -> Any:
    """A client in the sandbox's shell."""
    return boto3.client(
        service,
        endpoint_url=sandbox.env["AWS_ENDPOINT_URL"],
        region_name=sandbox.env["AWS_REGION"],
        aws_access_key_id=sandbox.env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=sandbox.env["AWS_SECRET_ACCESS_KEY"],
    )


def left_over(sandbox: Sandbox) -> None:
    """A node group that the state does not have, and that is called as the module calls them."""
    eks = client(sandbox, "eks")
    new = eks.describe_nodegroup(clusterName=NAME, nodegroupName=f"{NAME}-primary")["nodegroup"]
    eks.create_nodegroup(clusterName=NAME, nodegroupName=OLD, subnets=new["subnets"], nodeRole=new["nodeRole"])


def taken_away(sandbox: Sandbox) -> None:
    """Somebody deletes it."""
    client(sandbox, "eks").delete_nodegroup(clusterName=NAME, nodegroupName=OLD)


def heard(*queues: str) -> Deed:
    """The bucket tells these queues of new objects, and nobody else."""

    def deed(sandbox: Sandbox) -> None:
        s3 = client(sandbox, "s3")
        bucket = next(one["Name"] for one in s3.list_buckets()["Buckets"] if "file-storage" in one["Name"])
        told = [{"QueueArn": one, "Events": ["s3:ObjectCreated:*"]} for one in queues]
        s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={"QueueConfigurations": told}, SkipDestinationValidation=True
        )

    return deed


CASES = (
    Case(
        "eks-cluster-active",
        "it failed",
        answers("eks:DescribeCluster", cluster={"name": NAME, "status": "FAILED"}),
        says=("wandb-sandbox is FAILED",),
    ),
    Case("eks-cluster-active", "nobody may ask", refuses("eks:DescribeCluster", "AccessDenied"), unknown=True),
    Case(
        "node-groups-active",
        "no node can be launched",
        answers("eks:DescribeNodegroup", nodegroup=ILL),
        says=("is DEGRADED", "AsgInstanceLaunchFailures: no quota is left"),
    ),
    Case(
        "old-node-groups-gone",
        "one is left",
        fault=left_over,
        remedy=taken_away,
        blocks=False,
        says=(f"{OLD} is still there", "aws eks delete-nodegroup"),
    ),
    Case(
        "addons-active",
        "one is ill",
        answers("eks:DescribeAddon", addon={"addonName": "aws-efs-csi-driver", "status": "DEGRADED", "addonVersion": "v1"}),
        says=("aws-efs-csi-driver is DEGRADED",),
    ),
    Case("nodes-ready", "one is not", world("node-not-ready"), says=("is not Ready",)),
    Case("nodes-new-type", "one is old", world("node-type-old"), says=("and the node groups have r6i.xlarge",)),
    Case("database-available", "no room", instance(DBInstanceStatus="storage-full"), says=("storage-full",)),
    Case("database-class", "the old one", instance(DBInstanceClass="db.r5.large"), says=("db.r5.large", "db.r6g.large")),
    Case(
        "database-changes-pending",
        "one waits",
        instance(PendingModifiedValues={"DBInstanceClass": "db.r6g.xlarge"}),
        blocks=False,
        says=("maintenance window with DBInstanceClass: db.r6g.xlarge",),
    ),
    Case("bucket-cors", "it has none", refuses("s3:GetBucketCors", "NoSuchCORSConfiguration"), says=("CORS origins: none",)),
    Case("bucket-cors", "nobody may ask", refuses("s3:GetBucketCors", "AccessDenied"), unknown=True, says=("AccessDenied",)),
    Case(
        "bucket-encryption",
        "it has none",
        refuses("s3:GetBucketEncryption", "ServerSideEncryptionConfigurationNotFoundError"),
        says=("aws:kms is asked for",),
    ),
    Case(
        "bucket-ownership",
        "it has none",
        refuses("s3:GetBucketOwnershipControls", "OwnershipControlsNotFoundError"),
        says=("BucketOwnerPreferred is asked for",),
    ),
    Case(
        "bucket-notifications",
        "the old queue still hears",
        fault=heard("arn:aws:sqs:us-west-2:123456789012:old-queue"),
        remedy=heard(),
        blocks=False,
        says=("old-queue hears of new objects",),
    ),
    Case(
        "file-system-available",
        "no mount target",
        answers("elasticfilesystem:DescribeMountTargets", MountTargets=[]),
        says=("has no mount target",),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.id)
def test_a_fault_turns_it_red_and_its_end_green(migrated: Sandbox, case: Case) -> None:
    """Through the command line, for each check of AWS."""
    red_then_green(migrated, case)
