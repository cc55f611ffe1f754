"""Where a run stands: the status of each state, and the command to type next."""

import shlex
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from migrator.standing import arguments, next_command, nothing_yet, run_command, standing, taking_long
from states.events import (
    ActionSeen,
    Applied,
    Entered,
    Event,
    Phase,
    Planned,
    Preflighted,
    Previewed,
    Resumed,
    Started,
    State,
    Swapped,
    Unfinished,
    Verified,
)
from states.inputs import Inputs
from states.mending import TaintOffered
from states.run import fold
from tests.support.facts import RUNBOOK
from tests.support.samples import (
    APPLYING,
    APPROVED,
    BECAUSE,
    BLOCKED,
    BROKEN_OFF,
    DIFFERS,
    DONE,
    FAILED,
    INPUTS,
    OFFER,
    OTHER,
    PLANNED,
    PREFLIGHTED,
    PREVIEWED,
    RUN,
    SWAPPED,
    WAITING,
    WHO,
    passed,
    run,
    stamped,
)

ORDER = ["preflight", "preview", "approve", "backup", "swap", "plan", "apply", "verify"]
PREVIEW_BLOCKED = (*PREFLIGHTED, *passed(State.PREVIEW, Previewed("block", OFFER, ("never-touch",))))
PLAN_BLOCKED = (*SWAPPED, *passed(State.PLAN, Planned("block", OFFER, OTHER, ("never-touch",))))
EMPTY = (*SWAPPED, *passed(State.PLAN, Planned("empty", OFFER, OTHER)))
EXPIRED = (*PLANNED, *passed(State.APPLY, Unfinished(None, ())))
RETRIED = (
    *BROKEN_OFF,
    *passed(State.PLAN, Planned("proceed", OFFER, OTHER)),
    *passed(State.APPLY, Applied({})),
)
LEFT_NOTHING = (
    *BROKEN_OFF,
    *passed(State.PLAN, Planned("empty", OFFER, OTHER)),
    *passed(State.VERIFY, Verified(())),
)
NO_SWAP = (*APPROVED, *SWAPPED[len(APPROVED) : -3], *passed(State.SWAP, Swapped(())))
SYMBOLS = {"done": "D", "failed": "F", "running": "R", "pending": ".", "skipped": "-"}


@pytest.mark.parametrize(
    ("events", "running", "rows"),
    [
        ((), False, "........"),
        ((), True, "R......."),
        ((Entered(State.PREFLIGHT),), True, "R......."),
        ((Entered(State.PREFLIGHT),), False, "F......."),
        (BLOCKED, False, "F......."),
        ((*BLOCKED, Resumed(State.PREFLIGHT)), False, "........"),
        (PREVIEW_BLOCKED, False, "DF......"),
        ((*PREVIEW_BLOCKED, Resumed(State.PREFLIGHT)), True, "RF......"),
        ((*PREVIEW_BLOCKED, Resumed(State.PREFLIGHT), *PREVIEWED), False, "DD......"),
        (WAITING, False, "DD......"),
        ((*WAITING, Resumed(State.APPROVE)), True, "DDR....."),
        ((*WAITING, Resumed(State.APPROVE), *APPROVED[-2:]), False, "DDD....."),
        (NO_SWAP, False, "DDDD-..."),
        (PLAN_BLOCKED, False, "DDDDDF.."),
        (DIFFERS[:-2], False, "DD.DDD.."),
        (DIFFERS, False, "DD.DDD.."),
        (APPLYING, True, "DDDDDDR."),
        (APPLYING, False, "DDDDDDF."),
        (FAILED, False, "DDDDDDF."),
        (BROKEN_OFF, False, "DDDDD.F."),
        (EXPIRED, False, "DDDDD..."),
        (RETRIED, False, "DDDDDDD."),
        (EMPTY, False, "DDDDDD-."),
        (LEFT_NOTHING, False, "DDDDDDDD"),
        (DONE, False, "DDDDDDDD"),
    ],
)
def test_states(events: tuple[Event, ...], running: bool, rows: str) -> None:
    """Nothing looks done before it is: what waits is pending, what blocks, fails or died is failed."""
    stands = standing(run(*events), running=running)
    assert [one.name for one in stands.states] == ORDER
    assert "".join(SYMBOLS[one.status] for one in stands.states) == rows


def test_what_waits_has_not_ended() -> None:
    """A state that waits for approval says since when, and has no end yet."""
    row = standing(run(*WAITING), running=False).states[2]
    assert (row.status, row.started_at, row.ended_at) == ("pending", "2026-01-02T03:04:30.000Z", None)


