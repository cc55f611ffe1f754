"""The picture of an outage: what users had above the actions of the apply, on one line of time; and the table of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from checks.outage import Measured, Outage, Period, Service
from migrator.report.fit import clipped
from migrator.report.outage import Deed, Timeline, headline, spent, telling
from migrator.terminal.printable import one_line

LANES, CAUSES, ROWS, MARKS = 24, 6, 40, 5
SLIVER = 0.3  # percent of the picture: a moment is still to be seen
TONES = {Service.SERVED: "good", Service.LOST: "critical", Service.UNKNOWN: "medium"}


@dataclass(frozen=True)
class Bar:
    """From `at` on, `wide` percent of the picture. What is `full` fills its track: colour is not all that tells."""

    tone: str
    at: float
    wide: float
    full: bool


@dataclass(frozen=True)
class Lane:
    """One line of the picture."""

    name: str
    note: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    begins: str
    lasted: str
    service: str
    tone: str
    cause: str
    during: tuple[str, ...]


@dataclass(frozen=True)
class OutageView:
    """All that is shown; every text is printable."""

    headline: str
    service: tuple[Lane, ...]
    lanes: tuple[Lane, ...]
    left: int
    scale: tuple[str, ...]
    rows: tuple[Row, ...]
    rows_left: int


@dataclass(frozen=True)
class Window:
    """What is drawn: from then to then."""

    begins: datetime
    ends: datetime

    def bar(self, tone: str, begins: datetime, ends: datetime, *, full: bool = True) -> Bar:
        """A stretch of time, as far as it is in the window."""
        at, to = (min(max(self._percent(one), 0.0), 100.0) for one in (begins, ends))
        wide = max(to - at, SLIVER)
        return Bar(tone, round(min(at, 100 - wide), 2), round(wide, 2), full)

    def shows(self, begins: datetime, ends: datetime | None) -> bool:
        """Whether any of it is in the window."""
        return begins <= self.ends and (ends is None or ends >= self.begins)

    def marks(self) -> tuple[str, ...]:
        """Times below the picture, in equal steps."""
        steps = (self.begins + (self.ends - self.begins) * one / (MARKS - 1) for one in range(MARKS))
        return tuple(f"{one:%H:%M:%S}" for one in steps)

    def _percent(self, at: datetime) -> float:
        return 100 * (at - self.begins) / (self.ends - self.begins)


def outage_view(one: Timeline) -> OutageView:
    """The picture and the table."""
    window = _window(one)
    meanwhile = _meanwhile(one, window)
    rows = tuple(_row(each, one) for each in one.found.periods)
    return OutageView(
        headline=headline(one),
        service=(_service(one.found, window), *_causes(one.found, window)),
        lanes=tuple(_lane(each, window) for each in _chosen(meanwhile, window)),
        left=max(len(meanwhile) - LANES, 0),
        scale=window.marks(),
        rows=rows[:ROWS],
        rows_left=max(len(rows) - ROWS, 0),
    )


def _window(one: Timeline) -> Window:
    """The outages with the actions around them, and a little more; everything where there was none."""
    first, last = one.found.periods[0].begins, one.found.periods[-1].ends
    deeds = {each for outage in one.found.outages for each in one.during(outage)}
    begins = min((*(each.begins for each in one.found.outages), *(each.begins for each in deeds)), default=first)
    ends = max((*(each.ends for each in one.found.outages), *(each.ends for each in deeds if each.ends)), default=last)
    margin = (ends - begins) / 20 + timedelta(seconds=1)
    return Window(max(begins - margin, first), max(min(ends + margin, last), begins + timedelta(seconds=1)))


def _meanwhile(one: Timeline, window: Window) -> tuple[Deed, ...]:
    """The actions of the outages, or of the whole where there was none."""
    if not one.found.outages:
        return tuple(each for each in one.deeds if window.shows(each.begins, each.ends))
    found = {each for outage in one.found.outages for each in one.during(outage)}
    return tuple(each for each in one.deeds if each in found)


def _chosen(deeds: tuple[Deed, ...], window: Window) -> tuple[Deed, ...]:
    """As many as can be read, in the order of their beginning: what takes something away, then what took longest."""
    longest = sorted(deeds, key=lambda one: one.begins - (one.ends or window.ends))
    kept = telling(longest)[:LANES]
    return tuple(one for one in deeds if one in kept)


def _service(found: Measured, window: Window) -> Lane:
    shown = (each for each in found.periods if window.shows(each.begins, each.ends))
    bars = (window.bar(TONES[one.service], one.begins, one.ends, full=one.service is Service.LOST) for one in shown)
    return Lane("what users had", "", tuple(bars))


def _causes(found: Measured, window: Window) -> tuple[Lane, ...]:
    lost = [one for one in found.periods if one.service is Service.LOST]
    causes = list(dict.fromkeys(one.cause for one in lost))[:CAUSES]
    return tuple(_cause(cause, [one for one in lost if one.cause == cause], window) for cause in causes)


def _cause(cause: str, parts: Iterable[Period], window: Window) -> Lane:
    parts = list(parts)
    bars = tuple(window.bar("high", one.begins, one.ends) for one in parts)
    return Lane(clipped(one_line(cause)), spent(sum(one.seconds for one in parts)), bars)


def _lane(one: Deed, window: Window) -> Lane:
    ends = one.ends or window.ends
    tone = "critical" if one.failed else one_line(one.change)
    note = one.what if one.ends else f"{one.what}, not seen to end"
    return Lane(clipped(one.address), note, (window.bar(tone, one.begins, ends),))


def _row(one: Period, whole: Timeline) -> Row:
    outage = next((each for each in whole.found.outages if one in each.parts), None)
    return Row(
        begins=f"{one.begins:%Y-%m-%d %H:%M:%S}Z",
        lasted=_lasted(one, outage),
        service={Service.SERVED: "served", Service.LOST: "without service", Service.UNKNOWN: "not known"}[one.service],
        tone=TONES[one.service],
        cause=clipped(one_line(one.cause)),
        during=tuple(_named(outage, one, whole)),
    )


def _lasted(one: Period, outage: Outage | None) -> str:
    open_ = outage is not None and not outage.over and one is outage.parts[-1]
    slack = f" (± {one.slack:.1f} s)" if one.slack else ""
    return f"{'at least ' if open_ else ''}{spent(one.seconds)}{slack}"


def _named(outage: Outage | None, one: Period, whole: Timeline) -> list[str]:
    """The actions while it lasted, as many as can be read."""
    if outage is None:
        return []
    names = [f"{each.what} {each.address}" for each in telling(whole.during(outage)) if each.overlaps(one.begins, one.ends)]
    more = [f"... and {len(names) - ROWS} more"] if len(names) > ROWS else []
    return [clipped(each) for each in names[:ROWS]] + more
