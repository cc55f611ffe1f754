"""What counts as finished: a replacement is two steps."""

import pytest

from states.events import (
    ActionSeen,
    ApplyIntended,
    ApplyStarted,
    Entered,
    Event,
    Halted,
    Phase,
    Resumed,
    State,
    Unfinished,
)
from tests.support.samples import APPLYING, PLANNED, PROCESS, RECORD, WORKERS, passed, run, seen


def again(*actions: ActionSeen) -> tuple[Event, ...]:
    """A second attempt at what a first one left, after a halt."""
    return (
        Halted("apply-failed", "w", "w", "n", 1),
        Resumed(State.APPLY),
        *passed(State.APPLY, Unfinished(1, ())),
        *PLANNED[-2:],
        Entered(State.APPLY),
        ApplyIntended("d" * 64, "apply-2"),
        ApplyStarted(PROCESS),
        *actions,
    )


@pytest.mark.parametrize(
    ("actions", "counts"),
    [
        ((), {}),
        ((seen(RECORD, "delete", "replace"),), {}),
        ((seen(WORKERS, "create", "replace"),), {}),
        ((seen(RECORD, "delete", "replace"), seen(RECORD, "create", "replace", Phase.STARTED)), {}),
        ((seen(RECORD, "delete", "replace"), seen(RECORD, "create", "replace", Phase.ERRORED)), {}),
        ((seen(RECORD, "delete", "replace"), seen(RECORD, "create", "replace")), {"replace": 1}),
        ((seen(WORKERS, "create", "replace"), seen(WORKERS, "delete", "replace")), {"replace": 1}),
        ((seen("a.b", "create", "create"), seen("a.c", "create", "create")), {"create": 2}),
        ((seen("a.b", "update", "update"), seen("a.c", "delete", "delete")), {"delete": 1, "update": 1}),
    ],
)
def test_one_attempt(actions: tuple[ActionSeen, ...], counts: dict[str, int]) -> None:
    """A replacement counts once its delete and its create are both completed, in either order; the rest at once."""
    assert run(*APPLYING, *actions).completed() == counts


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (seen(RECORD, "delete", "replace"), seen(RECORD, "create", "create")),
        (seen(WORKERS, "create", "replace"), seen(WORKERS, "delete", "delete")),
    ],
)
def test_two_attempts(first: ActionSeen, second: ActionSeen) -> None:
    """A replacement whose second half an attempt of its own made is one replacement, and no create or delete."""
    assert run(*APPLYING, first, *again()).completed() == {}
    assert run(*APPLYING, first, *again(second)).completed() == {"replace": 1}


def test_a_failed_half_may_become_something_else() -> None:
    """A replacement that never got anywhere is forgotten where a later plan updates the same resource."""
    failed = seen(RECORD, "delete", "replace", Phase.ERRORED)
    assert run(*APPLYING, failed, *again(seen(RECORD, "update", "update"))).completed() == {"update": 1}
