"""What verify asks of the edge: Ingress, load balancer, external-dns, the zone, DNS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from checks.facts import Missing, NotThere, Values
from checks.facts.health.edge import Controller, Ingress, TargetGroup
from migrator import dns
from migrator.aws import Aws
from migrator.cluster import Connection
from migrator.cluster.pods import waiting_for
from migrator.probes import dns as zone
from migrator.probes.health_publisher import heard
from migrator.probes.sources import Once, Sources
from runbooks.model import Health, Release
from states.probes import Question

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

Fact = TypeVar("Fact")
SECONDS = 60.0
LONGEST = 200
UNKNOWN_NAME = Missing("the host name is not a plain value in the configuration")


def questions(sources: Sources, values: Values) -> Iterator[Question]:
    """One question for each field; what several need is asked once."""
    connection, installed, fqdn = sources.cluster.connection, sources.runbook.installed, values.fqdn
    route = Once(lambda: ingress(connection, sources.runbook.health))
    zone_id = values.zone_id if fqdn else None
    listed = Once(lambda: zone.listed_records(sources, zone_id) if zone_id else zone.UNNAMED)
    yield _question("ingress", route)
    yield _question("controller", lambda: controller(connection, installed.release(installed.ingress_release)))
    yield _question("targets", lambda: _targets(sources.aws, route()))
    publisher = installed.release(installed.names_release)
    yield _question("publisher", lambda: controller(connection, publisher))
    yield _question("records", lambda: zone.records(listed(), (fqdn or "").lower()))
    yield _question("claims", lambda: zone.claims(listed()))
    if fqdn is None:
        return
    yield _question("published", lambda: heard(connection, publisher, fqdn.lower()))
    yield _question("kept", lambda: _kept(sources, f"old.{fqdn}".lower()))
    yield _question("dns", lambda: dns.answered(fqdn, sources.env))
    yield _question("balancer", lambda: _addresses(sources, route()))


def _question(field: str, ask: Callable[[], object]) -> Question:
    return Question("edge", field, ask, SECONDS)


def ingress(connection: Connection, where: Health) -> Ingress | NotThere | Missing:
    """The application's Ingress, with what its events warn of."""
    name = f"{where.workload_namespace}/{where.ingress_name}"

    def ask(client: ApiClient) -> Ingress:
        from kubernetes.client import NetworkingV1Api  # noqa: PLC0415

        read = NetworkingV1Api(client).read_namespaced_ingress
        found = read(where.ingress_name, where.workload_namespace, _request_timeout=connection.each)
        given = (found.metadata.annotations or {}).get("kubernetes.io/ingress.class")
        points = (found.status.load_balancer.ingress if found.status and found.status.load_balancer else None) or ()
        address = next((str(one.hostname).lower() for one in points if one.hostname), None)
        return Ingress(name, found.spec.ingress_class_name or given, address, _warnings(client, connection, where))

    return connection.ask(f"Ingress {name}", ask)


def _warnings(client: ApiClient, connection: Connection, where: Health) -> tuple[str, ...]:
    """The newest last; each text once."""
    from kubernetes.client import CoreV1Api  # noqa: PLC0415

    about = f"involvedObject.kind=Ingress,involvedObject.name={where.ingress_name}"
    read = CoreV1Api(client).list_namespaced_event
    found = read(where.workload_namespace, field_selector=about, limit=100, _request_timeout=connection.each)
    texts = (f"{one.reason}: {one.message}"[:LONGEST] for one in found.items if one.type == "Warning" and _is_of(one, where))
    return tuple(dict.fromkeys(texts))


def _is_of(event: Any, where: Health) -> bool:
    return (event.involved_object.kind, event.involved_object.name) == ("Ingress", where.ingress_name)


def controller(connection: Connection, release: Release) -> Controller | NotThere | Missing:
    """The Deployment that a release installs under its own name."""
    name = f"{release.namespace}/{release.name}"

    def ask(client: ApiClient) -> Controller:
        from kubernetes.client import AppsV1Api  # noqa: PLC0415

        read = AppsV1Api(client).read_namespaced_deployment
        found = read(release.name, release.namespace, _request_timeout=connection.each)
        desired = 1 if found.spec.replicas is None else found.spec.replicas
        available = (found.status.available_replicas if found.status else None) or 0
        labels = found.spec.selector.match_labels or {}
        waiting = () if available >= desired else waiting_for(client, connection, release.namespace, labels)
        return Controller(name, desired, available, waiting)

    return connection.ask(f"Deployment {name}", ask)


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
