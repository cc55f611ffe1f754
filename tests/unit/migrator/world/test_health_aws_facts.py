"""What verify asks of AWS, against moto and the layer in front of it; and what it reads from the state."""

import json
from typing import Any

import pytest

from checks.facts import Missing, NotThere
from checks.facts.health.aws import Asked, Bucket, Database, DatabaseInstance, FileSystem, Part
from migrator.aws import Aws
from migrator.probes import health_asked, health_aws
from migrator.terraform.statefile import StateFile
from tests.support.live_aws import BUCKET, NAME, LiveAws

pytestmark = pytest.mark.filterwarnings("ignore:Exception.AwsError. with code")


def asked(*resources: tuple[str, dict[str, Any]], module: str = "module.wandb_infra.module.file_storage[0]") -> Asked:
    """What a state with these resources asks for."""
    every = [
        {"mode": "managed", "type": kind, "name": f"r{n}", "module": module, "instances": [{"attributes": attributes}]}
        for n, (kind, attributes) in enumerate(resources)
    ]
    return health_asked.read(
        StateFile.read(json.dumps({"version": 4, "lineage": "l", "serial": 1, "resources": every}).encode())
    )


def test_what_the_state_asks_for() -> None:
    """Settings of the bucket are found in whatever block the provider keeps them; other buckets are somebody else's."""
    found = asked(
        ("aws_s3_bucket", {"bucket": "b"}),
        ("aws_s3_bucket_cors_configuration", {"bucket": "b", "cors_rule": [{"allowed_origins": ["*"]}]}),
        (
            "aws_s3_bucket_server_side_encryption_configuration",
            {"bucket": "b", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]},
        ),
        ("aws_s3_bucket_ownership_controls", {"bucket": "b", "object_ownership": "BucketOwnerPreferred"}),
        ("aws_s3_bucket_notification", {"bucket": "b", "queue": [{"queue_arn": "arn:aws:sqs:r:1:q"}]}),
        ("aws_s3_bucket_cors_configuration", {"bucket": "other", "cors_rule": [{"allowed_origins": ["x"]}]}),
        ("aws_eks_node_group", {"node_group_name": "g", "instance_types": ["r6i.xlarge"]}),
        ("aws_eks_addon", {"addon_name": "coredns", "addon_version": "v1.10.1-eksbuild.11"}),
        ("aws_eks_addon", {"addon_name": "vpc-cni", "addon_version": "of AWS's own choice"}),
        ("aws_rds_cluster_instance", {"identifier": "i", "instance_class": "db.r6g.large"}),
        ("aws_efs_file_system", {"id": "fs-1"}),
    )
    assert found == Asked(
        node_groups=("g",),
        types=("r6i.xlarge",),
        addons=(("coredns", "v1.10.1-eksbuild.11"), ("vpc-cni", None)),
        instances=(("i", "db.r6g.large"),),
        bucket=Bucket("b", ("*",), "aws:kms", "BucketOwnerPreferred", ("q",)),
        file_systems=("fs-1",),
    )


def test_a_state_without_anything() -> None:
    """Nothing is asked for, and there is no bucket to look at."""
    assert asked() == Asked((), (), (), (), None, ())
    assert asked(("aws_s3_bucket", {"bucket": "logs"}), module="module.other").bucket is None


def test_the_platform(aws: Aws) -> None:
    """Status and issues as EKS has them."""
    assert health_aws.cluster(aws, NAME) == Part(NAME, "ACTIVE")
    assert health_aws.cluster(aws, "other") == NotThere("the EKS cluster other")
    assert health_aws.node_groups(aws, NAME) == (Part(f"{NAME}-primary", "ACTIVE"),)
    assert health_aws.addons(aws, NAME) == ((Part("aws-ebs-csi-driver", "ACTIVE"), "v1.25.0-eksbuild.1"),)


def test_issues_are_told_in_the_words_of_eks(aws: Aws, deployed: LiveAws) -> None:
    """Code and message of each."""
    issues = {"issues": [{"code": "AsgInstanceLaunchFailures", "message": "no quota", "resourceIds": ["i"]}]}
    said = {"nodegroup": {"nodegroupName": "g", "status": "DEGRADED", "health": issues}}
    deployed.faults({"aws": "eks:DescribeNodegroup", "answer": said})
    assert health_aws.node_groups(aws, NAME) == (Part("g", "DEGRADED", ("AsgInstanceLaunchFailures: no quota",)),)


def test_the_database(aws: Aws) -> None:
    """The cluster with its instances."""
    instance = DatabaseInstance(f"{NAME}-1", "available", "db.r5.large")
    assert health_aws.database(aws, NAME) == Database(NAME, "available", (instance,))
    assert health_aws.database(aws, "other") == NotThere("the Aurora cluster other")


def test_pending_changes_without_a_password(aws: Aws, deployed: LiveAws) -> None:
    """Names and values; of a password only that it changes."""
    pending = {"DBInstanceClass": "db.r6g.large", "MasterUserPassword": "password-canary"}
    said = {"DBInstanceIdentifier": "i", "DBInstanceStatus": "available", "DBInstanceClass": "db.r5.large"}
    deployed.faults(
        {"aws": "rds:DescribeDBInstances", "answer": {"DBInstances": [{**said, "PendingModifiedValues": pending}]}}
    )
    found = health_aws.database(aws, NAME)
    assert isinstance(found, Database)
    assert found.instances[0].pending == ("DBInstanceClass: db.r6g.large", "MasterUserPassword")


def test_the_bucket(aws: Aws) -> None:
    """What was never set is none, and a bucket that is gone is said to be."""
    state = Asked((), (), (), (), Bucket(BUCKET, (), None, None, ()), ())
    assert health_aws.bucket(aws, state) == Bucket(BUCKET, ("*",), "aws:kms", None, ())
    gone = Asked((), (), (), (), Bucket("gone", (), None, None, ()), ())
    assert health_aws.bucket(aws, gone) == NotThere("the bucket gone")


def test_a_bucket_that_may_not_be_read(aws: Aws, deployed: LiveAws) -> None:
    """A refusal is no answer about the bucket."""
    deployed.faults({"aws": "s3:GetBucketCors", "error": "AccessDenied"})
    state = Asked((), (), (), (), Bucket(BUCKET, (), None, None, ()), ())
    assert isinstance(health_aws.bucket(aws, state), Missing)


def test_the_file_systems(aws: Aws, deployed: LiveAws) -> None:
    """Each with its mount targets; one that is gone is left out."""
    deployed.store.put("aws_efs_file_system", "fs-1", {"id": "fs-1", "creation_token": "t"})
    deployed.store.put("aws_efs_mount_target", "m", {"id": "m", "file_system_id": "fs-1", "subnet_id": "s"})
    whole = FileSystem("fs-1", "available", (Part("m in s", "available"),))
    assert health_aws.file_systems(aws, ("fs-1", "fs-2")) == (whole,)
    assert health_aws.file_systems(aws, ()) == ()
