"""The one loop: journal the intent, act, journal the outcome; on resume settle first.

Killed before the intent: nothing happened. Killed between intent and outcome: the state's `settle` looks at the world and
says what became of it. Killed after the outcome: the next state is entered.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from checks.problem import Problem
from states.events import Entered, Event, Halted, Stamped, State
from states.ports import Journal, Ports
from states.run import Run, after, fold

Observer = Callable[[Stamped, Run], None]


class Recorder:
    """Appends events and keeps the run that they make; observers see each event once it is durable."""

    def __init__(self, journal: Journal, observe: Observer) -> None:
        self._journal = journal
        self._observe = observe
        self.run = fold(journal.events())

    def __call__(self, event: Event) -> Run:
        """Append one event, durable on return, and answer the run after it."""
        stamped = self._journal.append(event)
        self.run = after(self.run, stamped)
        self._observe(stamped, self.run)
        return self.run


class Step(Protocol):
    """What one state does. Both return the outcome that leaves the state."""

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """After a crash inside this state: finish or undo what was begun. None: begin again with `act`."""
        ...

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Do the state's work. A Problem halts the run in this state."""
        ...


def drive(record: Recorder, ports: Ports, steps: Mapping[State, Step]) -> Run:
    """Go on from wherever the run is, until it is in a state that no step leaves. A Problem is journalled, then raised."""
    while record.run.state in steps:
        try:
            _pause_where_asked(record.run, ports)
            record(_outcome(record, ports, steps[record.run.state]))
        except Problem as problem:
            _halt(record, problem)
            raise
    return record.run


def _pause_where_asked(run: Run, ports: Ports) -> None:
    if not run.entered and ports.control.pause_asked():
        raise Problem(
            "paused",
            what=f"The run is paused before `{run.state}`, as asked.",
            why="Nothing is under way; everything that was done is in the journal.",
            next="migrator resume",
        )


def _outcome(record: Recorder, ports: Ports, step: Step) -> Event:
    if record.run.entered:
        settled = step.settle(record, ports)
        if settled is not None:
            return settled
    else:
        record(Entered(record.run.state))
    return step.act(record, ports)


def _halt(record: Recorder, problem: Problem) -> None:
    """Journal the failure; where even that fails, the open intent says enough for the next start."""
    try:
        record(Halted(problem.code, problem.what, problem.why, problem.next, int(problem.exit)))
    except Problem as unwritable:
        raise problem from unwritable
