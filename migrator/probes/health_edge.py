"""What verify asks of the edge: Ingress, load balancer, external-dns, the zone, DNS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from checks.facts import Missing, NotThere, Values
from checks.facts.health.edge import Ingress, TargetGroup
from migrator import dns
from migrator.aws import Aws
from migrator.probes import dns as zone
from migrator.probes.health_publisher import heard
from migrator.probes.sources import Once, Sources
from states.probes import Question

Fact = TypeVar("Fact")
SECONDS = 60.0
UNKNOWN_NAME = Missing("the host name is not a plain value in the configuration")


def questions(sources: Sources, values: Values) -> Iterator[Question]:
    """One question for each field; what several need is asked once."""
    cluster, fqdn = sources.cluster, values.fqdn
    installed = sources.runbook.installed
    controller, publisher = installed.release(installed.ingress_release), installed.release(installed.names_release)
    route = Once(cluster.ingress)
    zone_id = values.zone_id if fqdn else None
    listed = Once(lambda: zone.listed_records(sources, zone_id) if zone_id else zone.UNNAMED)

    def named(ask: Callable[[str], Fact]) -> Callable[[], Fact | Missing]:
        return lambda: ask(fqdn.lower()) if fqdn else UNKNOWN_NAME

    yield _question("ingress", route)
    yield _question("controller", lambda: cluster.deployment(controller.namespace, controller.name))
    yield _question("targets", lambda: _targets(sources.aws, route()))
    yield _question("publisher", lambda: cluster.deployment(publisher.namespace, publisher.name))
    yield _question("published", named(lambda name: heard(cluster, publisher, name)))
    yield _question("records", named(lambda name: zone.records(listed(), name)))
    yield _question("claims", lambda: zone.claims(listed()))
    yield _question("kept", named(lambda name: _kept(sources, f"old.{name}")))
    yield _question("dns", named(lambda name: dns.answered(name, sources.env)))
    yield _question("balancer", lambda: _addresses(sources, route()))


def _question(field: str, ask: Callable[[], object]) -> Question:
    return Question("edge", field, ask, SECONDS)


def _targets(aws: Aws, route: Ingress | NotThere | Missing) -> tuple[TargetGroup, ...] | NotThere | Missing:
    if isinstance(route, Missing):
        return route
    if isinstance(route, NotThere) or route.address is None:
        return NotThere("the load balancer of the Ingress")
    address = route.address
    return aws.ask("elbv2", lambda elb: targets(elb, address))


def targets(elb: Any, address: str) -> tuple[TargetGroup, ...] | NotThere:
    """ELB: of the load balancer with this DNS name every target group, and how its targets are."""
    pages = elb.get_paginator("describe_load_balancers").paginate()
    found = (one for page in pages for one in page["LoadBalancers"] if one["DNSName"].lower() == address)
    ours = next(found, None)
    if ours is None:
        return NotThere(f"a load balancer {address}")
    groups = elb.describe_target_groups(LoadBalancerArn=ours["LoadBalancerArn"])["TargetGroups"]
    return tuple(_group(elb, one["TargetGroupName"], one["TargetGroupArn"]) for one in groups)


def _group(elb: Any, name: str, arn: str) -> TargetGroup:
    said = elb.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
    healthy = [one for one in said if one["TargetHealth"]["State"] == "healthy"]
    return TargetGroup(name, len(healthy), tuple(_ill(one) for one in said if one not in healthy))


def _ill(one: dict[str, Any]) -> str:
    health = one["TargetHealth"]
    words = (health["State"], health.get("Reason"), health.get("Description"))
    return f"{one['Target']['Id']}: {', '.join(str(word) for word in words if word)}"


def _kept(sources: Sources, old: str) -> bool | Missing:
    """Whether the configuration keeps the old load balancer under a name of its own."""
    state = sources.state_now()
    if isinstance(state, Missing):
        return state
    names = (str(one.attributes.get("fqdn") or one.attributes.get("name")) for one in state.of("aws_route53_record"))
    return old in (one.rstrip(".").lower() for one in names)


def _addresses(sources: Sources, route: Ingress | NotThere | Missing) -> tuple[str, ...] | NotThere | Missing:
    if isinstance(route, Missing):
        return route
    if isinstance(route, NotThere) or route.address is None:
        return NotThere("the load balancer of the Ingress")
    return dns.addresses(route.address, sources.env)
