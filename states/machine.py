"""The order of the migration and every legal move, as data. What a state does is in its own file.

The table is `transitions` data: it decides legality and draws the diagram; there are no callbacks.
"""

from typing import NamedTuple

from transitions import Machine

from states.events import Event, Resumed, State

ORDER = (
    State.PREFLIGHT,
    State.PREVIEW,
    State.APPROVE,
    State.BACKUP,
    State.SWAP,
    State.PLAN,
    State.APPLY,
    State.VERIFY,
)


class Transition(NamedTuple):
    """One legal move: in `source`, the outcome `trigger` leads to `target`."""

    trigger: str
    source: State
    target: State


MAIN = tuple(Transition("proceed", source, target) for source, target in zip(ORDER, (*ORDER[1:], State.DONE), strict=True))
SIDE = (
    Transition("block", State.PREFLIGHT, State.BLOCKED),
    Transition("block", State.PREVIEW, State.BLOCKED),
    Transition("block", State.PLAN, State.BLOCKED),
    Transition("wait", State.APPROVE, State.WAITING),
    Transition("replan", State.APPROVE, State.PLAN),
    Transition("differ", State.PLAN, State.APPROVE),
    Transition("empty", State.PLAN, State.VERIFY),
    Transition("replan", State.APPLY, State.PLAN),
)
# The swap can be undone from wherever it may have been begun, as long as nothing was applied (`states/undo.py`).
REVERT = tuple(
    Transition("revert", state, State.REVERTED)
    for state in (State.SWAP, State.PLAN, State.APPROVE, State.APPLY, State.HALTED, State.WAITING, State.BLOCKED)
)
FAIL = tuple(Transition("fail", state, State.HALTED) for state in ORDER)
RESUME = (
    *(Transition(f"resume-{state}", State.HALTED, state) for state in ORDER),
    Transition("resume-approve", State.WAITING, State.APPROVE),
    Transition("resume-preflight", State.BLOCKED, State.PREFLIGHT),
    Transition("resume-plan", State.BLOCKED, State.PLAN),
)
TABLE = (*MAIN, *SIDE, *REVERT, *FAIL, *RESUME)


# It has no model, so nothing holds a state: it only knows the table, and says what is legal in it.
MACHINE = Machine(
    model=None, states=State, transitions=[list(one) for one in TABLE], initial=State.PREFLIGHT, auto_transitions=False
)


def move(at: State, trigger: str) -> State:
    """The state that `trigger` leads to from `at`; ValueError where the table has no such move."""
    found = MACHINE.get_transitions(trigger, at) if trigger else []
    if len(found) != 1:
        raise ValueError(f"no move {trigger!r} from {at!r}")
    return State[str(found[0].dest)]


def trigger_of(event: Event) -> str | None:
    """The move that an event makes; None for one that leaves the run in its state."""
    return f"resume-{event.state}" if isinstance(event, Resumed) else getattr(event, "then", None)


def mermaid() -> str:
    """The table as a Mermaid state diagram; moves into and out of `halted` are drawn once for all states."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.PREFLIGHT}"]
    lines += [f"    {one.source} --> {one.target}: {one.trigger}" for one in (*MAIN, *SIDE, *REVERT)]
    lines += [f"    {one.source} --> {one.target}: resume" for one in RESUME if one.source is not State.HALTED]
    lines += [f"    {state} --> {State.HALTED}: fail" for state in ORDER]
    lines += [f"    {State.HALTED} --> {state}: resume" for state in ORDER]
    return "\n".join([*lines, f"    {State.DONE} --> [*]", ""])
