"""Where a plan stands: before the migration, in the middle of it, or in a state that holds no deployment at all."""

from checks.plan import assess, begun
from checks.plan.assess import with_finding
from runbooks.model import Action
from tests.support.facts import GUIDE, RUNBOOK
from tests.support.plans import entry, plan

CREATED = [one.address for one in GUIDE.expected if one.action is Action.CREATE]
UPDATED = [one.address for one in GUIDE.expected if one.action is Action.UPDATE]


def test_a_state_without_the_deployment_blocks() -> None:
    """Where everything is created and nothing documented is there, the state is the wrong one, and no flag accepts that."""
    found = assess(plan(*(entry(one, "create") for one in (*CREATED, *UPDATED))), RUNBOOK)
    assert "deployment-missing" in found.blocking()


def test_a_deployment_that_is_there_is_no_finding() -> None:
    """One documented resource in the state is enough, changed or not."""
    found = assess(plan(entry(UPDATED[0], "no-op"), *(entry(one, "create") for one in CREATED)), RUNBOOK)
    assert "deployment-missing" not in found.blocking()


def test_a_migration_half_way_is_told() -> None:
    """Documented creations that are there already, with changes left to do: somebody has begun."""
    found = begun.partly(plan(entry(CREATED[0], "no-op"), entry(CREATED[1], "create")), RUNBOOK)
    assert found is not None
    assert (found.code, found.blocks) == ("partly-applied", True)
    assert CREATED[0] in found.because[0]


def test_neither_beginning_nor_end_is_half_way() -> None:
    """With nothing of it there, or nothing left to do, there is no finding."""
    assert begun.partly(plan(*(entry(one, "create") for one in CREATED)), RUNBOOK) is None
    assert begun.partly(plan(*(entry(one, "no-op") for one in CREATED)), RUNBOOK) is None


def test_a_finding_of_the_whole_plan_raises_its_level() -> None:
    """One more finding is sorted in, and the plan is as risky as its worst; without one the judgment stays."""
    harmless = plan(entry(CREATED[0], "no-op"), entry(CREATED[1], "create"))
    found = assess(harmless, None)
    assert with_finding(found, None) == found
    more = with_finding(found, begun.partly(harmless, RUNBOOK))
    assert (found.level, more.level, more.blocking()) == ("info", "critical", ("partly-applied",))
    assert with_finding(assess(plan(), None), begun.partly(harmless, RUNBOOK)).level == "critical"
