"""A run is the fold of its events: one typed field for what each state left behind. Reading `Run` teaches the program."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

from states.attempts import ANSWERABLE, ENDED, Attempt, Footing, finished, whole_change
from states.edited import EDITED, FilesKnown, Footprint, known
from states.events import (
    Accepted,
    ActionSeen,
    Applied,
    ApplyIntended,
    ApplyStarted,
    Approved,
    AwaitingApproval,
    Entered,
    Halted,
    Offer,
    Planned,
    Preflighted,
    Previewed,
    Process,
    Resumed,
    Reverted,
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
from states.inputs import Inputs, Who
from states.machine import move, trigger_of
from states.mending import DOUBT, Mended, Mending, Recovered, Repaired, accepted, mended
from states.moving import Arrived, Mirrored, Moved
from states.saving import BackedUp, SavesChanged, Saving, Savings, saving
from states.undoing import Act, UndoIntended, Undone
from states.visits import Visit, left


@dataclass(frozen=True)
class Run:
    """Everything known about a run. `entered` says that the current state's intent is journalled and no outcome yet.

    `who` started it, or took it over last; `planner` is who did when the plan on offer was made. `retries` counts how often
    the apply was tried again by itself since a person last started it, `retried` has all of them. `terraform` is the version
    that the preview planned with; `moving` says that the run was fetched here, and the files are not yet as it left them.
    """

    id: str
    version: str
    inputs: Inputs
    started_at: str
    who: Who
    state: State = State.PREFLIGHT
    entered: bool = False
    came_from: State | None = None
    halted: Halted | None = None
    accepted: tuple[Accepted, ...] = ()
    scratch: str | None = None
    preflighted: Preflighted | None = None
    previewed: Previewed | None = None
    approved: Approved | None = None
    savings: Savings = field(default_factory=Savings)
    backed_up: BackedUp | None = None
    swap_intended: SwapIntended | None = None
    swapped: Swapped | None = None
    planned: Planned | None = None
    attempt: Attempt | None = None
    attempts: tuple[Attempt, ...] = ()
    unfinished: Unfinished | None = None
    footing: Footing = Footing.UNTOUCHED
    mending: Mending = field(default_factory=Mending)
    planner: Who | None = None
    retries: int = 0
    retried: tuple[Unfinished, ...] = ()
    applied: Applied | None = None
    verified: Verified | None = None
    repaired: Repaired | None = None
    undoing: Act | None = None
    terraform: str | None = None
    moving: bool = False
    visits: tuple[Visit, ...] = ()
    last_at: str = ""
    footprint: Footprint = field(default_factory=Footprint)

    @property
    def offer(self) -> Offer | None:
        """The plan that stands for approval: the one in place where it was made, else the preview's."""
        if self.planned is not None:
            return self.planned.offer
        return self.previewed.offer if self.previewed else None

    @property
    def again(self) -> bool:
        """Whether the state that is entered failed the last time it was: what it relied on then is to be made anew."""
        before = self.visits[-2:-1]
        return any(one.status == "failed" and one.state is self.state for one in before)

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

    @property
    def every_attempt(self) -> tuple[Attempt, ...]:
        """Every attempt, the open one last."""
        return (*self.attempts, self.attempt) if self.attempt else self.attempts

    def completed(self) -> dict[str, int]:
        """How many resource instances were finished so far, by class of change, over all attempts."""
        steps = finished(self.every_attempt)
        classes = [one for one in map(whole_change, steps.values()) if one is not None]
        return {change: classes.count(change) for change in sorted(set(classes))}


def fold(events: Iterable[Stamped]) -> Run:
    """The run that these events make. ValueError where the first is not `Started`, or a move is not legal."""
    run: Run | None = None
    for seen, group in groupby(events, key=lambda one: isinstance(one.event, ActionSeen)):
        if seen and run is not None:
            run = _all_seen(run, tuple(group))
            continue
        for stamped in group:
            run = _begin(stamped) if run is None else after(run, stamped)
    if run is None:
        raise ValueError("an empty journal")
    return run


def _all_seen(run: Run, group: tuple[Stamped, ...]) -> Run:
    """What `after` makes of actions one by one, at once: one by one, a long apply would be copied for each of them."""
    actions = tuple(one.event for one in group if isinstance(one.event, ActionSeen))
    return replace(run, attempt=_attempt(run.attempt, *actions), last_at=group[-1].at)


def _begin(stamped: Stamped) -> Run:
    match stamped.event:
        case Started(run=name, version=version, inputs=inputs, who=who):
            return Run(name, version, inputs, stamped.at, who, last_at=stamped.at)
    raise ValueError("the first event of a run is not its start")


def after(run: Run, stamped: Stamped) -> Run:
    """The run after one more event; ValueError where its move is not legal."""
    run = replace(_kept(run, stamped), last_at=stamped.at)
    trigger = trigger_of(stamped.event)
    if trigger is None:
        return run
    target = move(run.state, trigger)
    closed = left(run.visits, stamped, failed=trigger == "fail")
    return replace(run, state=target, came_from=run.state, entered=False, visits=closed)


