"""The hosted zone, what public DNS says of it, and what stands in it."""

import re
from collections.abc import Iterator
from typing import Any

from checks.facts import Known, Missing, NoSuchZone, NotThere, Zone
from checks.facts.dns import Claim, Managed, Record
from migrator import dns
from migrator.probes.certificate import certificate
from migrator.probes.sources import Once, Sources
from states.probes import Question

SECONDS = 60
UNNAMED = Missing("zone_id and domain_name are not plain values in the configuration")
MARK, OWNER = "heritage=external-dns", re.compile(r'external-dns/owner=([^,"\\]+)')
Listed = list[dict[str, Any]]


def questions(sources: Sources, known: Known) -> Iterator[Question]:
    """The zone, its delegation, its records, and the certificate; nothing is asked where nobody knows the names."""
    zone_id, fqdn = known.values.zone_id, (known.values.fqdn or "").lower()
    zone = Once(lambda: sources.aws.zone(zone_id) if zone_id else UNNAMED)
    found = Once(lambda: listed_records(sources, zone_id) if zone_id and fqdn else UNNAMED)
    yield Question("dns", "zone", zone, SECONDS)
    yield Question("dns", "name_servers", lambda: _name_servers(sources, zone()), SECONDS)
    yield Question("dns", "records", lambda: records(found(), fqdn), SECONDS)
    yield Question("dns", "claims", lambda: claims(found()), SECONDS)
    yield Question("dns", "managed", lambda: _managed(sources), SECONDS)
    yield Question("dns", "balancer", lambda: _balancer(sources, known.values.namespace), SECONDS)
    yield Question("dns", "certificate", lambda: certificate(sources, fqdn) if fqdn else UNNAMED, SECONDS)


def _name_servers(sources: Sources, zone: Zone | NoSuchZone | Missing) -> dns.Answer:
    if not isinstance(zone, Zone):
        return zone if isinstance(zone, Missing) else Missing(f"there is no zone {zone.id}")
    return dns.name_servers(zone.name, sources.env)


def listed_records(sources: Sources, zone_id: str) -> Listed | Missing:
    """Every record set of the zone."""

    def ask(client: Any) -> Listed:
        pages = client.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone_id)
        return [one for page in pages for one in page["ResourceRecordSets"]]

    return sources.aws.ask("route53", ask)


def records(listed: Listed | Missing, fqdn: str) -> tuple[Record, ...] | Missing:
    """Those of the host name and of `old.` before it."""
    if isinstance(listed, Missing):
        return listed
    wanted = (fqdn, f"old.{fqdn}")
    found = (
        Record(_name(one["Name"]), one["Type"], _target(one)) for one in listed if one["Type"] in ("A", "AAAA", "CNAME")
    )
    return tuple(one for one in found if one.name in wanted)


def _target(one: dict[str, Any]) -> str:
    values = one.get("ResourceRecords") or [{}]
    return _name(one.get("AliasTarget", {}).get("DNSName") or values[0].get("Value", "")).removeprefix("dualstack.")


def _name(text: str) -> str:
    return text.rstrip(".").lower()


def claims(listed: Listed | Missing) -> tuple[Claim, ...] | Missing:
    """By which an external-dns owns records."""
    if isinstance(listed, Missing):
        return listed
    texts = (one for one in listed if one["Type"] == "TXT")
    values = ((one["Name"], value["Value"]) for one in texts for value in one.get("ResourceRecords", ()))
    owned = ((name, OWNER.search(text)) for name, text in values if MARK in text)
    return tuple(Claim(_name(name), owner[1]) for name, owner in owned if owner)


def _managed(sources: Sources) -> Managed | Missing:
    state = sources.state()
    if isinstance(state, Missing):
        return state
    names = frozenset(
        _name(str(one.attributes.get("fqdn") or one.attributes.get("name"))) for one in state.of("aws_route53_record")
    )
    return Managed(names, any(one.attributes.get("name") == "external-dns" for one in state.of("helm_release")))


def _balancer(sources: Sources, namespace: str | None) -> str | NotThere | Missing:
    """As the state has it; without one, the load balancer that has the deployment's name."""
    state = sources.state()
    names = [] if isinstance(state, Missing) else [one for one in state.of("aws_lb") if one.address.endswith("aws_lb.alb")]
    known = next((one.attributes.get("dns_name") for one in names), None)
    if isinstance(known, str):
        return known.lower()
    if namespace is None:
        return Missing("namespace is no plain value, and the state has no load balancer")
    return _named_balancer(sources, f"{namespace}-alb")


def _named_balancer(sources: Sources, name: str) -> str | NotThere | Missing:
    def ask(client: Any) -> str | NotThere:
        try:
            found = client.describe_load_balancers(Names=[name])["LoadBalancers"]
        except client.exceptions.LoadBalancerNotFoundException:
            return NotThere(f"the load balancer {name}")
        return str(found[0]["DNSName"]).lower()

    return sources.aws.ask("elbv2", ask)
