"""What the page of a run shows above its plan: how far it came, who approved it, what it did, where it stopped."""

from collections.abc import Iterator
from dataclasses import dataclass

from migrator.report.fit import clipped
from migrator.report.html_outage import OutageView, outage_view
from migrator.report.layout import moment, period
from migrator.report.outage import Timeline
from migrator.report.run import achievements, approvals, halves, retries
from migrator.report.text import MARKS
from migrator.standing import Standing, StateStatus
from migrator.terminal.printable import one_line, printable_lines
from states.events import Halted, State
from states.run import Run

TONES = {State.DONE: "good", State.HALTED: "critical", State.BLOCKED: "critical", State.WAITING: "medium"}

HEADLINES = {
    State.DONE: "The migration is done",
    State.HALTED: "The migration stopped, and can go on",
    State.BLOCKED: "The migration is blocked",
    State.WAITING: "The migration waits for approval",
    State.REVERTED: "The migration was taken back before anything was applied",
}


@dataclass(frozen=True)
class Step:
    """One state of the run."""

    name: str
    status: str
    mark: str
    when: str


@dataclass(frozen=True)
class Stop:
    """Where it stopped: the four parts of the problem."""

    code: str
    what: str
    why: tuple[str, ...]
    next: str


@dataclass(frozen=True)
class RunView:
    """The run's part of the page; every text is printable."""

    id: str
    headline: str
    state: str
    tone: str
    directory: str
    started: str
    steps: tuple[Step, ...]
    waiting_for: str
    blocked_by: tuple[str, ...]
    because: tuple[str, ...]
    approvals: tuple[str, ...]
    achievements: tuple[str, ...]
    halted: Stop | None
    head: str
    next: str
    outage: OutageView | None = None


def run_view(run: Run, stands: Standing, outage: Timeline | None = None) -> RunView:
    """All of it."""
    return RunView(
        id=one_line(run.id),
        headline=HEADLINES.get(run.state, f"The migration is at {stands.state}"),
        state=stands.state,
        tone=TONES.get(run.state, "low"),
        directory=clipped(one_line(run.inputs.directory)),
        started=moment(run.started_at),
        steps=tuple(map(_step, stands.states)),
        waiting_for=one_line(stands.waiting_for or ""),
        blocked_by=tuple(map(one_line, stands.blocked_by)),
        because=tuple(_clear(stands.because)),
        approvals=tuple(_clear(approvals(run))),
        achievements=tuple(_clear((*achievements(run), *halves(run), *retries(run)))),
        halted=_stop(run.halted) if run.halted else None,
        head=one_line(stands.head or ""),
        next=one_line(stands.next),
        outage=outage_view(outage) if outage else None,
    )


def _step(one: StateStatus) -> Step:
    when = period(one.started_at, None if one.status == "pending" else one.ended_at)
    return Step(one.name, one.status, MARKS[one.status], when)


def _clear(lines: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    return (clipped(one_line(one)) for one in lines)


def _stop(one: Halted) -> Stop:
    return Stop(one_line(one.code), one_line(one.what), tuple(map(clipped, printable_lines(one.why))), one_line(one.next))