@pytest.mark.parametrize(
    ("events", "because"),
    [(WAITING, ()), (DIFFERS, BECAUSE), (DIFFERS[:-2], BECAUSE), (PLANNED, ()), (DONE, ())],
)
def test_why_approval_is_wanted_again(events: tuple[Event, ...], because: tuple[str, ...]) -> None:
    """While approval is wanted again the reasons are there, and at no other time."""
    assert standing(run(*events), running=False).because == because


@pytest.mark.parametrize(
    ("events", "running", "command"),
    [
        ((), False, "migrator run --dir '/srv/w&b prod' --tfvars post-operator.tfvars --override yes"),
        (APPLYING, True, "migrator status --dir '/srv/w&b prod'"),
        (BLOCKED, False, "migrator explain files-layout"),
        (FAILED, False, "mend the cause, then: migrator run"),
        (DONE, False, "migrator report --dir '/srv/w&b prod'"),
        (
            WAITING,
            False,
            "migrator run --dir '/srv/w&b prod' --tfvars post-operator.tfvars --override yes --approve 0123456789ab",
        ),
    ],
)
def test_next_command(events: tuple[Event, ...], running: bool, command: str) -> None:
    """For each place there is one thing to type, quoted for a shell."""
    assert next_command(run(*events), running=running) == command


@pytest.mark.parametrize(
    ("override", "command"),
    [
        (False, "migrator run --dir '/srv/w&b prod' --tfvars post-operator.tfvars --override yes"),
        (True, "migrator explain token-and-exec"),
    ],
)
def test_what_the_override_mends(override: bool, command: str) -> None:
    """Where the override mends what blocks it is the thing to type, unless it was consented to already."""
    start = Started(RUN, "0.1.0", replace(INPUTS, override=override), WHO)
    blocked = passed(State.PREFLIGHT, Preflighted("block", ("token-and-exec", "variable-missing"), (), ()))
    assert next_command(fold(stamped(start, *blocked))) == command


def test_every_input_comes_back() -> None:
    """The arguments of a run are its inputs: each option once more, whatever characters are in it."""
    inputs = Inputs(
        "/a b/$(reboot)", ("it's.tfvars", "two.tfvars"), ("pre.tfvars",), ("key=a;b",), 4, "60s",
        override=True, swap=False, remove_override=True, runbook="another", pre="a.tf", post="b.tf",
    )  # fmt: skip
    assert shlex.split(run_command(inputs))[2:] == arguments(inputs)
    assert arguments(inputs) == [
        "--dir", "/a b/$(reboot)", "--tfvars", "it's.tfvars", "--tfvars", "two.tfvars", "--pre-tfvars", "pre.tfvars",
        "--backend-config", "key=a;b", "--parallelism", "4", "--lock-timeout", "60s", "--pre", "a.tf", "--post", "b.tf",
        "--override", "yes", "--no-swap", "--remove-override", "--runbook", "another",
    ]  # fmt: skip


def test_nothing_yet() -> None:
    """Without a run every state is pending, and the first command touches nothing."""
    stands = nothing_yet()
    assert (stands.run, {one.status for one in stands.states}) == (None, {"pending"})
    assert stands.next.startswith("migrator plan ")


def test_what_is_tainted_and_healthy_may_be_kept() -> None:
    """Where a replacement blocks that nobody needs, the thing to type is the word that keeps it."""
    offered = TaintOffered(("a.b",), ("it is active",))
    blocked = (*SWAPPED, Entered(State.PLAN), offered, Planned("block", OFFER, OTHER, ("tainted-replacement",)))
    assert next_command(run(*blocked)).endswith("--accept tainted-though-healthy=why")
    assert next_command(run(*SWAPPED, *passed(State.PLAN, Planned("block", OFFER, OTHER, ("tainted-replacement",))))) == (
        "migrator explain tainted-replacement"
    )


def test_what_takes_long_is_what_is_in_flight() -> None:
    """Since its start in the journal; what has ended meanwhile took its time and is done."""
    act = ActionSeen("helm_release.x", "create", "create", Phase.STARTED, None, None)
    other = replace(act, address="helm_release.y")
    events = stamped(Started(RUN, "0.1.0", INPUTS, WHO), *APPLYING, act, other, replace(other, phase=Phase.COMPLETED))
    at = datetime.fromisoformat(events[-1].at)
    found = taking_long(events, fold(events), at + timedelta(minutes=6.5), RUNBOOK.durations)
    assert [(one.address, one.minutes, one.usual) for one in found] == [("helm_release.x", 7, 5)]
    assert taking_long(events, fold(events), at + timedelta(minutes=3), RUNBOOK.durations) == ()
