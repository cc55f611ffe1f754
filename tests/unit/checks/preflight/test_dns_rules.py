"""The group dns: each rule as finding, as passed, as unknown."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from checks.facts import Missing, NoSuchZone, NotThere, Zone
from checks.facts.dns import Claim, Managed, Record
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.preflight import dns
from checks.preflight.dns_certificate import is_for
from checks.preflight.dns_records import about
from tests.support.facts import FACTS, RUNBOOK, VALUES
from tests.support.healthy.dns import BALANCER, CERTIFICATE, FQDN, HEALTHY, NOW, SERVERS

SILENT = Missing("no route to host")
OLD = f"old.{FQDN}"


def judged(code: str, values: dict[str, Any] | None = None, **broken: Any) -> Result:
    """The one result of a check, in a world with these facts of the group broken."""
    known = replace(FACTS.known, values=replace(VALUES, **(values or {})))
    results = list(dns.judge(replace(FACTS, known=known, dns=replace(HEALTHY, **broken)), RUNBOOK))
    found = [one for one in results if one.code == code]
    assert len(results) == 9
    assert len(found) == 1, found
    return found[0]


def finding(code: str, values: dict[str, Any] | None = None, **broken: Any) -> Finding:
    """The finding of a check."""
    found = judged(code, values, **broken)
    assert isinstance(found, Finding), found
    return found


def test_a_healthy_world_passes_every_rule_once() -> None:
    """Nothing is found where nothing is wrong."""
    assert all(isinstance(one, Passed) for one in dns.judge(FACTS, RUNBOOK))


@pytest.mark.parametrize("lacking", ["zone_id", "domain_name"])
def test_names_that_the_files_do_not_tell(lacking: str) -> None:
    """Nothing counts that was asked about other names: all is unknown, and of the zone that blocks."""
    known = replace(FACTS.known, values=replace(VALUES, **{lacking: None}))
    results = list(dns.judge(replace(FACTS, known=known), RUNBOOK))
    assert all(isinstance(one, Unknown) and "not plain values" in one.reason for one in results)
    assert [one.code for one in results if isinstance(one, Unknown) and one.blocks] == ["hosted-zone"]


@pytest.mark.parametrize("zone", [SILENT, NoSuchZone("Z1")])
@pytest.mark.parametrize("code", ["zone-private", "zone-mismatch", "domain-filter", "delegation-mismatch"])
def test_what_hangs_on_a_zone_that_is_not_known(code: str, zone: object) -> None:
    """Unknown; that the zone is not there blocks by itself."""
    found = judged(code, zone=zone)
    assert isinstance(found, Unknown)
    assert not found.blocks


@pytest.mark.parametrize("text", ["com", "COM"])
def test_a_filter_that_is_wider_than_the_zone(text: str) -> None:
    """A warning with the line to write."""
    found = finding("domain-filter", {"custom_domain_filter": text})
    assert (found.severity, found.blocks) == (Severity.MEDIUM, False)
    assert found.remedy == 'custom_domain_filter = "example.com"'


@pytest.mark.parametrize(
    ("told", "severity", "blocks"),
    [
        (("ns.other.example",), Severity.HIGH, True),
        (NotThere("DNS: example.com"), Severity.HIGH, True),
        ((SERVERS[0], "ns.other.example"), Severity.MEDIUM, False),
    ],
)
def test_a_delegation_elsewhere(told: object, severity: Severity, *, blocks: bool) -> None:
    """Blocks where no server is the zone's own; a warning where some are."""
    found = finding("delegation-mismatch", name_servers=told)
    assert (found.severity, found.blocks) == (severity, blocks)
    assert SERVERS[0] in found.remedy


@pytest.mark.parametrize("told", [SERVERS, SERVERS[:1], tuple(reversed(SERVERS))])
def test_a_delegation_to_the_zone(told: tuple[str, ...]) -> None:
    """Any of its own servers, and no other."""
    assert isinstance(judged("delegation-mismatch", name_servers=told), Passed)


def test_a_delegation_that_is_not_known() -> None:
    """DNS that does not answer blocks nobody."""
    assert judged("delegation-mismatch", name_servers=SILENT) == Unknown("delegation-mismatch", SILENT.why, blocks=False)


def test_a_private_zone_is_not_delegated() -> None:
    """That it is private is said once."""
    private = Zone("Z1", "example.com", private=True)
    assert isinstance(judged("delegation-mismatch", zone=private, name_servers=SILENT), Passed)


@pytest.mark.parametrize(
    "records",
    [
        (),
        (Record(FQDN, "A", "192.0.2.1"),),
        (Record(FQDN, "CNAME", "cdn.example"),),
        (Record(FQDN, "A", BALANCER), Record(FQDN, "AAAA", "cdn.example")),
        (Record(OLD, "A", BALANCER),),
    ],
)
def test_a_record_of_somebody_else(records: tuple[Record, ...]) -> None:
    """Told, with both names; it does not block."""
    found = finding("record-not-ours", records=records)
    assert (found.severity, found.blocks, found.subject) == (Severity.HIGH, False, FQDN)
    assert BALANCER in found.because[0]


@pytest.mark.parametrize(
    "broken", [{"records": SILENT}, {"balancer": SILENT}, {"balancer": NotThere("the load balancer wb-alb")}]
)
def test_a_record_that_cannot_be_compared(broken: dict[str, object]) -> None:
    """Without either side it is unknown."""
    assert isinstance(judged("record-not-ours", **broken), Unknown)