def _kept(run: Run, stamped: Stamped) -> Run:  # noqa: C901, PLR0911, PLR0912 - one line for each event is the clearest form
    match stamped.event:
        case Entered(state=state):
            return replace(run, entered=True, visits=(*run.visits, Visit(state, stamped.at)))
        case Taken(who=who):
            return replace(run, who=who, retries=0, footprint=replace(run.footprint, answered=False))
        case Started():
            return run
        case Accepted() as event:
            return _answered(replace(run, accepted=(*run.accepted, event), attempt=_vouched(run.attempt, event)), event)
        case Resumed():
            return replace(run, halted=None)
        case Halted() as event:
            return replace(run, halted=event, attempt=_reported(run.attempt, event))
        case Preflighted() as event:
            return replace(run, preflighted=event)
        case ScratchIntended(path=path, terraform=version):
            return replace(run, scratch=path, terraform=version)
        case Previewed() as event:
            return replace(run, previewed=event, scratch=None, planner=run.who)
        case Approved() as event:
            return replace(run, approved=event, footing=Footing.UNTOUCHED)
        case BackedUp() as event:
            return replace(run, backed_up=event)
        case SwapIntended() as event:
            return replace(run, swap_intended=event)
        case Swapped() as event:
            return replace(run, swapped=event)
        case Planned() as event:
            return replace(run, planned=event, attempt=None, planner=run.who)
        case ApplyIntended(plan_sha256=digest, into=into):
            return replace(run, attempt=Attempt(into, digest))
        case ApplyStarted(process=process):
            return replace(run, attempt=_attempt(run.attempt, process=process))
        case ActionSeen() as event:
            return replace(run, attempt=_attempt(run.attempt, event))
        case Unfinished() as event:
            return _unfinished(run, event)
        case Applied() as event:
            return replace(run, applied=event, attempts=run.every_attempt, attempt=None)
        case Verified() as event:
            return replace(run, verified=event)
        case Repaired() as event:
            return replace(run, repaired=event)
        case Recovered() as event:
            return _recovered(run, event)
        case FilesKnown() as event:
            return replace(run, footprint=known(run.footprint, event, swapped=run.swapped is not None))
        case UndoIntended(act=act):
            return replace(run, undoing=act)
        case Reverted() | Undone():
            return replace(run, undoing=None)
        case Moved() as event:
            return _moved(run, event)
        case Arrived():
            return replace(run, moving=False)
        case Mirrored(place=place):
            return replace(run, inputs=replace(run.inputs, journal=place))
        case AwaitingApproval():
            return run
        case SavesChanged(snapshot=snapshot, quiesce=quiesce, backup_to=target):
            return replace(run, inputs=replace(run.inputs, snapshot=snapshot, quiesce=quiesce, backup_to=target))
        case event if isinstance(event, Saving):
            return replace(run, savings=saving(run.savings, event))
        case event if isinstance(event, Mended):
            return replace(run, mending=mended(run.mending, event))
    raise ValueError(f"unknown event {stamped.event!r}")


def _reported(attempt: Attempt | None, event: Halted) -> Attempt | None:
    """What was said once of how an attempt ended stays said, whatever fails afterwards."""
    if attempt is None or event.code not in ENDED | ANSWERABLE:
        return attempt
    return replace(attempt, reported=event.code)


def _vouched(attempt: Attempt | None, event: Accepted) -> Attempt | None:
    """A person can answer for an attempt only after its failure was put before one."""
    if attempt is None or event.code not in ANSWERABLE or event.code != attempt.reported:
        return attempt
    return replace(attempt, vouched=True)


def _answered(run: Run, event: Accepted) -> Run:
    """A person's word for what the cloud could not tell: no plan is covered by an approval from before it."""
    vouched = event.code == DOUBT and bool(run.mending.doubted)
    run = replace(run, footprint=replace(run.footprint, answered=run.footprint.answered or event.code == EDITED))
    return replace(run, mending=accepted(run.mending, event.code), footing=Footing.IN_DOUBT if vouched else run.footing)


def _unfinished(run: Run, event: Unfinished) -> Run:
    again = (event,) if event.retried else ()
    run = replace(run, retries=run.retries + len(again), retried=(*run.retried, *again))
    return replace(run, unfinished=event, footing=_footing(run, event), attempts=run.every_attempt, attempt=None)


def _footing(run: Run, event: Unfinished) -> Footing:
    """An apply that never began changes nothing about what the ones before it explain."""
    if run.footing is Footing.IN_DOUBT or (run.attempt is not None and run.attempt.vouched):
        return Footing.IN_DOUBT
    began = event.exit_code is not None or (run.attempt is not None and run.attempt.process is not None)
    return Footing.OURS if began else run.footing


def _attempt(attempt: Attempt | None, *seen: ActionSeen, process: Process | None = None) -> Attempt:
    if attempt is None:
        raise ValueError("an apply that was never intended")
    return replace(attempt, process=process or attempt.process, actions=(*attempt.actions, *seen))


def _recovered(run: Run, event: Recovered) -> Run:
    """The plan in place may have been applied by one of them: it is made anew, and no approval covers it."""
    found = tuple(Attempt(into, "", vouched=True) for into in event.applies)
    return replace(run, attempts=(*run.attempts, *found), planned=None, footing=Footing.IN_DOUBT)


def _moved(run: Run, event: Moved) -> Run:
    """A plan that was about to be applied is a file of where it was made: it is made anew."""
    at = run.came_from if run.state is State.HALTED else run.state
    anew = at is State.APPLY and (event.fetched or event.directory != event.before)
    inputs = replace(run.inputs, directory=event.directory)
    attempt = run.attempt and replace(run.attempt, elsewhere=None if event.streams else event.host)
    planned = None if anew else run.planned
    return replace(run, inputs=inputs, moving=event.fetched, attempt=attempt, planned=planned)
