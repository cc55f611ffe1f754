"""What users lost: looks at the application, joined to periods and outages. Pure: whoever asks says what time it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby, pairwise

# Between two looks lies about a second, and the wait for an answer. Where much more lies, nobody looked.
PATIENCE = timedelta(seconds=15)
# What did not last is recorded, and nobody is called for it.
STANDS = timedelta(seconds=2)


class Service(StrEnum):
    """What users get; unknown is neither healthy nor an outage."""

    SERVED = "served"
    LOST = "lost"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Look:
    """What was seen at a moment. `previous` is when the same probe had looked before, None for its first look.

    Between `previous` and the look that was recorded before this one, everything was as it was then. `stage` is what
    failed (DNS, TCP, TLS, HTTP), or `ok`; `cause` says it in words, and is empty where the service is there.
    """

    at: datetime
    service: Service
    stage: str
    cause: str = ""
    milliseconds: int = 0
    address: str | None = None
    previous: datetime | None = None


@dataclass(frozen=True)
class Period:
    """The same service for the same cause, from the first look that saw it to the first that did not.

    `slack`: it may have begun so many seconds earlier.
    """

    service: Service
    cause: str
    begins: datetime
    ends: datetime
    slack: float = 0.0

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return (self.ends - self.begins).total_seconds()


@dataclass(frozen=True)
class Outage:
    """Periods without service, one after the other. `over`: the service was seen again right after them.

    It may have begun `earlier` seconds before, and ended `sooner` seconds before.
    """

    parts: tuple[Period, ...]
    over: bool
    earlier: float
    sooner: float

    @property
    def begins(self) -> datetime:
        """The first look that failed."""
        return self.parts[0].begins

    @property
    def ends(self) -> datetime:
        """The first look that was good again, or the last one that failed."""
        return self.parts[-1].ends

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return (self.ends - self.begins).total_seconds()

    @property
    def causes(self) -> tuple[str, ...]:
        """Why, in the order of appearance."""
        return tuple(dict.fromkeys(one.cause for one in self.parts))


@dataclass(frozen=True)
class Measured:
    """The whole record: its periods without a hole, and the outages among them."""

    periods: tuple[Period, ...]
    outages: tuple[Outage, ...]

    @property
    def lost(self) -> float:
        """Seconds without service."""
        return sum(one.seconds for one in self.outages)

    @property
    def unknown(self) -> float:
        """Seconds of which nobody knows."""
        return sum(one.seconds for one in self.periods if one.service is Service.UNKNOWN)


@dataclass(frozen=True)
class Turn:
    """The service was lost, or came back, at that moment."""

    at: datetime
    service: Service
    cause: str


def measured(looks: Iterable[Look], until: datetime | None = None) -> Measured | None:
    """What the looks say; None where nobody looked. With `until`, what lies between the last look and then belongs to it."""
    found = periods(looks, until)
    return Measured(found, tuple(_outages(found))) if found else None


def periods(looks: Iterable[Look], until: datetime | None = None) -> tuple[Period, ...]:
    """The looks as periods without a hole. A clock that was put back makes no time negative."""
    made: list[Period] = []
    for look in looks:
        _add(made, look)
    if made and until is not None and until - made[-1].ends > PATIENCE:
        made.append(_nobody(made[-1].ends, until))
    return tuple(made)


def _add(made: list[Period], look: Look) -> None:
    if not made:
        made.append(Period(look.service, look.cause, look.at, look.at))
        return
    last = made[-1]
    at = max(look.at, last.ends)
    seen = min(max(look.previous or last.ends, last.ends), at)
    if at - seen > PATIENCE:
        made[-1] = replace(last, ends=seen)
        made += [_nobody(seen, at), Period(look.service, look.cause, at, at)]
        return
    made[-1] = replace(last, ends=at)
    if (look.service, look.cause) != (last.service, last.cause):
        made.append(Period(look.service, look.cause, at, at, (at - seen).total_seconds()))


def _nobody(begins: datetime, ends: datetime) -> Period:
    return Period(Service.UNKNOWN, "nobody looked", begins, ends)


def _outages(found: tuple[Period, ...]) -> Iterator[Outage]:
    groups = [tuple(group) for _, group in groupby(found, key=lambda one: one.service)]
    for group, then in pairwise((*groups, ())):
        if group[0].service is Service.LOST:
            over = bool(then) and then[0].service is Service.SERVED
            yield Outage(group, over, group[0].slack, then[0].slack if over else 0.0)


def standing(found: tuple[Period, ...], now: datetime) -> Turn | None:
    """The last loss or return that stood for a moment; what is so at the end of the record stands until now."""
    groups = [tuple(group) for _, group in groupby(found, key=lambda one: one.service)]
    last: Turn | None = None
    for group in groups:
        ends = now if group is groups[-1] else group[-1].ends
        if group[0].service is not Service.UNKNOWN and ends - group[0].begins >= STANDS:
            last = Turn(group[0].begins, group[0].service, group[0].cause)
    return last
