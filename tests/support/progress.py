"""The documented actions of the apply as a run's progress, one after the other."""

from checks.facts.progress import Acted, Files, Progress
from runbooks.model import ExpectedAction
from tests.support.facts import GUIDE

RETENTION = "backup_retention_period"


def acted(one: ExpectedAction, *, certain: bool = True) -> Acted:
    """A documented action that was begun, and judged as the plan's hazards judge it."""
    cut = any(change.attribute == RETENTION for change in one.changes)
    kind = one.address.rpartition("[")[0] or one.address
    found = ("retention-cut",) if cut else ()
    return Acted(one.address, kind.split(".")[-2], one.action, found, (one.documented or "",), certain)


# In the order in which Terraform comes to them: the record and the old application go early, the releases come last.
LATE = ("helm_release", "aws_rds", "aws_eks_node_group")
ALL = tuple(sorted(map(acted, GUIDE.expected), key=lambda one: (one.type.startswith(LATE), one.type == "helm_release")))


def applying(*done: Acted) -> Progress:
    """An apply that came so far."""
    return Progress(Files.AFTER, locked=True, applying=True, acted=done)
