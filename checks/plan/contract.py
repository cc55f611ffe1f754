"""The plan against what the runbook documents: each change is expected, unexpected, or missing."""

from checks.model import Finding, Severity
from checks.plan.decode import Resource
from checks.plan.model import Contract, JudgedChange
from runbooks.model import ExpectedAction, Runbook

# Variations that change nothing about the risk: a kubeconfig file that this machine has not written yet.
TOLERATED = frozenset({("module.wandb_infra.module.app_eks.module.eks.local_file.kubeconfig[0]", "create")})


def expected(runbook: Runbook, address: str, action: str, order: str | None) -> ExpectedAction | None:
    """The documented action that this is; None where it is documented otherwise, or not at all."""
    for one in runbook.expected:
        if (one.address, one.action) == (address, action) and (one.order is None or one.order == order):
            return one
    return None


def compare(changes: tuple[JudgedChange, ...], runbook: Runbook) -> Contract:
    """How many match, what is missing, what is more; addresses, sorted."""
    matched = {one.address for one in changes if one.expected}
    missing = tuple(sorted(one.address for one in runbook.expected if one.address not in matched))
    unexpected = tuple(sorted(one.address for one in changes if one.expected is False))
    return Contract(runbook.name, len(matched), missing, unexpected)


def surprise(change: Resource, action: str, severity: Severity, runbook: Runbook) -> Finding | None:
    """The finding for a change that the runbook does not document; creates and cosmetics are only listed."""
    if (change.address, action) in TOLERATED or severity.rank < Severity.MEDIUM.rank:
        return None
    return Finding(
        "unexpected-change",
        severity,
        blocks=severity.rank >= Severity.HIGH.rank,
        subject=change.address,
        because=(f"{runbook.name} documents no {action} of it",),
        remedy="Find out where it comes from; a drift is mended before the migration, not by it.",
    )


def forbidden(change: Resource, action: str, runbook: Runbook) -> Finding | None:
    """The finding for what must never be deleted, replaced or forgotten."""
    touched = {change.type, f"{change.type}.{change.name}"} & set(runbook.never_touch)
    if action not in ("delete", "replace", "forget") or not touched:
        return None
    return Finding(
        "never-touch",
        Severity.CRITICAL,
        blocks=True,
        subject=change.address,
        because=(f"{action} of a {min(touched)}: never part of this migration",),
        remedy="Stop. No flag accepts this; find the attribute that causes it and mend the configuration.",
    )
