"""What verify asks of AWS. What was asked for is what the Terraform state says now, after the apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from checks.facts import Missing, NotThere, Values
from checks.facts.health.aws import Asked, Bucket, Database, DatabaseInstance, FileSystem, Names, Part
from migrator.aws import Aws
from migrator.probes import health_bucket, health_nodes
from migrator.probes.health_asked import asked
from migrator.probes.sources import Once, Sources
from states.probes import Question

Fact = TypeVar("Fact")
Answer = TypeVar("Answer")
SECONDS = 60.0
UNNAMED = Missing("namespace is not a plain value in the configuration")


def questions(sources: Sources, values: Values) -> Iterator[Question]:
    """One question for each field; those that hang on the state wait for it together."""
    aws, name = sources.aws, values.namespace
    wanted: Once[Asked | Missing] = Once(lambda: asked(sources))

    def named(ask: Callable[[Aws, str], Fact]) -> Callable[[], Fact | Missing]:
        return lambda: ask(aws, name) if name else UNNAMED

    def known(ask: Callable[[Asked], Fact | Missing]) -> Callable[[], Fact | Missing]:
        return lambda: found if isinstance(found := wanted(), Missing) else ask(found)

    yield _question("asked", wanted)
    yield _question("cluster", named(cluster))
    yield _question("node_groups", named(node_groups))
    yield _question("addons", named(addons))
    yield _question("nodes", lambda: health_nodes.nodes(sources.cluster.connection))
    yield _question("database", named(database))
    yield _question("bucket", known(lambda it: bucket(aws, it)))
    yield _question("file_systems", known(lambda it: file_systems(aws, it.file_systems)))


def _question(field: str, ask: Callable[[], object]) -> Question:
    return Question("aws", field, ask, SECONDS)


def cluster(aws: Aws, name: str) -> Part | NotThere | Missing:
    """EKS DescribeCluster."""

    def ask(eks: Any) -> Part | NotThere:
        try:
            said = eks.describe_cluster(name=name)["cluster"]
        except eks.exceptions.ResourceNotFoundException:
            return NotThere(f"the EKS cluster {name}")
        return Part(name, said["status"], _issues(said))

    return aws.ask("eks", ask)


def node_groups(aws: Aws, cluster_name: str) -> tuple[Part, ...] | Missing:
    """EKS ListNodegroups and DescribeNodegroup: all of the cluster's, whoever made them."""

    def ask(eks: Any) -> tuple[Part, ...]:
        pages = eks.get_paginator("list_nodegroups").paginate(clusterName=cluster_name)
        names = sorted(one for page in pages for one in page["nodegroups"])
        described = (eks.describe_nodegroup(clusterName=cluster_name, nodegroupName=one)["nodegroup"] for one in names)
        return tuple(Part(one["nodegroupName"], one["status"], _issues(one)) for one in described)

    return aws.ask("eks", ask)


def addons(aws: Aws, cluster_name: str) -> tuple[tuple[Part, str], ...] | Missing:
    """EKS ListAddons and DescribeAddon: each with its version."""

    def ask(eks: Any) -> tuple[tuple[Part, str], ...]:
        pages = eks.get_paginator("list_addons").paginate(clusterName=cluster_name)
        names = sorted(one for page in pages for one in page["addons"])
        described = (eks.describe_addon(clusterName=cluster_name, addonName=one)["addon"] for one in names)
        return tuple((Part(one["addonName"], one["status"], _issues(one)), one["addonVersion"]) for one in described)

    return aws.ask("eks", ask)


def _issues(said: Mapping[str, Any]) -> Names:
    """The health issues of a cluster, a node group, an add-on, in AWS's words."""
    found = (said.get("health") or {}).get("issues") or ()
    return tuple(f"{one.get('code', 'unnamed')}: {one.get('message', 'without a message')}" for one in found)


def database(aws: Aws, name: str) -> Database | NotThere | Missing:
    """RDS DescribeDBClusters and DescribeDBInstances."""

    def ask(rds: Any) -> Database | NotThere:
        try:
            said = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
        except rds.exceptions.DBClusterNotFoundFault:
            return NotThere(f"the Aurora cluster {name}")
        chosen = [{"Name": "db-cluster-id", "Values": [name]}]
        pages = rds.get_paginator("describe_db_instances").paginate(Filters=chosen)
        instances = tuple(_instance(one) for page in pages for one in page["DBInstances"])
        return Database(name, said["Status"], instances, _pending(said))

    return aws.ask("rds", ask)


def _instance(said: Mapping[str, Any]) -> DatabaseInstance:
    return DatabaseInstance(said["DBInstanceIdentifier"], said["DBInstanceStatus"], said["DBInstanceClass"], _pending(said))


def _pending(said: Mapping[str, Any]) -> Names:
    """Of a pending password only that there is one."""
    waiting = said.get("PendingModifiedValues") or {}
    return tuple(
        name if "Password" in name else f"{name}: {value}"
        for name, value in sorted(waiting.items())
        if value not in (None, {}, [])
    )


def bucket(aws: Aws, wanted: Asked) -> Bucket | NotThere | Missing:
    """S3: the settings of the state's bucket."""
    if wanted.bucket is None:
        return NotThere("a bucket in the state")
    name = wanted.bucket.name
    return aws.ask("s3", lambda s3: health_bucket.read(s3, name))


def file_systems(aws: Aws, ids: Names) -> tuple[FileSystem, ...] | Missing:
    """EFS DescribeFileSystems and DescribeMountTargets; one that is gone is left out."""

    def ask(efs: Any) -> tuple[FileSystem, ...]:
        return tuple(found for one in ids if (found := _file_system(efs, one)))

    return aws.ask("efs", ask) if ids else ()


def _file_system(efs: Any, name: str) -> FileSystem | None:
    try:
        said = efs.describe_file_systems(FileSystemId=name)["FileSystems"]
    except efs.exceptions.FileSystemNotFound:
        return None
    pages = efs.get_paginator("describe_mount_targets").paginate(FileSystemId=name)
    targets = (one for page in pages for one in page["MountTargets"])
    found = tuple(Part(f"{one['MountTargetId']} in {one['SubnetId']}", one["LifeCycleState"]) for one in targets)
    return FileSystem(name, said[0]["LifeCycleState"], found) if said else None
