"""Progress lines."""

from dataclasses import replace

import pytest

from migrator.terminal.plain import Plain
from migrator.terminal.wording import OUTCOMES, action_line, state_line, totals
from states.events import ApplyIntended, ApplyStarted, Entered, Event, Halted, Phase, Planned, Resumed, State, Unfinished
from states.machine import TABLE
from states.ports import Note
from tests.support.hostile import ATTACK, dangers
from tests.support.samples import (
    APPLYING,
    BLOCKED,
    DIFFERS,
    OFFER,
    OTHER,
    PREFLIGHTED,
    PROCESS,
    RECORD,
    SWAPPED,
    WAITING,
    WORKERS,
    passed,
    run,
    seen,
    stamped,
)

REST = replace(OFFER, counts={"create": 2, "update": 1, "delete": 1, "replace": 1})
SECOND = (
    Halted("apply-failed", "w", "w", "n", 1),
    Resumed(State.APPLY),
    *passed(State.APPLY, Unfinished(1, ())),
    *passed(State.PLAN, Planned("proceed", REST, OTHER)),
    Entered(State.APPLY),
    ApplyIntended(OTHER, "apply-2"),
    ApplyStarted(PROCESS),
)


@pytest.mark.parametrize(
    ("events", "shown"),
    [
        (SWAPPED, ""),
        (APPLYING, "create 0/2, update 0/1, destroy 0/1, replace 0/2"),
        ((*APPLYING, seen(RECORD, "delete", "replace")), "create 0/2, update 0/1, destroy 0/1, replace 0/2"),
        (
            (*APPLYING, seen(RECORD, "delete", "replace"), seen(RECORD, "create", "replace")),
            "create 0/2, update 0/1, destroy 0/1, replace 1/2",
        ),
    ],
)
def test_totals(events: tuple[Event, ...], shown: str) -> None:
    """What is done of what was approved, by class; a replacement is done once both of its steps are."""
    assert totals(run(*events)) == shown


def test_totals_of_a_second_attempt() -> None:
    """What an earlier attempt finished counts on both sides, and the second half of a replacement as that replacement."""
    first = (*APPLYING, seen("a.b", "create", "create"), seen(RECORD, "delete", "replace"))
    resumed = (*first, *SECOND)
    assert totals(run(*resumed)) == "create 1/2, update 0/1, destroy 0/1, replace 0/2"
    assert totals(run(*resumed, seen(RECORD, "create", "create"))) == "create 1/2, update 0/1, destroy 0/1, replace 1/2"


@pytest.mark.parametrize(
    ("events", "line"),
    [
        (PREFLIGHTED, "preflight: done -> preview"),
        (BLOCKED, "preflight: BLOCKED -> blocked"),
        (WAITING, "approve: nobody approved yet -> waiting"),
        (DIFFERS[:-2], "plan: not the plan that was approved -> approve"),
        ((*APPLYING, SECOND[0]), "apply: FAILED -> halted"),
        (APPLYING[:-2], "apply: apply the approved plan"),
        (APPLYING, None),
    ],
)
def test_state_lines(events: tuple[Event, ...], line: str | None) -> None:
    """A state is announced, and what became of it is said; a state that blocks or waits is never called done."""
    assert state_line(stamped(*events)[-1], run(*events)) == line


def test_every_outcome_has_words() -> None:
    """Whatever leaves a state is said in words for people."""
    assert {one.trigger for one in TABLE if not one.trigger.startswith("resume-")} <= OUTCOMES.keys()


@pytest.mark.parametrize(
    ("verb", "change", "phase", "line"),
    [
        ("create", "create", Phase.STARTED, "create  a.b: started (3 s)"),
        ("delete", "delete", Phase.COMPLETED, "destroy a.b: done (3 s)"),
        ("delete", "replace", Phase.ERRORED, "replace a.b [destroy]: FAILED (3 s)"),
    ],
)
def test_action_lines(verb: str, change: str, phase: Phase, line: str) -> None:
    """An action is named by its class in the approved plan, and a step of a replacement by the step as well."""
    assert action_line(seen("a.b", verb, change, phase)) == line


def test_hostile_progress(capsys: pytest.CaptureFixture[str]) -> None:
    """Addresses and notes from Terraform cannot take the terminal over or make up lines."""
    plain = Plain()
    events = (*APPLYING, seen(WORKERS + ATTACK, "create", "create"))
    plain.event(stamped(*events)[-1], run(*events))
    plain.note(Note(f"waiting{ATTACK}"))
    said = capsys.readouterr().err
    assert said.count("\n") == 2
    assert dangers(said) == []


def test_a_hostile_address() -> None:
    """The line of an action is safe by itself: the live display prints it above the states."""
    assert dangers(action_line(seen(f"a.b{ATTACK}", "create", "create"))) == []
