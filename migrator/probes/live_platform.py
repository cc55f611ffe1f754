"""The cluster, its add-ons, the database, the cache. A version that is none is an answer that is not AWS's: ValueError."""

from typing import Any

from checks.facts import Missing, NotThere
from checks.facts.live import CacheFact, ClusterFact, DatabaseFact
from checks.versions import parse
from checks.wanted import engine, minor
from migrator.aws import Aws


def cluster(aws: Aws, name: str) -> ClusterFact | NotThere | Missing:
    """EKS DescribeCluster."""

    def ask(eks: Any) -> ClusterFact | NotThere:
        try:
            said = eks.describe_cluster(name=name)["cluster"]
        except eks.exceptions.ResourceNotFoundException:
            return NotThere(f"the EKS cluster {name}")
        minor(said["version"])
        issuer = said["identity"]["oidc"]["issuer"].removeprefix("https://")
        return ClusterFact(name, said["version"], issuer, tuple(sorted(said["resourcesVpcConfig"]["subnetIds"])))

    return aws.ask("eks", ask)


def addons(aws: Aws, cluster_name: str) -> tuple[tuple[str, str], ...] | Missing:
    """EKS ListAddons and DescribeAddon; none where there is no cluster."""

    def ask(eks: Any) -> tuple[tuple[str, str], ...]:
        try:
            pages = list(eks.get_paginator("list_addons").paginate(clusterName=cluster_name))
        except eks.exceptions.ResourceNotFoundException:
            return ()
        names = sorted(one for page in pages for one in page["addons"])
        described = (eks.describe_addon(clusterName=cluster_name, addonName=one)["addon"] for one in names)
        found = tuple((one["addonName"], one["addonVersion"]) for one in described)
        return tuple(one for one in found if parse(one[1]))

    return aws.ask("eks", ask)


def database(aws: Aws, name: str) -> DatabaseFact | NotThere | Missing:
    """RDS DescribeDBClusters."""

    def ask(rds: Any) -> DatabaseFact | NotThere:
        try:
            said = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
        except rds.exceptions.DBClusterNotFoundFault:
            return NotThere(f"the Aurora cluster {name}")
        engine(said["EngineVersion"])
        protected, spread = bool(said.get("DeletionProtection")), bool(said.get("MultiAZ"))
        return DatabaseFact(name, said["EngineVersion"], protected, int(said.get("BackupRetentionPeriod") or 0), spread)

    return aws.ask("rds", ask)


def retention(aws: Aws, name: str) -> int | NotThere | Missing:
    """RDS DescribeDBClusters: the days that automatic backups reach back, or will once a change that waits is made."""

    def ask(rds: Any) -> int | NotThere:
        try:
            said = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
        except rds.exceptions.DBClusterNotFoundFault:
            return NotThere(f"the Aurora cluster {name}")
        waits = said.get("PendingModifiedValues", {}).get("BackupRetentionPeriod")
        now = int(said.get("BackupRetentionPeriod") or 0)
        return now if waits is None else min(now, int(waits))

    return aws.ask("rds", ask)


def cache(aws: Aws, name: str) -> CacheFact | NotThere | Missing:
    """ElastiCache DescribeReplicationGroups; the version is that of its first member."""

    def ask(elasticache: Any) -> CacheFact | NotThere:
        try:
            group = elasticache.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"][0]
        except elasticache.exceptions.ReplicationGroupNotFoundFault:
            return NotThere(f"the ElastiCache replication group {name}")
        member = elasticache.describe_cache_clusters(CacheClusterId=group["MemberClusters"][0])["CacheClusters"][0]
        parse(member["EngineVersion"])
        return CacheFact(name, member["EngineVersion"])

    return aws.ask("elasticache", ask)
