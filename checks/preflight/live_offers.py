"""Whether AWS offers what the configuration asks for, and enough of it."""

from collections.abc import Iterator

from checks.facts import Missing
from checks.facts.live import LiveFacts, SubnetFact, Usage
from checks.model import Passed, Result, Severity, Unknown, blocking
from checks.preflight.parts import joined, untold
from checks.wanted import Wanted
from runbooks.model import Size

# Of a node: the vCPUs of Service Quotas' "Running On-Demand Standard instances".
CPUS = ("ec2", "L-1216C47A", "vCPUs of standard instances")
BALANCERS = ("elasticloadbalancing", "L-53DA6B97", "application load balancers")


def judge(live: LiveFacts, asked: Wanted, last: str) -> Iterator[Result]:
    """Add-ons, classes, quotas. `last` is the version of the last target that there is."""
    yield from joined(_addons(live, asked, last))
    yield from joined(_classes(live, asked))
    yield from joined(_quotas(live, asked))


def _addons(live: LiveFacts, asked: Wanted, last: str) -> Iterator[Result]:
    if isinstance(live.addon_offers, Missing):
        yield Unknown("addon-not-offered", live.addon_offers.why, blocks=False)
        return
    for name, versions in live.addon_offers:
        pinned = asked.target.aws.addons[name]
        if pinned in versions:
            yield Passed("addon-not-offered", f"{name} {pinned}")
            continue
        yield blocking(
            "addon-not-offered",
            name,
            f"module {asked.target.version} pins {pinned}; EKS offers {', '.join(versions) or 'none'} for this cluster: "
            "the apply would end with 'Addon version specified is not supported'",
            f"{_other(asked, last)}bring the cluster to a version that has it, one minor at a time: "
            f"aws eks describe-addon-versions --addon-name {name} "
            f"--query \"addons[].addonVersions[?addonVersion=='{pinned}'].compatibilities[].clusterVersion[]\"",
        )


def _other(asked: Wanted, last: str) -> str:
    """The later target pins newer ones."""
    return "" if asked.target.version == last else f'version = "{last}", which pins newer ones, in {asked.call.place}; or '


def _classes(live: LiveFacts, asked: Wanted) -> Iterator[Result]:
    if asked.size is None:
        yield Unknown("instance-class-not-offered", "size is not a plain value in the configuration", blocks=False)
        return
    yield _database(live.database_zones, asked.size, asked)
    yield _nodes(live, asked.size)


def _database(zones: tuple[str, ...] | Missing, size: Size, asked: Wanted) -> Result:
    if isinstance(zones, Missing):
        return Unknown("instance-class-not-offered", zones.why, blocks=False)
    version = asked.database.value
    if zones:
        return Passed("instance-class-not-offered", f"{size.database} with Aurora {version} in {', '.join(zones)}")
    return blocking(
        "instance-class-not-offered",
        size.database,
        f"{size.database} with Aurora {version} cannot be ordered in this region",
        "choose another size or database_engine_version: aws rds describe-orderable-db-instance-options "
        f"--engine aurora-mysql --db-instance-class {size.database} --query OrderableDBInstanceOptions[].EngineVersion",
    )


def _nodes(live: LiveFacts, size: Size) -> Result:
    subnets, zones = live.subnets, live.node_zones
    if isinstance(subnets, Missing) or isinstance(zones, Missing):
        return Unknown("instance-class-not-offered", _why(subnets, zones), blocks=False)
    without = sorted({one.zone for one in subnets} - set(zones))
    if not without:
        return Passed("instance-class-not-offered", f"{size.node} in {', '.join(sorted({one.zone for one in subnets}))}")
    return blocking(
        "instance-class-not-offered",
        size.node,
        f"{size.node} is not offered in {', '.join(without)}, where nodes are; it is in {', '.join(zones) or 'none'}",
        "choose another size, or leave size out and set kubernetes_instance_types: aws ec2 describe-instance-type-offerings "
        f"--location-type availability-zone --filters Name=location,Values={without[0]}",
    )


def _why(*facts: tuple[SubnetFact, ...] | tuple[str, ...] | Missing) -> str:
    return next(one.why for one in facts if isinstance(one, Missing))


def _quotas(live: LiveFacts, asked: Wanted) -> Iterator[Result]:
    if asked.size is None:
        yield Unknown("quota-short", "size is not a plain value in the configuration", blocks=False)
    else:
        yield _quota(live.cpus, CPUS, asked.size.nodes, f"{asked.size.nodes} new {asked.size.node} beside the old nodes")
    name = next(iter(asked.named("load-balancer")), "the new load balancer")
    yield _quota(live.balancers, BALANCERS, 1, name)


def _quota(usage: Usage | Missing, quota: tuple[str, str, str], count: int, what: str) -> Result:
    service, code, name = quota
    if isinstance(usage, Missing):
        return untold("quota-short", usage) or Unknown("quota-short", usage.why, blocks=False)
    more = count * usage.each
    if usage.used + more <= usage.limit:
        return Passed("quota-short", f"{name}: {usage.used} + {more} of {usage.limit}")
    return blocking(
        "quota-short",
        f"{service} {code}",
        f"{name}: {usage.used} of {usage.limit} are taken, and {more} more are needed: {what}",
        f"aws service-quotas request-service-quota-increase --service-code {service} --quota-code {code} "
        f"--desired-value {usage.used + more}",
        Severity.HIGH,
    )
