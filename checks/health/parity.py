"""Parity: what the old application was given, the new one has, and nothing of the old one is left."""

from collections.abc import Iterator

from checks.facts import Missing
from checks.facts.health import Health
from checks.health.model import Judged, coming, holds, noted, untold
from checks.model import Severity
from checks.preflight.configuration_losses import IN_THE_GUIDE
from runbooks.model import Runbook


def judge(health: Health, runbook: Runbook) -> Iterator[Judged]:
    """Whether the variables of the old Deployment are there again, and whether its objects are gone."""
    yield _environment(health, runbook)
    yield _left(health.parity.left, runbook)


def _environment(health: Health, runbook: Runbook) -> Judged:
    code = "environment-parity"
    before, now = health.before, health.parity.environment
    if isinstance(before, Missing) or before.environment is None:
        why = before.why if isinstance(before, Missing) else "preflight could not see the old Deployment's environment"
        return untold(code, why, blocks=False)
    if isinstance(now, Missing):
        return untold(code, now.why)
    known = now | runbook.old_application.provided
    lost = sorted(set(before.environment) - known)
    settings = f"/system-admin, which no environment shows: {', '.join(runbook.verification.settings)}: look yourself"
    if not lost:
        return holds(code, f"every variable of the old Deployment is there again, or its successor; {settings}")
    because = (*(f"{name} was set in the old Deployment, and no new container has it" for name in lost), settings)
    remedy = f"give {', '.join(lost)} through other_wandb_env of the module call, then: terraform plan"
    subject = "the new application's environment"
    if set(lost) <= IN_THE_GUIDE:
        return noted(code, Severity.HIGH, subject, because, remedy)
    return coming(code, subject, because, remedy, f"without {', '.join(lost)}")


def _left(left: tuple[str, ...] | Missing, runbook: Runbook) -> Judged:
    code = "old-objects-gone"
    space = runbook.old_application.namespace
    if isinstance(left, Missing):
        return untold(code, left.why)
    if not left:
        return holds(code, f"nothing of the old application is left in {space}")
    names = " ".join(one.lower() for one in left)
    because = tuple(f"{one} is still there, and is not helm's" for one in left)
    remedy = f"kubectl -n {space} delete {names}  # only if it is not yours"
    return coming(code, f"{space}/{left[0].partition('/')[2]}", because, remedy)
