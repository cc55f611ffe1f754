"""One state at a time: the run is driven up to a state, and that state is asked to settle or to act."""

from collections.abc import Callable
from dataclasses import dataclass, field

from checks.problem import Problem
from states.engine import Recorder, Step, drive
from states.events import Entered, Event, Halted, Resumed, Stamped, Started, State
from states.inputs import Inputs
from states.machine import ORDER
from states.run import Run
from tests.support.crash import STEPS
from tests.support.ports import Stage
from tests.support.world import INPUTS, WHO


@dataclass
class Act:
    """A stage, the run on it, and the state that is looked at."""

    stage: Stage
    state: State
    inputs: Inputs = INPUTS
    observed: list[Stamped] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the run, if it is new, and bring it to the state."""
        if not self.stage.journal.kept:
            self.stage.journal.append(Started("run", "0", self.inputs, WHO))
        self.step: Step = STEPS[self.state]
        self.record = Recorder(self.stage.journal, lambda stamped, _: self.observed.append(stamped))
        self.on()

    @property
    def run(self) -> Run:
        """As it is now."""
        return self.record.run

    def on(self) -> Run:
        """Drive through every state but the one that is looked at."""
        others = {state: step for state, step in STEPS.items() if state is not self.state}
        return drive(self.record, self.stage.ports(), others)

    def act(self) -> Event:
        """Enter the state and act; the outcome is journalled, a Problem halts the run."""
        if not self.run.entered:
            self.record(Entered(self.run.state))
        try:
            outcome = self.step.act(self.record, self.stage.ports())
        except Problem as problem:
            self.record(Halted(problem.code, problem.what, problem.why, problem.next, int(problem.exit)))
            raise
        self.record(outcome)
        return outcome

    def settle(self) -> Event | None:
        """What the state makes of the remains of a dead process."""
        return self.step.settle(self.record, self.stage.ports())

    def again(self) -> Event:
        """The run was halted; it goes on in the state."""
        self.record(Resumed(self.state))
        return self.act()

    def journalled(self, kind: type[Event]) -> list[Event]:
        """The events of a kind, in order."""
        return [one.event for one in self.stage.journal.kept if isinstance(one.event, kind)]


def reached(state: State, prepare: Callable[[Stage], object] = lambda _: None, inputs: Inputs = INPUTS) -> Act:
    """A run in that state, not entered yet, in a world that the test has prepared."""
    assert state in ORDER
    stage = Stage()
    prepare(stage)
    act = Act(stage, state, inputs)
    assert act.run.state is state, act.run.state
    return act
