"""The web: users get an answer."""

from collections.abc import Iterator

from checks.facts import HttpAnswer, Missing
from checks.facts.health import Health
from checks.health.model import Judged, coming, holds
from runbooks.model import Runbook


def judge(health: Health, runbook: Runbook) -> Iterator[Judged]:  # noqa: ARG001 - the shape of a group
    """Whether users get an answer. For them no answer is not unknown but bad."""
    yield _application(health.web.application)


def _application(found: HttpAnswer | Missing) -> Judged:
    code = "application-answers"
    if isinstance(found, HttpAnswer) and found.status == 200:
        return holds(code, f"{found.url} answered 200")
    because = found.why if isinstance(found, Missing) else f"{found.url} answered {found.status}"
    return coming(code, "users", (because,), "kubectl get ingress,pods; then the load balancer's target health")
