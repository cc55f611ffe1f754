"""A run is the fold of its events: one typed field for what each state left behind. Reading `Run` teaches the program."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from states.events import (
    Accepted,
    ActionSeen,
    Applied,
    ApplyIntended,
    ApplyStarted,
    Approved,
    AwaitingApproval,
    BackedUp,
    Entered,
    Halted,
    Offer,
    Phase,
    Planned,
    Preflighted,
    Previewed,
    Process,
    Resumed,
    ScratchIntended,
    Stamped,
    Started,
    State,
    SwapIntended,
    Swapped,
    Taken,
    Unfinished,
    Verified,
)
from states.inputs import Inputs
from states.machine import Course


@dataclass(frozen=True)
class Attempt:
    """One start of Terraform's apply.

    `reported` says that its failure was put before a person, `vouched` that a person then answered for what was in doubt.
    """

    into: str
    plan_sha256: str
    process: Process | None = None
    actions: tuple[ActionSeen, ...] = ()
    reported: bool = False
    vouched: bool = False

    def in_doubt(self) -> tuple[str, ...]:
        """Addresses whose action started and never ended, in order of their start."""
        ended = {(one.address, one.verb) for one in self.actions if one.phase is not Phase.STARTED}
        started = (one for one in self.actions if one.phase is Phase.STARTED)
        return tuple(dict.fromkeys(one.address for one in started if (one.address, one.verb) not in ended))


@dataclass(frozen=True)
class Visit:
    """When a state was entered and left; `status` is running, done or failed."""

    state: State
    started_at: str
    ended_at: str | None = None
    status: str = "running"


@dataclass(frozen=True)
class Run:
    """Everything known about a run. `entered` says that the current state's intent is journalled and no outcome yet."""

    id: str
    version: str
    inputs: Inputs
    started_at: str
    state: State = State.PREFLIGHT
    entered: bool = False
    came_from: State | None = None
    halted: Halted | None = None
    accepted: tuple[Accepted, ...] = ()
    scratch: str | None = None
    preflighted: Preflighted | None = None
    previewed: Previewed | None = None
    approved: Approved | None = None
    backed_up: BackedUp | None = None
    swap_intended: SwapIntended | None = None
    swapped: Swapped | None = None
    planned: Planned | None = None
    attempt: Attempt | None = None
    attempts: tuple[Attempt, ...] = ()
    unfinished: Unfinished | None = None
    applied: Applied | None = None
    verified: Verified | None = None
    visits: tuple[Visit, ...] = ()
    last_at: str = ""

    @property
    def offer(self) -> Offer | None:
        """The plan that stands for approval: the one in place where it was made, else the preview's."""
        if self.planned is not None:
            return self.planned.offer
        return self.previewed.offer if self.previewed else None

    @property
    def accepted_codes(self) -> frozenset[str]:
        """The findings that a person accepted."""
        return frozenset(one.code for one in self.accepted)

    @property
    def blocked_by(self) -> tuple[str, ...]:
        """The codes that keep a blocked run from going on."""
        outcome = {State.PREFLIGHT: self.preflighted, State.PREVIEW: self.previewed, State.PLAN: self.planned}
        last = outcome.get(self.came_from) if self.state is State.BLOCKED and self.came_from else None
        return last.blocked_by if last else ()

    def completed(self) -> dict[str, int]:
        """How many resource instances were finished so far, by class of change, over all attempts."""
        finished = {
            (one.address, one.verb): one.change
            for attempt in (*self.attempts, *((self.attempt,) if self.attempt else ()))
            for one in attempt.actions
            if one.phase is Phase.COMPLETED
        }
        whole = {address: change for (address, _), change in finished.items()}
        return {change: list(whole.values()).count(change) for change in sorted(set(whole.values()))}


