"""The edge, rule by rule: what is on its way, what is stuck and why."""

from dataclasses import replace

import pytest

from checks.facts import NotThere
from checks.facts.dns import Claim, Record
from checks.facts.health.edge import Answered, Ingress, Published, TargetGroup
from checks.facts.health.workloads import Trouble, Workload
from checks.health.model import Outlook
from tests.support.healthy.health import BALANCER, FQDN
from tests.support.verified import bad, judged

OLD = "old-lb.example.net"
KEPT = Record(f"old.{FQDN}", "A", OLD)
DOWN = Workload("Deployment", "kube-system", "external-dns", 1, 0)
CRASHES = replace(DOWN, troubles=(Trouble("external-dns-1", "CrashLoopBackOff", "external-dns:1"),))


def test_an_ingress_of_another_class() -> None:
    """Nobody serves it, and nobody ever will."""
    found = bad(Outlook.STUCK, "ingress-class", "edge", ingress=Ingress("default/wandb", "nginx", None))
    assert found.because == ("its class is nginx, and only alb is served",)
    assert "kubectl -n default get ingress wandb" in found.remedy


def test_an_ingress_that_is_not_there() -> None:
    """The operator makes it."""
    for code in ("ingress-class", "ingress-address"):
        assert (
            bad(Outlook.COMING, code, "edge", ingress=NotThere("Ingress default/wandb")).subject == "Ingress default/wandb"
        )


def test_an_ingress_without_an_address() -> None:
    """The warnings among its events say why."""
    waiting = Ingress("default/wandb", "alb", None, ("FailedBuildModel: no subnets",))
    found = bad(Outlook.COMING, "ingress-address", "edge", ingress=waiting)
    assert found.because == ("it has no address yet", "FailedBuildModel: no subnets")
    assert "aws-load-balancer-controller" in found.remedy


@pytest.mark.parametrize(
    ("found", "outlook", "says"),
    [
        (DOWN, Outlook.COMING, "0 of 1 available"),
        (CRASHES, Outlook.STUCK, "CrashLoopBackOff"),
        (replace(DOWN, desired=0), Outlook.STUCK, "it is scaled to 0"),
        (NotThere("Deployment kube-system/external-dns"), Outlook.COMING, "it does not exist"),
    ],
)
@pytest.mark.parametrize(
    ("field", "code"), [("publisher", "external-dns-available"), ("controller", "balancer-controller-available")]
)
def test_a_controller_that_does_not_run(
    field: str, code: str, found: Workload | NotThere, outlook: Outlook, says: str
) -> None:
    """It begins, it crashes, somebody stopped it, it was never installed."""
    assert says in " ".join(bad(outlook, code, "edge", **{field: found}).because)


@pytest.mark.parametrize(
    ("group", "because"),
    [
        (TargetGroup("g", 0, ()), ("g has no healthy target",)),
        (
            TargetGroup("g", 0, ("i-1: unhealthy, Target.Timeout",)),
            ("g has no healthy target", "g: i-1: unhealthy, Target.Timeout"),
        ),
        (TargetGroup("g", 1, ("i-2: initial", "i-3: draining")), ("g: i-2: initial",)),
    ],
)
def test_targets_that_are_not_healthy(group: TargetGroup, because: tuple[str, ...]) -> None:
    """Each with its reason; one that drains is no trouble."""
    assert bad(Outlook.COMING, "balancer-targets-healthy", "edge", targets=(group,)).because == because


def test_targets_at_rest_are_no_trouble() -> None:
    """Draining and unused ones beside a healthy one."""
    group = TargetGroup("g", 1, ("i-3: draining, Target.DeregistrationInProgress", "i-4: unused"))
    assert judged("balancer-targets-healthy", "edge", targets=(group,)).outlook is Outlook.HOLDS


@pytest.mark.parametrize("found", [(), NotThere("a load balancer x")])
def test_a_load_balancer_without_targets(found: tuple[TargetGroup, ...] | NotThere) -> None:
    """Or that AWS does not have."""
    bad(Outlook.COMING, "balancer-targets-healthy", "edge", targets=found)


