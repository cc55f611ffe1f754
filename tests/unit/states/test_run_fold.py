"""A run is the fold of its events."""

import pytest

from states.attempts import Footing
from states.events import (
    Accepted,
    ActionSeen,
    ApplyIntended,
    Approved,
    AwaitingApproval,
    Entered,
    Event,
    Halted,
    Phase,
    Planned,
    Preflighted,
    Previewed,
    Resumed,
    Reverted,
    ScratchIntended,
    State,
    Taken,
    Unfinished,
)
from states.inputs import Who
from states.run import Run, after, fold
from tests.support import samples
from tests.support.samples import APPLYING, APPROVED, FAILED, OFFER, PREFLIGHTED, PREVIEWED, SWAPPED, run, seen, stamped

SEQUENCES = ("PREFLIGHTED", "PREVIEWED", "WAITING", "APPROVED", "SWAPPED", "PLANNED", "DIFFERS", "FAILED", "DONE", "BLOCKED")
KILLED = Halted("apply-in-doubt", "w", "w", "n", 1)
VOUCHED = Accepted("apply-in-doubt", "looked", samples.WHO)
ELSEWHERE = Halted("apply-on-another-host", "w", "w", "n", 1)
FULL = Halted("journal-unwritable", "w", "w", "n", 1)


@pytest.mark.parametrize(
    ("events", "state", "entered"),
    [
        ((), State.PREFLIGHT, False),
        ((Entered(State.PREFLIGHT),), State.PREFLIGHT, True),
        (PREFLIGHTED, State.PREVIEW, False),
        (PREVIEWED, State.APPROVE, False),
        (samples.WAITING, State.WAITING, False),
        (APPROVED, State.BACKUP, False),
        (SWAPPED, State.PLAN, False),
        (samples.DIFFERS, State.WAITING, False),
        (APPLYING, State.APPLY, True),
        (FAILED, State.HALTED, False),
        (samples.BROKEN_OFF, State.PLAN, False),
        (samples.DONE, State.DONE, False),
        (samples.BLOCKED, State.BLOCKED, False),
    ],
)
def test_where_a_run_is(events: tuple[Event, ...], state: State, *, entered: bool) -> None:
    """An outcome leads to the next state; an intent keeps the run where it is, entered."""
    assert (run(*events).state, run(*events).entered) == (state, entered)


@pytest.mark.parametrize("name", SEQUENCES)
def test_one_by_one_or_at_once(name: str) -> None:
    """Adding one event after the other gives the same run as folding them all, at every prefix."""
    events = stamped(samples.Started(samples.RUN, "0.1.0", samples.INPUTS, samples.WHO), *getattr(samples, name))
    growing: Run = fold(events[:1])
    for number, one in enumerate(events[1:], start=2):
        growing = after(growing, one)
        assert growing == fold(events[:number])


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ((Planned("empty", OFFER, "d"),), "no move"),
        ((Preflighted("differ", (), (), ()),), "no move"),
        ((AwaitingApproval("a"),), "no move"),
        ((Resumed(State.APPLY),), "no move"),
        ((*samples.WAITING, Resumed(State.BACKUP)), "no move"),
        ((*samples.DONE, Halted("a", "b", "c", "d", 1)), "no move"),
        ((ActionSeen("a.b", "create", "create", Phase.STARTED, None, None),), "never intended"),
        ((Reverted(),), "no move"),
        ((*samples.DONE, Reverted()), "no move"),
    ],
)
def test_illegal_events(events: tuple[Event, ...], why: str) -> None:
    """An event that the table or the run so far does not allow is a ValueError."""
    with pytest.raises(ValueError, match=why):
        run(*events)


@pytest.mark.parametrize("first", [(), (Entered(State.PREFLIGHT),)])
def test_a_run_begins_with_its_start(first: tuple[Event, ...]) -> None:
    """A journal that is empty, or begins with anything else, makes no run."""
    with pytest.raises(ValueError, match=r"empty|not its start"):
        fold(stamped(*first))


def test_what_each_state_left() -> None:
    """Every outcome is kept in the field of its state."""
    done = run(*samples.DONE)
    kept = (done.preflighted, done.previewed, done.approved, done.backed_up, done.swapped, done.planned, done.applied)
    assert all(one is not None for one in (*kept, done.verified, done.swap_intended))
    assert done.offer == OFFER
    assert run().offer is None


def test_a_scratch_directory_is_remembered_until_the_preview_is_over() -> None:
    """Its path stands in the run from the intent on, and no longer once the preview has judged."""
    begun = (*PREFLIGHTED, Entered(State.PREVIEW), ScratchIntended("/tmp/s"))
    assert run(*begun).scratch == "/tmp/s"
    assert run(*begun, Halted("terraform-failed", "w", "w", "n", 1)).scratch == "/tmp/s"
    assert run(*begun, Previewed("proceed", OFFER, ())).scratch is None


