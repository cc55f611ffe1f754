"""When the deployment appears in AWS, and what it takes from the store."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migrator.sandbox.addresses import SETTING
from migrator.sandbox.aws_api import OWN_KEY
from tests.support.live_aws import BUCKET, ISSUER, NAME, PLACE, LiveAws, live_aws


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[LiveAws]:
    """An AWS whose deployment is not there yet."""
    with live_aws(tmp_path) as one:
        yield one


def test_before_terraform_is_done(empty: LiveAws) -> None:
    """There is no deployment until the configuration is applied whole and the cluster's address known."""
    eks = empty.client("eks")
    empty.put()
    assert eks.list_clusters()["clusters"] == []
    empty.live.at(PLACE)
    assert eks.list_clusters()["clusters"] == [NAME]


def test_it_is_put_in_by_itself(empty: LiveAws) -> None:
    """Whoever watches puts it in without being asked for anything, once; then the watch ends."""
    stop = threading.Event()
    watch = threading.Thread(target=empty.live.watch, args=(stop,))
    watch.start()
    empty.put()
    empty.live.at(PLACE)
    watch.join(timeout=20)
    assert not watch.is_alive()
    assert empty.client("eks", OWN_KEY).list_clusters()["clusters"] == [NAME]


def test_it_follows_the_store(empty: LiveAws) -> None:
    """Versions and protection are those in the store."""

    def remedied(kind: str, one: dict[str, Any]) -> dict[str, Any]:
        newer = {"aws_eks_cluster": {"version": "1.28"}, "aws_rds_cluster": {"deletion_protection": True}}
        return {**one, **newer.get(kind, {})}

    empty.put(remedied)
    empty.live.at(PLACE)
    assert empty.client("eks").describe_cluster(name=NAME)["cluster"]["version"] == "1.28"
    assert empty.client("rds").describe_db_clusters()["DBClusters"][0]["DeletionProtection"] is True


AFTERWARDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("aws_elasticache_replication_group", {"replication_group_id": "r", "node_type": "cache.m6g.large", "port": 6379,
                                           "num_cache_clusters": 2, "description": "of the sandbox"}),
    ("aws_s3_bucket", {"bucket": BUCKET, "sse_algorithm": None, "cors_origins": None}),
    ("aws_s3_bucket_cors_configuration", {"bucket": BUCKET, "allowed_origins": ["https://wandb.sandbox.example"]}),
    ("aws_iam_openid_connect_provider", {"url": ISSUER}),
    ("aws_iam_policy", {"name": f"{NAME}-external-dns", "policy": '{"Statement":[],"Version":"2012-10-17"}'}),
    ("aws_cloudwatch_log_group", {"name": f"/aws/eks/{NAME}/cluster"}),
)  # fmt: skip


def test_after_the_migration(empty: LiveAws) -> None:
    """A daemon that is started again shows what the newer provider wrote: the operator's identities, its log group."""
    for kind, attributes in AFTERWARDS:
        empty.store.put(kind, "it", attributes)
    empty.store.set(SETTING, "{}")
    empty.live.at(PLACE)
    (group,) = empty.client("elasticache").describe_replication_groups()["ReplicationGroups"]
    assert (group["CacheNodeType"], len(group["MemberClusters"])) == ("cache.m6g.large", 2)
    (rule,) = empty.client("s3").get_bucket_cors(Bucket=BUCKET)["CORSRules"]
    assert rule["AllowedOrigins"] == ["https://wandb.sandbox.example"]
    iam = empty.client("iam")
    (provider,) = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert provider["Arn"].endswith(ISSUER.removeprefix("https://"))
    assert [one["PolicyName"] for one in iam.list_policies(Scope="Local")["Policies"]] == [f"{NAME}-external-dns"]
    (logs,) = empty.client("logs").describe_log_groups()["logGroups"]
    assert logs["logGroupName"] == f"/aws/eks/{NAME}/cluster"


def test_after_everything_was_destroyed(empty: LiveAws) -> None:
    """An empty store is an empty AWS."""
    empty.store.set(SETTING, "{}")
    empty.live.at(PLACE)
    assert empty.client("eks").list_clusters()["clusters"] == []
    assert empty.client("s3").list_buckets()["Buckets"] == []


def test_a_cluster_s_upgrade(empty: LiveAws) -> None:
    """A cluster goes up one minor at a time."""
    empty.put()
    empty.live.at(PLACE)
    eks = empty.client("eks")
    with pytest.raises(eks.exceptions.InvalidParameterException, match=r"from 1\.25 to 1\.28"):
        eks.update_cluster_version(name=NAME, version="1.28")
    for version in ("1.26", "1.27", "1.28"):
        assert eks.update_cluster_version(name=NAME, version=version)["update"]["status"] == "Successful"
    assert eks.describe_cluster(name=NAME)["cluster"]["version"] == "1.28"


def test_what_terraform_changes_later(empty: LiveAws) -> None:
    """The classes of nodes and database, and the bucket's settings, are the store's latest; a person's change stays."""
    empty.put()
    empty.live.at(PLACE)
    eks, rds, s3 = (empty.client(one) for one in ("eks", "rds", "s3"))
    eks.list_nodegroups(clusterName=NAME)
    group = empty.store.get("aws_eks_node_group", "n") or {}
    instance = empty.store.get("aws_rds_cluster_instance", f"{NAME}-1") or {}
    empty.store.put("aws_eks_node_group", "n2", {**group, "instance_types": ["r6i.xlarge"]})
    empty.store.put("aws_rds_cluster_instance", f"{NAME}-1", {**instance, "instance_class": "db.r6g.large"})
    empty.store.put("aws_s3_bucket_ownership_controls", "o", {"bucket": BUCKET, "object_ownership": "BucketOwnerPreferred"})
    described = eks.describe_nodegroup(clusterName=NAME, nodegroupName=f"{NAME}-primary")
    assert described["nodegroup"]["instanceTypes"] == ["r6i.xlarge"]
    assert rds.describe_db_instances()["DBInstances"][0]["DBInstanceClass"] == "db.r6g.large"
    assert s3.get_bucket_ownership_controls(Bucket=BUCKET)["OwnershipControls"]["Rules"] == [
        {"ObjectOwnership": "BucketOwnerPreferred"}
    ]
    s3.put_bucket_ownership_controls(Bucket=BUCKET, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]})
    assert s3.get_bucket_ownership_controls(Bucket=BUCKET)["OwnershipControls"]["Rules"] == [
        {"ObjectOwnership": "ObjectWriter"}
    ]
