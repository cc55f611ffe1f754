"""Which step serves which state: the whole migration in one place."""

from collections.abc import Mapping

from runbooks.model import Runbook
from states.apply import Apply
from states.approve import Approve
from states.backup import Backup
from states.engine import Step
from states.events import State
from states.plan import Plan
from states.preflight import Preflight
from states.preview import Preview
from states.swap import Swap
from states.verify import Verify


def steps(runbook: Runbook) -> Mapping[State, Step]:
    """The steps of a migration; another migration is another runbook, or another table."""
    return {
        State.PREFLIGHT: Preflight(runbook),
        State.PREVIEW: Preview(runbook),
        State.APPROVE: Approve(),
        State.BACKUP: Backup(runbook),
        State.SWAP: Swap(runbook),
        State.PLAN: Plan(runbook),
        State.APPLY: Apply(runbook),
        State.VERIFY: Verify(runbook),
    }
