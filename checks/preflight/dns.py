"""The hosted zone: whose it is, who finds it, and whether external-dns will."""

from collections.abc import Iterator
from dataclasses import fields

from checks.facts import DnsFacts, Facts, Missing, NoSuchZone, NotThere, Zone
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from checks.preflight import dns_certificate, dns_records
from runbooks.model import Runbook

UNTOLD = Missing("zone_id and domain_name are not plain values in the configuration")
LIST = "set zone_id to the public zone of the domain: aws route53 list-hosted-zones"


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:  # noqa: ARG001 - every group has the same shape
    """The hosted zone, its delegation, the records in it, and the certificate."""
    values = facts.known.values
    fqdn = (values.fqdn or "").lower()
    found = facts.dns if values.zone_id and fqdn else DnsFacts(**{one.name: UNTOLD for one in fields(DnsFacts)})
    yield _there(found.zone)
    yield _public(found.zone, fqdn)
    yield _fits(found.zone, fqdn)
    yield _filter(found.zone, values.custom_domain_filter)
    yield _delegated(found.zone, found.name_servers)
    yield from dns_records.judge(found, values.zone_id or "", fqdn)
    yield dns_certificate.judge(found.certificate, fqdn)


def covers(zone: str, name: str) -> bool:
    """Whether a name is a zone's own or lies below it."""
    return name.lower() == zone.lower() or name.lower().endswith("." + zone.lower())


def _there(zone: Zone | NoSuchZone | Missing) -> Result:
    if isinstance(zone, Missing):
        return Unknown("hosted-zone", zone.why, blocks=True)
    if isinstance(zone, NoSuchZone):
        return blocking("hosted-zone", zone.id, f"Route53 has no hosted zone {zone.id} in this account", LIST)
    return Passed("hosted-zone", f"zone {zone.id} is {zone.name}")


def _why(zone: NoSuchZone | Missing) -> str:
    return zone.why if isinstance(zone, Missing) else f"there is no zone {zone.id}"


def _public(zone: Zone | NoSuchZone | Missing, fqdn: str) -> Result:
    if not isinstance(zone, Zone):
        return Unknown("zone-private", _why(zone), blocks=False)
    if zone.private:
        because = f"zone {zone.id} ({zone.name}) is private: users outside its VPCs cannot resolve {fqdn}"
        return blocking("zone-private", zone.id, because, LIST)
    return Passed("zone-private", f"zone {zone.id} ({zone.name}) is public")


def _fits(zone: Zone | NoSuchZone | Missing, fqdn: str) -> Result:
    if not isinstance(zone, Zone):
        return Unknown("zone-mismatch", _why(zone), blocks=False)
    if not covers(zone.name, fqdn):
        because = f"zone {zone.id} is {zone.name}; {fqdn} does not lie in it"
        return blocking("zone-mismatch", zone.id, because, "make zone_id, domain_name and subdomain fit together")
    return Passed("zone-mismatch", f"{fqdn} lies in zone {zone.name}")


def _filter(zone: Zone | NoSuchZone | Missing, domain_filter: str | None) -> Result:
    if not isinstance(zone, Zone):
        return Unknown("domain-filter", _why(zone), blocks=False)
    line = f'custom_domain_filter = "{zone.name}"'
    if domain_filter is None:
        return _loose("it is not set: external-dns would be held to the host name itself and may find no zone", line)
    if not covers(domain_filter, zone.name):
        because = f"external-dns would only look below {domain_filter}, and the zone is {zone.name}: no record would appear"
        return blocking("domain-filter", "custom_domain_filter", because, line)
    if domain_filter.lower() != zone.name.lower():
        return _loose(
            f"{domain_filter} is wider than zone {zone.name}: external-dns, which also deletes, gets the rest", line
        )
    return Passed("domain-filter", f"custom_domain_filter is {domain_filter}, the zone's own name")


def _loose(because: str, line: str) -> Finding:
    subject = "custom_domain_filter"
    return Finding("domain-filter", Severity.MEDIUM, blocks=False, subject=subject, because=(because,), remedy=line)


def _delegated(zone: Zone | NoSuchZone | Missing, public: tuple[str, ...] | NotThere | Missing) -> Result:
    if not isinstance(zone, Zone):
        return Unknown("delegation-mismatch", _why(zone), blocks=False)
    if zone.private:
        return Passed("delegation-mismatch", "not used: a private zone is not delegated")
    if isinstance(public, Missing):
        return Unknown("delegation-mismatch", public.why, blocks=False)
    told = () if isinstance(public, NotThere) else public
    if told and set(told) <= set(zone.name_servers):
        return Passed("delegation-mismatch", f"DNS names the zone's own servers for {zone.name}: {', '.join(told)}")
    return _elsewhere(zone, told)


def _elsewhere(zone: Zone, told: tuple[str, ...]) -> Finding:
    """Where some of the servers are the zone's own, only a part of the users is led astray."""
    known = ", ".join(zone.name_servers) or "no server"
    because = f"DNS names {', '.join(told) or 'no server'} for {zone.name}; Route53 has {known} for zone {zone.id}"
    remedy = (
        f"delegate {zone.name} to {known} at its registrar or parent zone, or set zone_id to the zone that DNS names; where "
        "this machine asks an inner DNS, ask a public one: MIGRATOR_RESOLVER=1.1.1.1:53"
    )
    astray = not set(told) & set(zone.name_servers)
    return Finding(
        "delegation-mismatch",
        Severity.HIGH if astray else Severity.MEDIUM,
        blocks=astray,
        subject=zone.name,
        because=(because,),
        remedy=remedy,
    )