@pytest.mark.parametrize(
    ("events", "codes"),
    [
        (samples.BLOCKED, ("files-layout", "hosted-zone")),
        ((*PREFLIGHTED, Previewed("block", OFFER, ("never-touch",))), ("never-touch",)),
        ((*SWAPPED, Planned("block", OFFER, "d", ("plan-incomplete",))), ("plan-incomplete",)),
        ((*samples.BLOCKED, Resumed(State.PREFLIGHT)), ()),
        (FAILED, ()),
    ],
)
def test_blocked_by(events: tuple[Event, ...], codes: tuple[str, ...]) -> None:
    """A blocked run says which codes the state before it gave; every other run says none."""
    assert run(*events).blocked_by == codes


def test_acceptances_last() -> None:
    """What was accepted stays accepted, whatever happens afterwards, and who took the run over changes nothing."""
    events = (*samples.BLOCKED, Taken(samples.WHO), Accepted("hosted-zone", "ours", samples.WHO), Resumed(State.PREFLIGHT))
    assert run(*events, *PREFLIGHTED).accepted_codes == {"domain-filter", "hosted-zone"}


def test_visits() -> None:
    """Each visit of a state has its times, and says whether it was done, failed, or is not over."""
    visits = run(*FAILED, Resumed(State.APPLY), Entered(State.APPLY)).visits
    assert [(one.state, one.status) for one in visits[-3:]] == [
        (State.PLAN, "done"),
        (State.APPLY, "failed"),
        (State.APPLY, "running"),
    ]
    assert visits[-2].started_at < str(visits[-2].ended_at) < visits[-1].started_at
    assert visits[-1].ended_at is None


def test_again() -> None:
    """A state is entered again where its last visit failed, not where another state was visited meanwhile."""
    failed = (*FAILED, Resumed(State.APPLY), Entered(State.APPLY))
    assert run(*failed).again
    assert not run(*APPLYING).again
    assert not run(*failed, Unfinished(1, ()), *samples.PLANNED[-2:], Entered(State.APPLY)).again


def test_in_doubt() -> None:
    """An action is in doubt from its start until it completes or errs, per address and verb."""
    begun = [seen(address, verb, "replace", Phase.STARTED) for address in ("a.b", "a.c") for verb in ("create", "delete")]
    over = (
        seen("a.b", "create", "replace"),
        seen("a.c", "create", "replace", Phase.ERRORED),
        seen("a.c", "delete", "replace"),
    )
    attempt = run(*APPLYING, *begun, *over).attempt
    assert attempt is not None
    assert attempt.in_doubt() == ("a.b",)


@pytest.mark.parametrize(
    ("events", "reported", "over", "vouched"),
    [
        ((FAILED[-1],), "apply-failed", True, False),
        ((KILLED,), "apply-in-doubt", True, False),
        ((KILLED, VOUCHED), "apply-in-doubt", True, True),
        ((VOUCHED, KILLED), "apply-in-doubt", True, False),
        ((FAILED[-1], VOUCHED), "apply-failed", True, False),
        ((FULL,), None, False, False),
        ((FULL, VOUCHED), None, False, False),
        ((KILLED, Resumed(State.APPLY), FULL), "apply-in-doubt", True, False),
        ((ELSEWHERE,), "apply-on-another-host", False, False),
        ((ELSEWHERE, VOUCHED), "apply-on-another-host", False, False),
        ((ELSEWHERE, Accepted("apply-on-another-host", "it is gone", samples.WHO)), "apply-on-another-host", True, True),
    ],
)
def test_how_an_attempt_ended(events: tuple[Event, ...], reported: str | None, *, over: bool, vouched: bool) -> None:
    """Only what says how Terraform ended ends an attempt; a person vouches for what was put before one, never beforehand."""
    attempt = run(*APPLYING, *events).attempt
    assert attempt is not None
    assert (attempt.reported, attempt.over, attempt.vouched) == (reported, over, vouched)


@pytest.mark.parametrize(
    ("events", "footing"),
    [
        ((Unfinished(None, ()),), Footing.OURS),
        ((FAILED[-1], Resumed(State.APPLY), Unfinished(1, ())), Footing.OURS),
        ((KILLED, VOUCHED, Resumed(State.APPLY), Unfinished(None, ())), Footing.IN_DOUBT),
        ((KILLED, VOUCHED, Resumed(State.APPLY), Unfinished(-9, ("a.b",))), Footing.IN_DOUBT),
    ],
)
def test_footing(events: tuple[Event, ...], footing: Footing) -> None:
    """What an apply left explains the next plan; one that never began changes nothing; a new approval begins anew."""
    left = (*APPLYING, *events)
    more = (*samples.PLANNED[-2:], Unfinished(None, ()))
    asked = (
        Planned("differ", OFFER, "d"),
        Approved("replan", OFFER, samples.WHO, None, "2026-01-02T07:04:05Z"),
    )
    assert run(*left).footing is footing
    assert run(*left, *more).footing is footing
    assert run(*left, *asked).footing is Footing.UNTOUCHED


def test_what_never_came_to_life_explains_nothing() -> None:
    """An apply that was intended and never began leaves the footing as it was."""
    assert (
        run(*samples.PLANNED, Entered(State.APPLY), ApplyIntended("d", "apply-1"), Unfinished(None, ())).footing
        is Footing.UNTOUCHED
    )


def test_whoever_took_it_over_last() -> None:
    """A run knows who started it, and then who took it over."""
    other = Who(None, "kim", "elsewhere")
    assert run().who == samples.WHO
    assert run(Taken(other)).who == other
