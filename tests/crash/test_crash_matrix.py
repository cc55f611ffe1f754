"""The crash matrix: killed at every instant, a run goes on to the same end, and nothing happens twice.

An instant is every append to the journal (before it, and once it is durable), every call of a port (right before, right
after), every message of Terraform's, and the middle of every port call that takes several steps.
"""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.problem import Exit, Problem
from states.events import Approved, Phase
from states.run import fold
from states.terraform import StreamEvent, StreamKind
from tests.support.crash import IN_DOUBT, Scenario, Survival, after_instants, at, instants
from tests.support.small_plans import NODES, OPERATOR
from tests.support.world import RUN

EVERY = instants()
PARTS = ("journal A", "terraform.begin", "terraform.follow", "terraform.exit")
STRANGER = StreamEvent(StreamKind.PLANNED, "stranger: Plan to create", "aws_s3_bucket.stranger", "create")
# Terraform has made the release, and no state knows it.
LOST = "terraform.follow_apply: message #23"
APPLYING = tuple(one for one in EVERY if one.startswith(PARTS))


def killed_at(instant: str, survival: Survival) -> Scenario:
    """A run that died at an instant."""
    scenario = Scenario(survival)
    assert scenario.dies(at(instant)), f"{instant} is never reached"
    return scenario


def test_the_matrix_is_whole() -> None:
    """Every state, every kind of append, every port and the steps between are among the instants."""
    for part in ("journal Entered verify: durable", "workspace.take: rename", "terraform.begin_apply: after", "files.write"):
        assert any(one.startswith(part) for one in EVERY), part
    assert len(EVERY) > 200


@pytest.mark.parametrize("survival", [Survival.WORKS_ON, Survival.FINISHES])
def test_killed_at_every_instant(survival: Survival) -> None:
    """Killed anywhere, the next start goes on to done: each effect once, one approval, one swap, no scratch left."""
    for instant in EVERY if survival is Survival.WORKS_ON else APPLYING:
        scenario = killed_at(instant, survival)
        scenario.start()
        assert not scenario.faults(), f"killed at {instant}"


def test_terraform_dies_with_us() -> None:
    """Terraform killed in mid-apply: what it made unseen is adopted, or put before a person; the same end, nothing twice."""
    adopted = asked = 0
    for instant in APPLYING:
        scenario = killed_at(instant, Survival.DIES)
        unseen = {one["address"] for one, verb in scenario.stage.terraform.unknown if verb == "create"}
        started = list(scenario.stage.terraform.started)
        if NODES in unseen:
            stops_in_doubt(scenario, instant)
            assert scenario.stage.terraform.started == started, instant
        scenario.goes_on()
        again = bool(unseen & {NODES, OPERATOR})
        assert not scenario.faults(approvals=1 + again), (instant, scenario.faults(1 + again))
        adopted += OPERATOR in unseen
        asked += NODES in unseen
    assert adopted
    assert asked


def stops_in_doubt(scenario: Scenario, instant: str) -> None:
    """The next start raises the one Problem, names what it found, and does nothing to the cloud."""
    before = list(scenario.stage.world.effects)
    for _ in range(2):
        with pytest.raises(Problem) as caught:
            scenario.start()
        assert (caught.value.code, caught.value.exit) == (IN_DOUBT, Exit.FAILED), instant
        assert f"{NODES}: made-1 exists" in caught.value.why, instant
    assert before == scenario.stage.world.effects, instant


def test_killed_while_it_reconciles() -> None:
    """Killed anywhere between a dead Terraform and the end: still adopted once, and nothing is made twice."""

    def lost() -> Scenario:
        scenario = killed_at(LOST, Survival.DIES)
        assert [(one["address"], verb) for one, verb in scenario.stage.terraform.unknown] == [(OPERATOR, "create")]
        scenario.stage.world.passed.clear()
        return scenario

    scenario = lost()
    scenario.goes_on()
    later = [one for one in scenario.stage.world.passed if not one.startswith(("probes.", "terraform.fact"))]
    assert any(one.startswith("journal Reconciled") for one in later)
    for instant in later:
        scenario = lost()
        assert scenario.dies(at(instant)), instant
        scenario.goes_on()
        wrong = [one for one in scenario.faults(approvals=2) if "asked again" not in one]
        assert not wrong, (instant, wrong)


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(EVERY), st.integers(0, 120), st.sampled_from(Survival))
def test_killed_twice(first: str, second: int, survival: Survival) -> None:
    """Killed, started, killed again anywhere: still the same end, whatever becomes of Terraform each time."""
    scenario = killed_at(first, survival)
    with suppress(Problem):  # in doubt: it is put right on the way to the end
        scenario.dies(after_instants(second))
    scenario.goes_on()
    again = [one for one in scenario.stage.journal.kept if isinstance(one.event, Approved)][1:]
    differed = [one for one in scenario.stage.journal.kept if getattr(one.event, "then", "") == "differ"]
    assert len(again) == len(differed)
    wrong = scenario.faults(approvals=1 + len(again))
    assert not [one for one in wrong if not (again and "asked again" in one)]  # an answer that was not journalled