def test_a_record_that_our_own_external_dns_has_published() -> None:
    """By then it points at the new load balancer, as it should."""
    there = {"records": (Record(FQDN, "A", "new.elb"),), "managed": Managed(frozenset(), publishes=True)}
    assert isinstance(judged("record-not-ours", **there), Passed)


def test_names_are_compared_without_case() -> None:
    """As DNS does."""
    assert isinstance(judged("record-not-ours", {"subdomain": "WandB"}, balancer=BALANCER.upper()), Passed)


@pytest.mark.parametrize("name", [FQDN, f"a-{FQDN}", f"extdns.{FQDN}", f"cname-{OLD}", OLD])
def test_a_mark_about_the_name(name: str) -> None:
    """Blocks, whoever the owner is."""
    found = finding("foreign-external-dns", claims=(Claim(name, "blue"),))
    assert (found.blocks, found.subject) == (True, name)
    assert "--hosted-zone-id Z1" in found.remedy


def test_marks_of_the_owner_to_come() -> None:
    """Records of the same owner would be removed: blocks, and names no more than five."""
    claims = tuple(Claim(f"shop{one}.example.com", "default") for one in range(7))
    found = finding("foreign-external-dns", claims=claims)
    assert "shop4.example.com (owner default) and 2 more" in found.because[0]


def test_marks_of_others_about_other_names() -> None:
    """Nobody touches them: passed, and said."""
    found = judged("foreign-external-dns", claims=(Claim("shop.example.com", "blue"),), managed=SILENT)
    assert found == Passed("foreign-external-dns", "1 marks of an external-dns in zone Z1, of blue")


def test_marks_of_our_own() -> None:
    """Where the deployment's external-dns is in the state, they are its own; without the state nobody can tell."""
    claims = (Claim(FQDN, "default"),)
    assert isinstance(judged("foreign-external-dns", claims=claims, managed=Managed(frozenset(), publishes=True)), Passed)
    assert isinstance(judged("foreign-external-dns", claims=claims, managed=SILENT), Unknown)
    assert isinstance(judged("foreign-external-dns", claims=SILENT), Unknown)


def test_a_name_that_only_ends_alike_is_another() -> None:
    """`mywandb.example.com` is not about `wandb.example.com`."""
    assert not about("mywandb.example.com", FQDN)


@pytest.mark.parametrize("kind", ["A", "CNAME"])
def test_the_old_name_is_taken(kind: str) -> None:
    """Blocks, and says where the record points."""
    found = finding("old-name-taken", records=(Record(OLD, kind, "x.example"),))
    assert (found.blocks, found.subject) == (True, OLD)
    assert f"{kind} to x.example" in found.because[0]


def test_the_old_name_is_free_or_ours() -> None:
    """Free, of a type that is in nobody's way, or in the state already; without the state nobody can tell."""
    taken = (Record(OLD, "A", "x.example"),)
    assert isinstance(judged("old-name-taken", records=(Record(OLD, "AAAA", "x.example"),)), Passed)
    assert isinstance(judged("old-name-taken", records=taken, managed=Managed(frozenset({OLD}), publishes=False)), Passed)
    assert isinstance(judged("old-name-taken", records=taken, managed=SILENT), Unknown)
    assert isinstance(judged("old-name-taken", records=SILENT), Unknown)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"status": "PENDING_VALIDATION", "ends": None}, "PENDING_VALIDATION"),
        ({"status": "EXPIRED"}, "EXPIRED"),
        ({"names": ("other.example", "*.com")}, "other.example, *.com, and not for"),
        ({"ends": NOW}, "it ended on 2026-01-02"),
    ],
)
def test_a_certificate_that_does_not_serve(broken: dict[str, Any], says: str) -> None:
    """Blocks, and says why."""
    found = finding("certificate-not-ready", certificate=replace(CERTIFICATE, **broken))
    assert (found.blocks, found.subject) == (True, CERTIFICATE.arn)
    assert says in found.because[0]
    assert CERTIFICATE.arn in found.remedy


def test_a_certificate_that_ends_soon() -> None:
    """A warning from 30 days before, and none earlier."""
    soon, later = (replace(CERTIFICATE, ends=NOW + timedelta(days=one)) for one in (29, 30))
    found = finding("certificate-not-ready", certificate=soon)
    assert (found.severity, found.blocks) == (Severity.MEDIUM, False)
    assert "in 29 days" in found.because[0]
    assert isinstance(judged("certificate-not-ready", certificate=later), Passed)


def test_no_certificate() -> None:
    """None for this host blocks; one that may not be asked for does not."""
    assert finding("certificate-not-ready", certificate=NotThere("a certificate")).blocks
    assert judged("certificate-not-ready", certificate=SILENT) == Unknown("certificate-not-ready", SILENT.why, blocks=False)


@pytest.mark.parametrize(
    ("name", "fits"),
    [("wandb.example.com", True), ("*.example.com", True), ("*.com", False), ("*.wandb.example.com", False), ("*", False)],
)
def test_a_star_is_one_label(name: str, *, fits: bool) -> None:
    """As TLS has it."""
    assert is_for(name, FQDN) is fits
