"""The table of the migration: every legal move, no other."""

import pytest

from states.events import State
from states.machine import MACHINE, ORDER, TABLE, mermaid, move

TRIGGERS = sorted({one.trigger for one in TABLE})
LEGAL = {(one.source, one.trigger): one.target for one in TABLE}


def test_the_order_is_the_migrations() -> None:
    """From preflight, `proceed` leads through all eight states to done."""
    states = [State.PREFLIGHT]
    while states[-1] is not State.DONE:
        states.append(move(states[-1], "proceed"))
    assert states == [*ORDER, State.DONE]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("trigger", [*TRIGGERS, "", "to_DONE", "to_done", "revert"])
def test_every_move(state: State, trigger: str) -> None:
    """A move that the table has leads where it says; every other one, jumps included, is a ValueError."""
    if (state, trigger) in LEGAL:
        assert move(state, trigger) is LEGAL[state, trigger]
    else:
        with pytest.raises(ValueError, match="no move"):
            move(state, trigger)


def test_no_move_is_ambiguous() -> None:
    """No state has the same trigger twice, and nothing leads out of done."""
    assert len(LEGAL) == len(TABLE)
    assert not any(one.source is State.DONE for one in TABLE)


def test_the_machine_adds_no_moves_and_holds_no_state() -> None:
    """The library's automatic transitions are off, and there is no model whose state could drift from the journal's."""
    assert sorted(MACHINE.events) == TRIGGERS
    assert MACHINE.models == []


def test_every_state_can_fail_and_go_on() -> None:
    """Each of the eight can be halted, and from there be entered again."""
    assert {move(state, "fail") for state in ORDER} == {State.HALTED}
    assert [move(State.HALTED, f"resume-{state}") for state in ORDER] == list(ORDER)


def test_mermaid_lists_every_transition_once() -> None:
    """The diagram has one line for each row of the table, and the two ends."""
    lines = mermaid().splitlines()
    arrows = [tuple(line.split(":")[0].split(" --> ")) for line in (one.strip() for one in lines) if "-->" in line]
    wanted = [(str(one.source), str(one.target)) for one in TABLE]
    assert lines[0] == "stateDiagram-v2"
    assert sorted(arrows) == sorted([*wanted, ("[*]", "preflight"), ("done", "[*]")])
