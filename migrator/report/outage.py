"""When users were without service, why, how long, and during which of Terraform's actions: as lines and as a document."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from checks.outage import Look, Measured, Outage, Period, Service, measured
from checks.plan.model import Assessment
from migrator.report.finding import Document
from migrator.report.layout import wrapped
from migrator.terminal.printable import one_line
from states.events import ActionSeen, Phase, Stamped

LIKELY = ("replace", "delete", "update", "create")
SHOWN = 10  # actions that are named with one outage in a text
NO_OUTAGE = "none"


@dataclass(frozen=True)
class Deed:
    """One of Terraform's steps, when it began and ended; `ends` is None for one that never did, as far as is known.

    `change` is what becomes of the resource: a replacement has two steps.
    """

    address: str
    change: str
    verb: str
    begins: datetime
    ends: datetime | None = None
    failed: bool = False

    @property
    def what(self) -> str:
        """`create`, or `replace [delete]` for a half of it; and that it failed."""
        half = "" if self.verb == self.change else f" [{self.verb}]"
        return f"{self.change}{half}{', failed' if self.failed else ''}"

    def overlaps(self, begins: datetime, ends: datetime) -> bool:
        """Whether it was under way at any moment from then to then."""
        return self.begins <= ends and (self.ends is None or self.ends >= begins)


@dataclass(frozen=True)
class Timeline:
    """What users lost, what Terraform did meanwhile, and the outage that the plan was estimated to bring, in minutes."""

    found: Measured
    deeds: tuple[Deed, ...] = ()
    estimate: tuple[int, int] | None = None

    def during(self, one: Outage) -> tuple[Deed, ...]:
        """The actions that were under way without service, in the order of their beginning."""
        begins = one.begins - timedelta(seconds=one.earlier)
        return tuple(each for each in self.deeds if each.overlaps(begins, one.ends))


def timeline(
    looks: Iterable[Look], events: Iterable[Stamped], plan: Assessment | None, until: datetime | None
) -> Timeline | None:
    """All of it; None where nobody ever looked. `until` is now where the run is not over."""
    found = measured(looks, until)
    return Timeline(found, tuple(_deeds(events)), _estimate(plan)) if found else None


def _estimate(plan: Assessment | None) -> tuple[int, int] | None:
    """The phases with an outage, one after the other, and no longer than the whole."""
    known = plan.forecast if plan else None
    spans = [one.minutes for one in known.phases if one.outage != NO_OUTAGE] if known else []
    if known is None or not spans:
        return None
    return min(sum(one[0] for one in spans), known.minutes[1]), min(sum(one[1] for one in spans), known.minutes[1])


def _deeds(events: Iterable[Stamped]) -> Iterator[Deed]:
    """In the order of their beginning. A step that the journal heard of only at its end began so many seconds before."""
    open_: dict[tuple[str, str], tuple[ActionSeen, datetime]] = {}
    made: list[Deed] = []
    for event, at in _seen(events):
        key = event.address, event.verb
        if event.phase is Phase.STARTED:
            open_[key] = event, at
            continue
        _, begins = open_.pop(key, (event, at - timedelta(seconds=event.elapsed or 0)))
        made.append(Deed(*_named(event), begins, at, event.phase is Phase.ERRORED))
    made += [Deed(*_named(event), at) for event, at in open_.values()]
    return iter(sorted(made, key=lambda one: (one.begins, one.address)))


def _named(event: ActionSeen) -> tuple[str, str, str]:
    return one_line(event.address), one_line(event.change), one_line(event.verb)


def _seen(events: Iterable[Stamped]) -> Iterator[tuple[ActionSeen, datetime]]:
    """Each message of the apply with its time: Terraform's own, since the journal may have heard of it much later."""
    for one in events:
        if isinstance(one.event, ActionSeen):
            at = _time(one.event.said_at) or _time(one.at)
            if at is not None:
                yield one.event, at


def _time(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at if at.tzinfo else None


def spent(seconds: float) -> str:
    """`4.2 s`, `5 min 02 s` or `1 h 05 min`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def headline(one: Timeline) -> str:
    """The sum of it, in one sentence."""
    outages = one.found.outages
    if not outages:
        said = "users had service all the time, as far as anybody looked"
    else:
        slack = max(max(each.earlier, each.sooner) for each in outages)
        whole = "" if all(each.over for each in outages) else " at least"
        said = f"users were without service for{whole} {spent(one.found.lost)} (± {slack:.1f} s)"
        said += f", in {len(outages)} outages" if len(outages) > 1 else ""
    if one.estimate is not None:
        said += f"; the estimate was {one.estimate[0]}-{one.estimate[1]} min"
    return said


def outage_lines(one: Timeline | None) -> Iterator[str]:
    """For a terminal."""
    if one is None:
        return
    yield from wrapped(headline(one), "  ")
    for outage in one.found.outages:
        for part in outage.parts:
            yield from wrapped(f"{part.begins:%H:%M:%S}Z  {spent(part.seconds):>9}  {one_line(part.cause)}", "    ")
        yield from _during(one.during(outage))
        yield "    not seen to end" if not outage.over else f"    {outage.ends:%H:%M:%S}Z  served again"
    for part in one.found.periods:
        if part.service is Service.UNKNOWN:
            told = f"not known from {part.begins:%H:%M:%S}Z for {spent(part.seconds)}: {one_line(part.cause)}"
            yield from wrapped(told, "  ")


def _during(deeds: tuple[Deed, ...]) -> Iterator[str]:
    for one in telling(deeds)[:SHOWN]:
        yield f"      during {one.what} {one.address}"
    if len(deeds) > SHOWN:
        yield f"      ... and {len(deeds) - SHOWN} more actions"


def telling(deeds: Iterable[Deed]) -> list[Deed]:
    """What takes something away comes first: it is likelier to be the cause than what is new."""
    return sorted(deeds, key=lambda one: LIKELY.index(one.change) if one.change in LIKELY else len(LIKELY))


def outage_document(one: Timeline | None) -> Document | None:
    """The `outage` of `migrator.report/1`."""
    if one is None:
        return None
    return {
        "seconds": one.found.lost,
        "unknown_seconds": one.found.unknown,
        "estimated_minutes": list(one.estimate) if one.estimate else None,
        "periods": [_period(each) for each in one.found.periods],
        "outages": [_outage(each, one) for each in one.found.outages],
    }


def _period(one: Period) -> Document:
    times = {"from": instant(one.begins), "to": instant(one.ends)}
    return {"service": one.service, "cause": one.cause, **times, "seconds": one.seconds, "slack": one.slack}


def _outage(one: Outage, whole: Timeline) -> Document:
    during = [
        {"address": each.address, "action": each.change, "step": each.verb, "failed": each.failed}
        for each in whole.during(one)
    ]
    times = {"from": instant(one.begins), "to": instant(one.ends), "seconds": one.seconds, "over": one.over}
    return {**times, "earlier": one.earlier, "sooner": one.sooner, "causes": list(one.causes), "during": during}


def instant(at: datetime) -> str:
    """RFC 3339, UTC, to the millisecond."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
