"""The one loop: intent, act, outcome; settle first on resume."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from checks.problem import Exit, Problem
from states.engine import Recorder, drive
from states.events import Entered, Event, Halted, Preflighted, Stamped, Started, State
from states.run import Run
from tests.support.ports import Stage
from tests.support.terraform_port import trouble
from tests.support.world import INPUTS, WHO

OUTCOME = Preflighted("proceed", (), (), ())


@dataclass
class Told:
    """A step that does what the test says, and remembers what was asked of it."""

    settled: Event | None = None
    does: Callable[[], Event] = lambda: OUTCOME
    asked: list[str] = field(default_factory=list)
    given: tuple[Run, object] | None = None

    def settle(self, record: Recorder, ports: object) -> Event | None:
        """Settle."""
        self.given = (record.run, ports)
        self.asked.append("settle")
        return self.settled

    def act(self, record: Recorder, ports: object) -> Event:
        """Act."""
        self.given = (record.run, ports)
        self.asked.append("act")
        return self.does()


def fails() -> Event:
    """A step that cannot go on."""
    raise trouble("terraform-failed")


def driven(stage: Stage, step: Told, *before: Event) -> Run:
    """Drive one step through preflight."""
    stage.journal.append(Started("run", "0", INPUTS, WHO))
    for one in before:
        stage.journal.append(one)
    record, ports = Recorder(stage.journal, lambda *_: None), stage.ports()
    run = drive(record, ports, {State.PREFLIGHT: step})
    assert step.given is not None
    assert step.given[1] is ports
    return run


def events(stage: Stage) -> list[Event]:
    """Everything that was journalled after the start."""
    return [one.event for one in stage.journal.kept[1:]]


def test_a_state_is_entered_before_it_acts() -> None:
    """The intent is durable before the step acts, and the outcome after it; a state without a step ends the loop."""
    stage = Stage()
    step = Told()
    step.does = lambda: OUTCOME if events(stage) == [Entered(State.PREFLIGHT)] else fails()
    assert driven(stage, step).state is State.PREVIEW
    assert events(stage) == [Entered(State.PREFLIGHT), OUTCOME]
    assert step.asked == ["act"]


@pytest.mark.parametrize(("settled", "asked"), [(OUTCOME, ["settle"]), (None, ["settle", "act"])])
def test_an_open_state_is_settled_first(settled: Event | None, asked: list[str]) -> None:
    """A state that was entered and not left is settled before anything else, and is not entered twice."""
    stage, step = Stage(), Told(settled)
    assert driven(stage, step, Entered(State.PREFLIGHT)).state is State.PREVIEW
    assert (events(stage), step.asked) == ([Entered(State.PREFLIGHT), OUTCOME], asked)


def test_a_problem_halts_the_run() -> None:
    """What a step cannot do is journalled with its four parts and its exit code, and raised."""
    stage = Stage()
    with pytest.raises(Problem, match="terraform-failed"):
        driven(stage, Told(does=fails))
    assert events(stage)[-1] == Halted("terraform-failed", "terraform-failed.", "The test wants it.", "migrator run", 1)


def test_a_pause_comes_before_a_state_and_not_within_it() -> None:
    """Asked to pause, a state that was not entered is not begun, and says how to go on; one that was comes to its end."""
    stage, step = Stage(), Told()
    stage.control.pauses = True
    with pytest.raises(Problem, match="paused") as caught:
        driven(stage, step)
    assert (step.asked, caught.value.code) == ([], "paused")
    assert caught.value.what == "The run is paused before `preflight`, as asked."
    assert caught.value.why == "Nothing is under way; everything that was done is in the journal."
    assert (caught.value.next, caught.value.exit) == ("migrator resume", Exit.FAILED)
    stage = Stage()
    stage.control.pauses = True
    assert driven(stage, step, Entered(State.PREFLIGHT)).state is State.PREVIEW


def test_the_problem_outlives_a_full_disk() -> None:
    """Where even the failure cannot be journalled, the Problem that is raised is the first one."""
    stage = Stage()

    def fails_on_a_full_disk() -> Event:
        stage.journal.broken = True
        return fails()

    with pytest.raises(Problem, match="terraform-failed") as caught:
        driven(stage, Told(does=fails_on_a_full_disk))
    assert isinstance(caught.value.__cause__, Problem)
    assert events(stage) == [Entered(State.PREFLIGHT)]


def test_a_mistake_of_the_program_is_no_outcome() -> None:
    """An outcome that the table does not know is an error of the program, not a Problem for a person."""
    with pytest.raises(ValueError, match="no move"):
        driven(Stage(), Told(does=lambda: Preflighted("differ", (), (), ())))


def test_observers_see_what_is_durable() -> None:
    """Each event is shown once, after it is in the journal, with the run that it made."""
    stage = Stage()
    seen: list[tuple[Stamped, int, State]] = []
    stage.journal.append(Started("run", "0", INPUTS, WHO))
    record = Recorder(stage.journal, lambda stamped, run: seen.append((stamped, len(stage.journal.kept), run.state)))
    record(Entered(State.PREFLIGHT))
    record(OUTCOME)
    kept = stage.journal.kept
    assert seen == [(kept[1], 2, State.PREFLIGHT), (kept[2], 3, State.PREVIEW)]