@pytest.mark.parametrize(
    ("cause", "remedy"),
    [("no-zone", "custom_domain_filter"), ("denied", "wb-AllowExternalDNSUpdates"), ("web-identity", "OIDC provider")],
)
def test_an_external_dns_that_cannot(cause: str, remedy: str) -> None:
    """Each cause has a remedy of its own, with real names, even while an old record is right."""
    found = bad(Outlook.STUCK, "external-dns-publishes", "edge", published=Published(cause=cause, trouble="the line"))
    assert found.because == ("it says: the line",)
    assert remedy in found.remedy


def test_an_external_dns_that_says_nothing() -> None:
    """Where the record is there, its log may have ended; else it has not got to it yet."""
    assert judged("external-dns-publishes", "edge", published=Published()).outlook is Outlook.HOLDS
    bad(Outlook.COMING, "external-dns-publishes", "edge", published=Published(), records=())


def test_a_record_that_points_elsewhere() -> None:
    """At the old load balancer, which is said; or at somebody else's."""
    old = bad(Outlook.COMING, "dns-record", "edge", records=(Record(FQDN, "A", OLD), KEPT))
    assert old.because == (f"the record points at {OLD}, the old load balancer; the Ingress is {BALANCER}",)
    other = bad(Outlook.COMING, "dns-record", "edge", records=(Record(FQDN, "CNAME", "x.example.org"), KEPT))
    assert other.because == (f"the record points at x.example.org; the Ingress is {BALANCER}",)


def test_a_record_that_is_not_there() -> None:
    """An AAAA record alone is none; without a load balancer there is nothing to point at."""
    alone = (Record(FQDN, "AAAA", BALANCER),)
    assert bad(Outlook.COMING, "dns-record", "edge", records=alone).because == ("the zone has no record of it",)
    nothing = bad(Outlook.COMING, "dns-record", "edge", ingress=Ingress("default/wandb", "alb", None))
    assert nothing.because == ("the Ingress has no load balancer yet",)


def test_a_record_without_an_owner() -> None:
    """A mark on another name does not count."""
    for claims in ((), (Claim(f"extdns-other.{FQDN}", "default"),)):
        assert "no TXT record" in bad(Outlook.COMING, "record-owned", "edge", claims=claims).because[0]


def test_a_record_with_another_owner() -> None:
    """Two of them overwrite each other."""
    claims = (Claim(f"extdns-{FQDN}", "default"), Claim(f"a-{FQDN}", "other"))
    assert "with owner other" in bad(Outlook.STUCK, "record-owned", "edge", claims=claims).because[0]


def test_the_old_name() -> None:
    """It is missed where Terraform made it, and nowhere else."""
    there = (Record(FQDN, "A", BALANCER),)
    assert bad(Outlook.STUCK, "old-name-kept", "edge", records=there).subject == f"old.{FQDN}"
    assert judged("old-name-kept", "edge", records=there, kept=False).outlook is Outlook.HOLDS


@pytest.mark.parametrize(("seconds", "says"), [(900, "for up to 900 s"), (None, "for a time that nobody could tell")])
def test_dns_has_no_address(seconds: int | None, says: str) -> None:
    """How long a resolver may say so is told."""
    assert says in bad(Outlook.COMING, "dns-answers", "edge", dns=Answered((), seconds)).because[1]


def test_dns_answers_something_else() -> None:
    """None of the load balancer's addresses is among them: an answer from before. One is enough."""
    found = bad(Outlook.COMING, "dns-answers", "edge", dns=Answered(("198.51.100.1",), 30))
    assert found.because[1] == "the answer from before is kept for up to 30 s"
    assert judged("dns-answers", "edge", dns=Answered(("192.0.2.8", "198.51.100.1"), 30)).outlook is Outlook.HOLDS
    unknown = judged("dns-answers", "edge", dns=Answered(("198.51.100.1",), 30), balancer=NotThere("DNS: lb"))
    assert unknown.outlook is Outlook.HOLDS
