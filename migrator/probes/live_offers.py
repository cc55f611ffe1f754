"""What AWS offers in this region, and how much of it is left."""

import re
from collections import Counter
from typing import Any

from checks.facts import Missing, NotThere
from checks.facts.live import ClusterFact, Usage
from checks.versions import parse
from checks.wanted import Wanted
from migrator.aws import Aws

# The families of the quota "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances".
STANDARD = re.compile(r"(?:[acdhimrtz]\d|im4gn|is4gen)")
QUOTAS = {"ec2": "L-1216C47A", "elasticloadbalancing": "L-53DA6B97"}
NO_SIZE = Missing("size is not a plain value in the configuration")
Names = tuple[str, ...]


def addons(aws: Aws, cluster: ClusterFact | NotThere | Missing, asked: Wanted) -> tuple[tuple[str, Names], ...] | Missing:
    """EKS DescribeAddonVersions of what is pinned, for the version that the cluster has by then."""
    if isinstance(cluster, Missing):
        return cluster
    if isinstance(cluster, NotThere):
        return Missing(f"{cluster.what} is not there")
    version = max(cluster.version, asked.kubernetes.value or cluster.version, key=parse)

    def ask(eks: Any) -> tuple[tuple[str, Names], ...]:
        return tuple((name, _offered(eks, name, version)) for name in asked.target.aws.addons)

    return aws.ask("eks", ask)


def _offered(eks: Any, name: str, version: str) -> Names:
    pages = eks.get_paginator("describe_addon_versions").paginate(addonName=name, kubernetesVersion=version)
    return tuple(one["addonVersion"] for page in pages for addon in page["addons"] for one in addon["addonVersions"])


def database_zones(aws: Aws, asked: Wanted) -> Names | Missing:
    """RDS DescribeOrderableDBInstanceOptions."""
    size, version = asked.size, asked.database.value
    if size is None or version is None:
        return NO_SIZE if size is None else Missing("database_engine_version is not a plain value in the configuration")

    def ask(rds: Any) -> Names:
        pages = rds.get_paginator("describe_orderable_db_instance_options").paginate(
            Engine="aurora-mysql", EngineVersion=version, DBInstanceClass=size.database
        )
        options = (one for page in pages for one in page["OrderableDBInstanceOptions"])
        return tuple(sorted({zone["Name"] for one in options for zone in one["AvailabilityZones"]}))

    return aws.ask("rds", ask)


def node_zones(aws: Aws, asked: Wanted) -> Names | Missing:
    """EC2 DescribeInstanceTypeOfferings."""
    size = asked.size
    if size is None:
        return NO_SIZE

    def ask(ec2: Any) -> Names:
        pages = ec2.get_paginator("describe_instance_type_offerings").paginate(
            LocationType="availability-zone", Filters=[{"Name": "instance-type", "Values": [size.node]}]
        )
        return tuple(sorted(one["Location"] for page in pages for one in page["InstanceTypeOfferings"]))

    return aws.ask("ec2", ask)


def cpus(aws: Aws, asked: Wanted) -> Usage | Missing:
    """The quota of vCPUs, what runs now, and what one more node takes."""
    size = asked.size
    if size is None:
        return NO_SIZE
    limit = _limit(aws, "ec2")
    if isinstance(limit, Missing):
        return limit

    def ask(ec2: Any) -> Usage:
        running = _running(ec2)
        each = _each(ec2, {size.node, *running})
        return Usage(limit, sum(each[kind] * count for kind, count in running.items()), each[size.node])

    return aws.ask("ec2", ask)


def _running(ec2: Any) -> "Counter[str]":
    """Instance type -> how many count towards the quota: standard ones that are not spot."""
    pages = ec2.get_paginator("describe_instances").paginate(
        Filters=[{"Name": "instance-state-name", "Values": ["pending", "running"]}]
    )
    every = (one for page in pages for group in page["Reservations"] for one in group["Instances"])
    return Counter(
        one["InstanceType"]
        for one in every
        if one.get("InstanceLifecycle") != "spot" and STANDARD.match(one["InstanceType"])
    )


def _each(ec2: Any, kinds: set[str]) -> dict[str, int]:
    types = ec2.describe_instance_types(InstanceTypes=sorted(kinds))["InstanceTypes"]
    return {one["InstanceType"]: one["VCpuInfo"]["DefaultVCpus"] for one in types}


def balancers(aws: Aws, kinds: dict[str, str] | Missing) -> Usage | Missing:
    """The quota of application load balancers; `kinds` is the kind of each that there is."""
    if isinstance(kinds, Missing):
        return kinds
    limit = _limit(aws, "elasticloadbalancing")
    used = sum(one == "application" for one in kinds.values())
    return limit if isinstance(limit, Missing) else Usage(limit, used, 1)


def _limit(aws: Aws, service: str) -> int | Missing:
    """The account's quota, or AWS's default where the account has none of its own."""

    def ask(quotas: Any) -> int:
        which = {"ServiceCode": service, "QuotaCode": QUOTAS[service]}
        try:
            found = quotas.get_service_quota(**which)
        except quotas.exceptions.NoSuchResourceException:
            found = quotas.get_aws_default_service_quota(**which)
        return int(found["Quota"]["Value"])

    return aws.ask("service-quotas", ask)
