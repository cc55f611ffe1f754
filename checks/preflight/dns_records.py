"""The records of the name: whose they are now, and what is in the way of the new ones."""

from collections.abc import Iterator

from checks.facts import DnsFacts, Missing, NotThere
from checks.facts.dns import Claim, Managed, Record
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking

# The owner of the module's own external-dns, which removes what has its mark and is not in its cluster (policy sync).
OWNER = "default"


def judge(found: DnsFacts, zone_id: str, fqdn: str) -> Iterator[Result]:
    """The current record, marks of external-dns, the name that the old record moves to."""
    yield _ours(found, fqdn)
    yield _unclaimed(found.claims, found.managed, zone_id, fqdn)
    yield _free(found.records, found.managed, zone_id, f"old.{fqdn}")


def _ours(found: DnsFacts, fqdn: str) -> Result:
    records, balancer = found.records, found.balancer
    if isinstance(found.managed, Managed) and found.managed.publishes:
        return Passed("record-not-ours", "not used: the deployment's own external-dns publishes the name already")
    if isinstance(records, Missing):
        return Unknown("record-not-ours", records.why, blocks=False)
    if isinstance(balancer, Missing):
        return Unknown("record-not-ours", balancer.why, blocks=False)
    if isinstance(balancer, NotThere):
        return Unknown("record-not-ours", f"{balancer.what} does not exist", blocks=False)
    there = [one for one in records if one.name == fqdn]
    if there and all(one.target == balancer.lower() for one in there):
        return Passed("record-not-ours", f"{fqdn} points at {balancer}, the deployment's load balancer")
    points = " and ".join(f"{one.type} to {one.target}" for one in there) or "nowhere: it has no record in the zone"
    return _theirs(fqdn, f"{fqdn} points {points}; the deployment's load balancer is {balancer}")


def _theirs(fqdn: str, because: str) -> Finding:
    return Finding(
        "record-not-ours",
        Severity.HIGH,
        blocks=False,
        subject=fqdn,
        because=(because, "the new load balancer is published under this name alone: what stands between is passed over"),
        remedy=f"point {fqdn} at the load balancer, or plan how what stands between is put before the new one",
    )


def _unclaimed(claims: tuple[Claim, ...] | Missing, managed: Managed | Missing, zone_id: str, fqdn: str) -> Result:
    if isinstance(claims, Missing):
        return Unknown("foreign-external-dns", claims.why, blocks=False)
    bad = [one for one in claims if one.owner == OWNER or about(one.name, fqdn)]
    if not bad:
        owners = f", of {', '.join(sorted({one.owner for one in claims}))}" if claims else ""
        return Passed("foreign-external-dns", f"{len(claims)} marks of an external-dns in zone {zone_id}{owners}")
    if isinstance(managed, Missing):
        return Unknown("foreign-external-dns", f"whose the marks in the zone are: {managed.why}", blocks=False)
    if managed.publishes:
        return Passed("foreign-external-dns", "not used: the deployment's own external-dns is installed already")
    return _foreign(bad, zone_id, fqdn)


def about(name: str, fqdn: str) -> bool:
    """Whether a TXT record is about the host name or `old.` before it: its name, with any prefix before that."""
    return name == fqdn or name.endswith((f"-{fqdn}", f".{fqdn}"))


def _foreign(claims: list[Claim], zone_id: str, fqdn: str) -> Finding:
    named = ", ".join(f"{one.name} (owner {one.owner})" for one in claims[:5])
    more = f" and {len(claims) - 5} more" if len(claims) > 5 else ""
    listed = (
        f"aws route53 list-resource-record-sets --hosted-zone-id {zone_id} "
        "--query \"ResourceRecordSets[?Type=='TXT' && contains(ResourceRecords[0].Value, 'heritage=external-dns')]\""
    )
    return blocking(
        "foreign-external-dns",
        claims[0].name if len(claims) == 1 else f"zone {zone_id}",
        f"an external-dns has its mark on {named}{more}; the one to come has the owner {OWNER} and removes every record "
        f"with its own mark that its cluster does not want, or leaves {fqdn} to the other owner",
        f"give the other external-dns another --txt-owner-id, or remove the marks of one that is gone: {listed}",
        Severity.HIGH,
    )


def _free(records: tuple[Record, ...] | Missing, managed: Managed | Missing, zone_id: str, old: str) -> Result:
    if isinstance(records, Missing):
        return Unknown("old-name-taken", records.why, blocks=False)
    there = [one for one in records if one.name == old and one.type != "AAAA"]
    if not there:
        return Passed("old-name-taken", f"{old} has no record")
    if isinstance(managed, Missing):
        return Unknown("old-name-taken", f"{old} has a record; whose it is: {managed.why}", blocks=False)
    if old in managed.records:
        return Passed("old-name-taken", f"{old} is in the Terraform state already")
    has = " and ".join(f"{one.type} to {one.target}" for one in there)
    return blocking(
        "old-name-taken",
        old,
        f"it has a record, {has}, and Terraform does not know it: creating aws_route53_record.alb would fail on it",
        f"remove the record, or rename it; it is shown by: aws route53 list-resource-record-sets --hosted-zone-id {zone_id} "
        f"--start-record-name {old} --max-items 1",
        Severity.HIGH,
    )
