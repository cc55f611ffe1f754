"""Clocks of verify: each starts when what its check needs holds, and ends at its deadline, or after the grace."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from checks.health.model import Judged, coming, holds, stuck, untold
from runbooks.health import Pace
from states.clocks import Clocks, spelled
from tests.support.facts import RUNBOOK

BEGAN = datetime(2026, 1, 2, tzinfo=UTC)
FIRST, SECOND = "operator-available", "custom-resource-completed"
PACES = {FIRST: Pace("first", 10, 100), SECOND: Pace("second", 10, 100, (FIRST,))}
GIVEN = replace(RUNBOOK.verification, grace=30.0, codes=PACES)
GOOD, COMES, LOST, SILENT = (
    holds("operator-available", "yes"),
    coming("operator-available", "s", ("not yet",), "r"),
    stuck("operator-available", "s", ("gone",), "r"),
    untold("operator-available", "no answer"),
)
LATER = coming("custom-resource-completed", "s", ("not yet",), "r", "Applying")


def waited(clocks: Clocks, looks: Iterable[tuple[float, tuple[Judged, ...]]]) -> list[list[str]]:
    """What is waited for after each look: (seconds, what was judged)."""
    return [[one.code for one in clocks.open(judged, BEGAN + timedelta(seconds=at))] for at, judged in looks]


def test_what_holds_is_not_waited_for() -> None:
    """Nothing is open where everything holds."""
    assert waited(Clocks(GIVEN), [(0, (GOOD,))]) == [[]]


def test_a_deadline() -> None:
    """What is on its way, or could not be told, is waited for until then, from its first look."""
    for bad in (COMES, SILENT):
        assert waited(Clocks(GIVEN), [(0, (bad,)), (99, (bad,)), (100, (bad,))]) == [[FIRST], [FIRST], []]


def test_the_grace() -> None:
    """What waiting does not mend is given a while, since it may heal; again from the start, once it did."""
    looks = [(0, (LOST,)), (29, (LOST,)), (30, (LOST,))]
    assert waited(Clocks(GIVEN), looks) == [[FIRST], [FIRST], []]
    healed = [(0, (LOST,)), (20, (COMES,)), (25, (LOST,)), (50, (LOST,)), (55, (LOST,))]
    assert waited(Clocks(GIVEN), healed)[-2:] == [[FIRST], []]


def test_what_goes_to_and_fro_ends_as_well() -> None:
    """A pod that crashes and starts again never gets beyond its deadline."""
    looks = [(at, (LOST if at % 2 else COMES,)) for at in range(101)]
    assert waited(Clocks(GIVEN), looks)[-2:] == [[FIRST], []]


def test_a_clock_starts_when_the_need_holds() -> None:
    """While the need is open, what needs it is, too; its own time begins afterwards."""
    looks = [(0, (COMES, LATER)), (90, (COMES, LATER)), (95, (GOOD, LATER)), (194, (GOOD, LATER)), (195, (GOOD, LATER))]
    assert waited(Clocks(GIVEN), looks) == [[FIRST, SECOND], [FIRST, SECOND], [SECOND], [SECOND], []]


def test_a_need_that_is_given_up() -> None:
    """Then nobody waits for what needs it."""
    assert waited(Clocks(GIVEN), [(0, (COMES, LATER)), (100, (COMES, LATER))])[-1] == []


def test_progress_says_for_how_long() -> None:
    """How it stands, since when, and what is usual; of what waits for something else nothing."""
    clocks = Clocks(GIVEN)
    clocks.open((COMES, LATER), BEGAN)
    clocks.open((GOOD, LATER), BEGAN + timedelta(seconds=10))
    open_ = clocks.open((GOOD, LATER), BEGAN + timedelta(seconds=100))
    assert list(clocks.lines(open_, BEGAN + timedelta(seconds=100))) == ["second: Applying for 100 s, usually 10 s"]


def test_seconds_and_minutes() -> None:
    """Whole minutes from two on."""
    assert (spelled(119.4), spelled(120), spelled(299)) == ("119 s", "2 m", "5 m")
