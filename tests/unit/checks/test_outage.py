"""Looks at the application, joined to periods: what was lost, how sure that is, and what nobody knows."""

from datetime import UTC, datetime, timedelta

import pytest

from checks.outage import Look, Measured, Service, measured, periods, standing

NOON = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)
SERVED, LOST, UNKNOWN = Service.SERVED, Service.LOST, Service.UNKNOWN


def at(second: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=second)


def look(second: float, cause: str = "", previous: float | None = None, *, service: Service | None = None) -> Look:
    """A look that failed for a cause, or was good; the probe had looked before at `previous`."""
    seen = service or (LOST if cause else SERVED)
    before = None if previous is None else at(previous)
    return Look(at(second), seen, "HTTP" if cause else "ok", cause, previous=before)


def shape(*looks: Look, until: float | None = None) -> list[tuple[str, str, float, float]]:
    """The periods as service, cause, and the seconds from and to."""
    found = periods(looks, None if until is None else at(until))
    return [
        (one.service, one.cause, (one.begins - NOON).total_seconds(), (one.ends - NOON).total_seconds()) for one in found
    ]


def of(*looks: Look, until: float | None = None) -> Measured:
    """What the looks measure."""
    found = measured(looks, None if until is None else at(until))
    assert found is not None
    return found


def test_an_outage_is_from_the_first_failed_to_the_first_good_look() -> None:
    """It may have begun since the look before, and ended since the last failed one: both are said."""
    found = of(look(0), look(10, "DNS", 9), look(30, "", 29.5))
    (outage,) = found.outages
    assert (outage.begins, outage.ends, outage.seconds) == (at(10), at(30), 20)
    assert (outage.earlier, outage.sooner, outage.over) == (1, 0.5, True)
    assert (found.lost, found.unknown) == (20, 0)


def test_causes_follow_each_other_in_one_outage() -> None:
    """A name that is gone and then an application that is not up are one loss with two causes."""
    (outage,) = of(look(0), look(1, "DNS", 0), look(5, "503", 4), look(9, "", 8)).outages
    assert outage.causes == ("DNS", "503")
    assert [one.seconds for one in outage.parts] == [4, 4]


def test_two_outages_are_two() -> None:
    """What was served in between is not lost."""
    found = of(look(0, "a"), look(5, "", 4), look(8, "a", 7), look(10, "", 9))
    assert [one.seconds for one in found.outages] == [5, 2]
    assert found.lost == 7


def test_what_nobody_saw_is_neither_healthy_nor_an_outage() -> None:
    """A probe that was killed in an outage and begun again later: in between is unknown, and the outage has no end."""
    found = of(look(0), look(5, "503", 4), look(100, "", None))
    assert [one.service for one in found.periods] == [SERVED, LOST, UNKNOWN, SERVED]
    assert (found.lost, found.unknown) == (0, 95)
    assert [one.over for one in found.outages] == [False]


def test_a_machine_that_slept_leaves_a_gap() -> None:
    """The same probe, which looked last long before this look: what lies between is not what it was before."""
    assert shape(look(0), look(300, "", 40)) == [
        (SERVED, "", 0, 40),
        (UNKNOWN, "nobody looked", 40, 300),
        (SERVED, "", 300, 300),
    ]


def test_a_heartbeat_goes_on_with_the_period() -> None:
    """What was the same all the time is one period, however long nothing was written in between."""
    assert shape(look(0), look(600, "", 599), look(601, "", 600)) == [(SERVED, "", 0, 601)]


def test_a_record_that_stops_is_unknown_from_there_on() -> None:
    """Until now, where the run is not over; a moment is not worth saying."""
    assert shape(look(0), look(5, "", 4), until=100)[-1] == (UNKNOWN, "nobody looked", 5, 100)
    assert shape(look(0), look(5, "", 4), until=12) == [(SERVED, "", 0, 5)]


def test_a_clock_that_is_put_back_makes_no_time_negative() -> None:
    """Every period ends no earlier than it began, and the next begins where it ended."""
    found = periods([look(100), look(40, "503", 39), look(42, "", 41), look(130, "", 120)])
    assert all(one.seconds >= 0 for one in found)
    assert [one.ends for one in found[:-1]] == [one.begins for one in found[1:]]


def test_no_look_measures_nothing() -> None:
    """None, not an outage of no length."""
    assert measured([]) is None


@pytest.mark.parametrize(
    ("looks", "now", "said"),
    [
        ((), 0, None),
        ((look(0),), 1, None),
        ((look(0),), 5, (SERVED, 0)),
        ((look(0), look(5, "503", 4)), 6, (SERVED, 0)),
        ((look(0), look(5, "503", 4)), 7, (LOST, 5)),
        ((look(0), look(5, "503", 4), look(6, "DNS", 5), look(7, "503", 6)), 7, (LOST, 5)),
        ((look(0), look(5, "503", 4), look(6, "", 5)), 7, (SERVED, 0)),
        ((look(0), look(5, "503", 4), look(9, "", 8)), 10, (LOST, 5)),
        ((look(0), look(5, "503", 4), look(9, "", 8)), 12, (SERVED, 9)),
        ((look(0), look(5, "503", 4), look(9, "proxy", 8, service=UNKNOWN)), 60, (LOST, 5)),
    ],
    ids=["none", "too-new", "served", "a-blip", "lost", "causes", "blip-over", "not-yet-back", "back", "unknown"],
)
def test_people_are_told_of_what_stands(looks: tuple[Look, ...], now: float, said: tuple[Service, float] | None) -> None:
    """A single look that failed calls nobody; what nobody can see is no return."""
    turn = standing(periods(looks), at(now))
    assert (turn and (turn.service, (turn.at - NOON).total_seconds())) == said