@pytest.mark.parametrize(
    ("when", "mends"),
    # A journal that took an event and failed is not as it was left: it takes no more until it is opened again.
    [pytest.param("before", False, id="full"), pytest.param("before", True, id="full once"), ("durable", False)],
)
def test_the_journal_refuses_an_event(when: str, *, mends: bool) -> None:
    """A journal that refuses any one event, taken or not, stops the run with that Problem; with room it goes on to done."""
    for instant in [one for one in EVERY if one.startswith("journal") and f": {when}" in one]:
        scenario = Scenario()
        scenario.stage.journal.mends = mends
        with pytest.raises(Problem, match="injected"):
            scenario.start(at(instant, fail=True))
        scenario.start()
        assert not scenario.faults(), instant


def test_every_port_call_fails_once() -> None:
    """A port that fails with a Problem, before or after its effect, stops the run; a later start goes on to done."""
    for instant in [one for one in EVERY if not one.startswith(("journal", "probes", "terraform.fact"))]:
        scenario = Scenario()
        with pytest.raises(Problem, match=r"injected|not-healthy"):
            scenario.start(at(instant, fail=True))
        scenario.goes_on()
        assert not scenario.faults(), instant


def test_a_failure_that_was_journalled_and_then_killed() -> None:
    """Killed around the append that says that the run halted: the next start goes on, and repeats nothing."""
    for instant in ("journal Halted: before #1", "journal Halted: durable #1"):
        scenario = Scenario(Survival.DIES)
        assert scenario.dies(terraform_dies_then(scenario, instant))
        scenario.goes_on()
        assert not scenario.faults(), instant


def terraform_dies_then(scenario: Scenario, instant: str) -> Callable[[str], None]:
    """A hook: Terraform is killed under a living migrator, which dies at an instant after that."""
    dies = at(instant)

    def hook(name: str) -> None:
        if name == "terraform.follow_apply: message #9":
            scenario.stage.terraform.applies[RUN / "apply-1"].kill()
        dies(name)

    return hook


def test_the_actions_are_all_told() -> None:
    """Killed in mid-apply, what Terraform did meanwhile is read from its stream: every action began and ended once."""
    for instant in APPLYING:
        scenario = killed_at(instant, Survival.FINISHES)
        scenario.start()
        run = fold(scenario.stage.journal.events())
        told = [(one.address, one.verb, one.phase) for attempt in run.attempts for one in attempt.actions]
        assert len(told) == len(set(told)) == 12, instant
        assert sum(phase is Phase.COMPLETED for _, _, phase in told) == 6, instant
        assert run.completed() == {"create": 2, "delete": 1, "replace": 1, "update": 1}, instant


def failing() -> Scenario:
    """A run whose apply fails in the middle of a replacement, until the cause is mended."""
    scenario = Scenario()
    scenario.stage.terraform.failing[f"delete {NODES}"] = "Error: timeout while waiting"
    return scenario


def stopped() -> Scenario:
    """A run whose Terraform announces, in its first apply, what nobody approved."""
    scenario = Scenario()
    scenario.stage.terraform.announced.append(
        StreamEvent(StreamKind.PLANNED, "stranger", "aws_s3_bucket.stranger", "create")
    )
    return scenario


def test_killed_around_a_failed_apply() -> None:
    """Killed anywhere before or after an apply that fails, the rest goes on under the one approval, nothing twice."""
    for instant in instants(failing):
        scenario = failing()
        scenario.goes_on(at(instant))
        assert not scenario.faults(), instant
        assert len(scenario.stage.terraform.started) >= 2, instant


def test_killed_around_an_interrupt() -> None:
    """Terraform that is stopped for what nobody approved gets one interrupt, however often it is attached to.

    Killed between the note that it is interrupted and the interrupt, it gets none: a second would be the greater harm.
    """
    none = []
    for instant in instants(stopped):
        scenario = stopped()
        scenario.goes_on(at(instant))
        assert not scenario.faults(), instant
        interrupts = next(iter(scenario.stage.terraform.applies.values())).interrupts
        none += [instant] if interrupts == 0 else []
        assert interrupts <= 1, instant
    assert len(none) == 2
    assert "terraform.interrupt: before #1" in none
