"""The web: the certificate that users are shown, and what the application answers them."""

from collections.abc import Iterator
from datetime import timedelta

from checks.facts import Missing, NotThere
from checks.facts.egress import Stage
from checks.facts.health import Health
from checks.facts.health.web import Reached, Shown, WebHealth
from checks.health.model import Judged, coming, holds, noted, stuck, untold
from checks.model import Severity
from checks.preflight.dns_certificate import SOON, is_for
from runbooks.model import Runbook

# What a load balancer answers for an application that does not.
BEHIND = (502, 503, 504)
SEEN = "aws acm list-certificates --query CertificateSummaryList[].[CertificateArn,DomainName,Status]"


def judge(health: Health, runbook: Runbook) -> Iterator[Judged]:  # noqa: ARG001 - the shape of a group
    """By the host name, as users ask; and straight at the load balancer, to tell DNS from the application."""
    web, fqdn = health.web, health.values.fqdn or "the host name"
    yield _fits(web.certificate, fqdn)
    yield _lasts(web.certificate, fqdn)
    yield _straight(web.balancer)
    yield _asked("application-answers", web.health, _instead(web))
    yield _asked("application-ready", web.ready, ())
    yield _asked("console-answers", web.console, ())


def _fits(found: Shown | Reached | Missing, fqdn: str) -> Judged:
    code = "certificate-fits"
    if isinstance(found, Missing):
        return untold(code, found.why)
    if isinstance(found, Reached):
        told = stuck if found.stage is Stage.TLS else coming
        return told(code, fqdn, (_failed(found),), f"{SEEN}; openssl s_client -connect {fqdn}:443 -servername {fqdn}")
    if any(is_for(one, fqdn) for one in found.names):
        return holds(code, f"the certificate is for {', '.join(found.names)}, and its chain is trusted here")
    because = (f"the certificate is for {', '.join(found.names) or 'no name'}",)
    return stuck(code, fqdn, because, f"{SEEN}; the Ingress takes the one in alb.ingress.kubernetes.io/certificate-arn")


def _lasts(found: Shown | Reached | Missing, fqdn: str) -> Judged:
    code = "certificate-lasts"
    if isinstance(found, Missing):
        return untold(code, found.why)
    if isinstance(found, Reached):
        return untold(code, f"no certificate was accepted: {_failed(found)}")
    left, day = found.ends - found.now, f"{found.ends:%Y-%m-%d}"
    if left >= SOON:
        return holds(code, f"the certificate ends on {day}")
    because = (f"it ends on {day}: in {max(left, timedelta()).days} days users are turned away",)
    return noted(
        code, Severity.MEDIUM, fqdn, because, f"{SEEN}; ACM renews by itself where its validation record is in the zone"
    )


def _straight(found: Reached | NotThere | Missing) -> Judged:
    code = "balancer-answers"
    remedy = "aws elbv2 describe-target-health --target-group-arn ARN; kubectl get pods -l app.kubernetes.io/instance=wandb"
    if isinstance(found, Missing):
        return untold(code, found.why)
    if isinstance(found, NotThere):
        return coming(code, "the load balancer", (f"{found.what} is not there yet",), remedy)
    if found.status == 200:
        return holds(code, f"straight at the load balancer {found.url} answered 200")
    return coming(code, "the load balancer", (f"straight at it, {_failed(found)}",), remedy)


def _asked(code: str, found: Reached | Missing, instead: tuple[str, ...]) -> Judged:
    if isinstance(found, Missing):
        return untold(code, found.why)
    if found.status == 200:
        return holds(code, f"{found.url} answered 200")
    return coming(code, "users", (_failed(found), *instead), _look(found))


def _failed(found: Reached) -> str:
    """Where it ended, for a person."""
    if found.status is None:
        return f"{found.url} failed at {found.stage}: {found.why}"
    behind = ": the load balancer has no healthy target for it" if found.status in BEHIND else ""
    return f"{found.url} answered {found.status}{behind}"


def _look(found: Reached) -> str:
    """Where to look: before HTTP it is the way, then it is the application."""
    if found.stage is Stage.OK:
        return "kubectl get ingress,pods; kubectl logs -l app.kubernetes.io/instance=wandb --tail=20 --prefix"
    return f"curl -sv {found.url}  # then the findings on DNS and the certificate"


def _instead(web: WebHealth) -> tuple[str, ...]:
    """Whose fault it is that users get no answer: what the load balancer says itself."""
    straight = web.balancer
    if not isinstance(straight, Reached):
        return ()
    if straight.status == 200:
        return ("straight at the load balancer the application answers: what is wrong is on the way to it, not in it",)
    return ("straight at the load balancer it does not answer either: look at the application first",)