def fold(events: Iterable[Stamped]) -> Run:
    """The run that these events make. ValueError where the first is not `Started`, or a move is not legal."""
    course = Course()
    run: Run | None = None
    for stamped in events:
        run = _begin(stamped) if run is None else _after(run, stamped, course)
    if run is None:
        raise ValueError("an empty journal")
    return run


def after(run: Run, stamped: Stamped) -> Run:
    """The run after one more event."""
    return _after(run, stamped, Course())


def _begin(stamped: Stamped) -> Run:
    match stamped.event:
        case Started(run=name, version=version, inputs=inputs):
            return Run(name, version, inputs, stamped.at, last_at=stamped.at)
    raise ValueError("the first event of a run is not its start")


def _after(run: Run, stamped: Stamped, course: Course) -> Run:
    run = replace(_kept(run, stamped), last_at=stamped.at)
    trigger = f"resume-{stamped.event.state}" if isinstance(stamped.event, Resumed) else getattr(stamped.event, "then", None)
    if trigger is None:
        return run
    target = course.move(run.state, trigger)
    closed = _closed(run.visits, stamped, failed=trigger == "fail")
    return replace(run, state=target, came_from=run.state, entered=False, visits=closed)


def _closed(visits: tuple[Visit, ...], stamped: Stamped, *, failed: bool) -> tuple[Visit, ...]:
    if not visits or visits[-1].ended_at is not None:
        return visits
    return (*visits[:-1], replace(visits[-1], ended_at=stamped.at, status="failed" if failed else "done"))


def _kept(run: Run, stamped: Stamped) -> Run:  # noqa: C901, PLR0911, PLR0912 - one line for each event is the clearest form
    match stamped.event:
        case Entered(state=state):
            return replace(run, entered=True, visits=(*run.visits, Visit(state, stamped.at)))
        case Taken() | Started():
            return run
        case Accepted() as event:
            return replace(run, accepted=(*run.accepted, event), attempt=_vouched(run.attempt, event))
        case Resumed():
            return replace(run, halted=None)
        case Halted() as event:
            return replace(run, halted=event, attempt=replace(run.attempt, reported=True) if run.attempt else None)
        case Preflighted() as event:
            return replace(run, preflighted=event)
        case ScratchIntended(path=path):
            return replace(run, scratch=path)
        case Previewed() as event:
            return replace(run, previewed=event, scratch=None)
        case Approved() as event:
            return replace(run, approved=event)
        case BackedUp() as event:
            return replace(run, backed_up=event)
        case SwapIntended() as event:
            return replace(run, swap_intended=event)
        case Swapped() as event:
            return replace(run, swapped=event)
        case Planned() as event:
            return replace(run, planned=event, attempt=None)
        case ApplyIntended(plan_sha256=digest, into=into):
            return replace(run, attempt=Attempt(into, digest))
        case ApplyStarted() | ActionSeen() as event:
            return replace(run, attempt=_attempt(run.attempt, event))
        case Unfinished() as event:
            return replace(run, unfinished=event, attempts=_archived(run), attempt=None)
        case Applied() as event:
            return replace(run, applied=event, attempts=_archived(run), attempt=None)
        case Verified() as event:
            return replace(run, verified=event)
        case AwaitingApproval():
            return run
    raise ValueError(f"unknown event {stamped.event!r}")


def _vouched(attempt: Attempt | None, event: Accepted) -> Attempt | None:
    """A person can answer for an attempt only after its failure was put before one."""
    if attempt is None or not attempt.reported or event.code != "apply-in-doubt":
        return attempt
    return replace(attempt, vouched=True)


def _attempt(attempt: Attempt | None, event: ApplyStarted | ActionSeen) -> Attempt:
    if attempt is None:
        raise ValueError("an apply that was never intended")
    if isinstance(event, ApplyStarted):
        return replace(attempt, process=event.process)
    return replace(attempt, actions=(*attempt.actions, event))


def _archived(run: Run) -> tuple[Attempt, ...]:
    return (*run.attempts, run.attempt) if run.attempt else run.attempts
