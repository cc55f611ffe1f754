"""What users meet, rule by rule, and whose fault it is."""

from datetime import timedelta

import pytest

from checks.facts import NotThere
from checks.facts.egress import Stage
from checks.facts.health.web import Reached, Shown
from checks.health.model import Outlook
from checks.model import Finding, Severity, Unknown
from tests.support.healthy.health import FQDN, NOW, answered
from tests.support.verified import bad, judged

URL = f"https://{FQDN}/healthz"


def failed(stage: Stage, why: str = "why") -> Reached:
    """A request that ended before there was an answer."""
    return Reached(URL, stage, why)


@pytest.mark.parametrize(
    ("code", "field"), [("application-answers", "health"), ("application-ready", "ready"), ("console-answers", "console")]
)
@pytest.mark.parametrize("status", [201, 301, 404, 503])
def test_users_who_get_another_answer(code: str, field: str, status: int) -> None:
    """Anything but 200 is bad, and is said; 503 is the load balancer's own."""
    found = bad(Outlook.COMING, code, "web", **{field: answered("/healthz", status)})
    behind = ": the load balancer has no healthy target for it" if status == 503 else ""
    assert found.because[0] == f"{URL} answered {status}{behind}"


@pytest.mark.parametrize("stage", [Stage.DNS, Stage.TCP, Stage.TLS, Stage.HTTP])
def test_the_stage_is_named(stage: Stage) -> None:
    """For users no answer is not unknown but bad."""
    found = bad(Outlook.COMING, "application-answers", "web", health=failed(stage))
    assert found.because[0] == f"{URL} failed at {stage}: why"


def test_dns_and_application_are_told_apart() -> None:
    """By what the load balancer says itself; where nobody could ask it, nothing is guessed."""
    broken = failed(Stage.DNS)
    way = bad(Outlook.COMING, "application-answers", "web", health=broken)
    application = bad(Outlook.COMING, "application-answers", "web", health=broken, balancer=answered("/healthz", 503))
    nobody = bad(Outlook.COMING, "application-answers", "web", health=broken, balancer=NotThere("it"))
    assert "is on the way to it, not in it" in way.because[1]
    assert "look at the application first" in application.because[1]
    assert len(nobody.because) == 1


@pytest.mark.parametrize("found", [answered("/healthz", 503), failed(Stage.TCP), NotThere("the load balancer")])
def test_a_load_balancer_that_does_not_answer(found: Reached | NotThere) -> None:
    """Straight at it."""
    bad(Outlook.COMING, "balancer-answers", "web", balancer=found)


@pytest.mark.parametrize("names", [("other.example.com",), ("*.other.example.com", "example.com"), ()])
def test_a_certificate_for_another_name(names: tuple[str, ...]) -> None:
    """Waiting does not mend it."""
    bad(Outlook.STUCK, "certificate-fits", "web", certificate=Shown(names, NOW + timedelta(days=90), NOW))


def test_a_wildcard_fits() -> None:
    """One label."""
    wild = Shown(("*.example.com",), NOW + timedelta(days=90), NOW)
    assert judged("certificate-fits", "web", certificate=wild).outlook is Outlook.HOLDS


@pytest.mark.parametrize(("stage", "outlook"), [(Stage.TLS, Outlook.STUCK), (Stage.TCP, Outlook.COMING)])
def test_a_certificate_that_was_not_accepted(stage: Stage, outlook: Outlook) -> None:
    """Expired, or of nobody known: stuck. Where nobody is there yet: on its way; of its end nothing is known then."""
    bad(outlook, "certificate-fits", "web", certificate=failed(stage))
    assert isinstance(judged("certificate-lasts", "web", certificate=failed(stage)).result, Unknown)


@pytest.mark.parametrize(("days", "left"), [(29, "in 29 days"), (0, "in 0 days")])
def test_a_certificate_that_ends_soon(days: int, left: str) -> None:
    """Worth knowing, no reason to wait or to stop."""
    found = judged("certificate-lasts", "web", certificate=Shown((FQDN,), NOW + timedelta(days=days), NOW))
    assert isinstance(found.result, Finding)
    assert (found.result.severity, found.result.blocks, found.outlook) == (Severity.MEDIUM, False, Outlook.HOLDS)
    assert left in found.result.because[0]


def test_a_certificate_that_lasts() -> None:
    """Thirty days are enough."""
    found = judged("certificate-lasts", "web", certificate=Shown((FQDN,), NOW + timedelta(days=30), NOW))
    assert not isinstance(found.result, Finding)
