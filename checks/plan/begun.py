"""Whether a plan stands at the beginning of the migration: the deployment is there, and nothing of what comes is."""

from checks.model import Finding, Severity
from checks.plan.actions import QUIET, action
from checks.plan.calls import Script, script
from checks.plan.decode import Plan
from runbooks.model import Action, Runbook


def missing(plan: Plan, known: Script) -> Finding | None:
    """The finding where the state holds nothing of what the runbook updates, replaces or destroys."""
    documented = {one.address for one in known.landmarks if one.action is not Action.CREATE}
    if not documented or documented & _there(plan):
        return None
    return Finding(
        "deployment-missing",
        Severity.CRITICAL,
        blocks=True,
        subject="the state",
        because=(f"none of the {len(documented)} resources that are to be updated, replaced or destroyed is in it",),
        remedy="terraform workspace show; terraform state list  # another workspace or directory, or a lost state?",
    )


def partly(plan: Plan, runbook: Runbook) -> Finding | None:
    """The finding where a part of the migration is applied already, for whoever has no journal of it."""
    documented = {one.address for one in script(plan, runbook).landmarks if one.action is Action.CREATE}
    done = sorted(documented & _there(plan))
    left = any(one.mode == "managed" and action(one) not in QUIET for one in plan.changes)
    if not done or not left:
        return None
    return Finding(
        "partly-applied",
        Severity.CRITICAL,
        blocks=True,
        subject="the state",
        because=(
            f"{len(done)} of {len(documented)} resources that are to be created are there already, {done[0]} among them",
        ),
        remedy="go on where the journal (.migrator) is; it knows what was approved and what was in flight",
    )


def _there(plan: Plan) -> frozenset[str]:
    """Addresses of managed resources that the state holds: all but those that are only now created."""
    gone = ("create", "read")
    return frozenset(one.address for one in plan.changes if one.mode == "managed" and action(one) not in gone)
