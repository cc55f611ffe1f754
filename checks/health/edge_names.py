"""The host name: published by external-dns, owned by it, leading to the new load balancer, and answered by DNS."""

from collections.abc import Iterator

from checks.facts import Missing
from checks.facts.dns import Record
from checks.facts.health import Health
from checks.facts.health.edge import EdgeHealth, Ingress, Published
from checks.health.model import Judged, coming, holds, stuck, untold
from checks.preflight.dns_records import OWNER
from runbooks.model import Runbook

NO_ADDRESS = "the Ingress has no load balancer yet"
# What mends each trouble of external-dns. The names are those of wandb/wandb/aws, modules/app_eks/external_dns.
REMEDIES = {
    "no-zone": "set custom_domain_filter to the name of the zone of {fqdn} in the post-operator configuration; migrator run",
    "denied": "the role {namespace}-external-dns needs the policy {namespace}-AllowExternalDNSUpdates: "
    "aws iam list-attached-role-policies --role-name {namespace}-external-dns",
    "web-identity": "the role {namespace}-external-dns has to trust the cluster's OIDC provider and this service account: "
    "aws iam get-role --role-name {namespace}-external-dns; aws iam list-open-id-connect-providers",
}


def judge(health: Health, runbook: Runbook) -> Iterator[Judged]:
    """From what external-dns says to what users are told."""
    edge, installed = health.edge, runbook.installed
    fqdn, zone = health.values.fqdn or "the host name", health.values.zone_id or "ZONE"
    publisher = installed.release(installed.names_release)
    logs = f"kubectl -n {publisher.namespace} logs deployment/{publisher.name} --tail=50"
    yield _published(edge, fqdn, health.values.namespace or "NAMESPACE", logs)
    yield _record(health, fqdn, logs)
    yield _owned(edge, fqdn, zone)
    yield _kept(edge, fqdn)
    yield _answered(edge, fqdn)


def _leads(edge: EdgeHealth, fqdn: str) -> Record | None:
    """The record of the host name, if there is one."""
    records = edge.records if isinstance(edge.records, tuple) else ()
    return next((one for one in records if one.name == fqdn.lower() and one.type in ("A", "CNAME")), None)


def _address(edge: EdgeHealth) -> str | None:
    return edge.ingress.address if isinstance(edge.ingress, Ingress) else None


def _published(edge: EdgeHealth, fqdn: str, namespace: str, logs: str) -> Judged:
    code = "external-dns-publishes"
    found = edge.published
    if isinstance(found, Missing):
        return untold(code, found.why)
    if found.cause:
        return _trouble(found, fqdn, namespace)
    if found.done:
        return holds(code, f"external-dns says: {found.done}")
    record, address = _leads(edge, fqdn), _address(edge)
    if record and record.target == address:
        return holds(code, f"its log says nothing of {fqdn} any more, and the record is there")
    return coming(code, "external-dns", (f"its log says nothing of {fqdn} yet",), logs)


def _trouble(found: Published, fqdn: str, namespace: str) -> Judged:
    remedy = REMEDIES[found.cause or ""].format(fqdn=fqdn, namespace=namespace)
    return stuck("external-dns-publishes", "external-dns", (f"it says: {found.trouble}",), remedy)


def _record(health: Health, fqdn: str, logs: str) -> Judged:
    code = "dns-record"
    edge = health.edge
    for found in (edge.ingress, edge.records):
        if isinstance(found, Missing):
            return untold(code, found.why)
    record, address = _leads(edge, fqdn), _address(edge)
    if address is None:
        return coming(code, fqdn, (NO_ADDRESS,), "kubectl get ingress -A")
    if record is None:
        return coming(code, fqdn, ("the zone has no record of it",), f"{logs}  # does it find the zone?")
    if record.target == address:
        return holds(code, f"the record of {fqdn} is {address}")
    old = not isinstance(health.before, Missing) and health.before.balancer == record.target
    named = f"{record.target}, the old load balancer" if old else record.target
    return coming(code, fqdn, (f"the record points at {named}; the Ingress is {address}",), logs)


def _owned(edge: EdgeHealth, fqdn: str, zone: str) -> Judged:
    code = "record-owned"
    if isinstance(edge.claims, Missing):
        return untold(code, edge.claims.why)
    owners = sorted({one.owner for one in edge.claims if _about(one.name, fqdn.lower())})
    if owners == [OWNER]:
        return holds(code, f"a TXT record says that external-dns ({OWNER}) owns {fqdn}")
    listed = f"aws route53 list-resource-record-sets --hosted-zone-id {zone}"
    if not owners:
        return coming(code, fqdn, ("no TXT record says that external-dns owns it: it would never change it",), listed)
    because = tuple(f"the external-dns with owner {one} claims it, too" for one in owners if one != OWNER)
    return stuck(code, fqdn, because, f"{listed}; stop the other external-dns, or remove its TXT records of {fqdn}")


def _about(name: str, fqdn: str) -> bool:
    """Whether a TXT record is about this very name: external-dns puts a kind or a prefix before it."""
    return name == fqdn or name.endswith(f"-{fqdn}")


def _kept(edge: EdgeHealth, fqdn: str) -> Judged:
    code = "old-name-kept"
    old = f"old.{fqdn}"
    for found in (edge.kept, edge.records):
        if isinstance(found, Missing):
            return untold(code, found.why)
    if not edge.kept:
        return holds(code, f"the configuration keeps no {old}")
    records = edge.records if isinstance(edge.records, tuple) else ()
    record = next((one for one in records if one.name == old.lower()), None)
    if record:
        return holds(code, f"{old} is {record.target}")
    because = ("the zone has no record of it, and Terraform made one: the way back to the old load balancer",)
    return stuck(code, old, because, "migrator run  # a second plan creates it again")


def _answered(edge: EdgeHealth, fqdn: str) -> Judged:
    code = "dns-answers"
    found = edge.dns
    if isinstance(found, Missing):
        return untold(code, found.why)
    look = f"dig {fqdn}  # and the same at @8.8.8.8"
    for_ = "for a time that nobody could tell" if found.seconds is None else f"for up to {found.seconds} s"
    if not found.addresses:
        because = (f"DNS has no address for {fqdn}", f"a resolver that asked too early says so {for_}")
        return coming(code, fqdn, because, look)
    if isinstance(edge.balancer, tuple) and not set(edge.balancer) & set(found.addresses):
        because = (
            f"DNS answers {', '.join(found.addresses)}; the load balancer is at {', '.join(edge.balancer)}",
            f"the answer from before is kept {for_}",
        )
        return coming(code, fqdn, because, look)
    return holds(code, f"DNS answers {', '.join(found.addresses)}, to be kept {for_}")
