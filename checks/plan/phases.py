"""The phases of an apply and the outage to expect in each: an estimate, from what the runbook knows."""

from collections.abc import Iterable

from checks.plan.model import Forecast, JudgedChange
from runbooks.phases import Phase, Timetable


def forecast(changes: Iterable[JudgedChange], table: Timetable) -> Forecast | None:
    """The phases that this plan has; None where it has none."""
    every = tuple(changes)
    codes = {code for one in every for code in one.findings}
    done = {(one.type, one.action) for one in every}
    phases = tuple(one for one in table.phases if _belongs(one, codes, done))
    return Forecast(phases, table.minutes, table.book) if phases else None


def longest(changes: Iterable[JudgedChange], table: Timetable) -> int:
    """The minutes that an apply of these may take at the most: its phases one after the other, no more than the whole."""
    found = forecast(changes, table)
    return min(table.minutes[1], sum(one.minutes[1] for one in found.phases)) if found else 0


def _belongs(phase: Phase, codes: set[str], done: set[tuple[str, str]]) -> bool:
    acts = any((kind, action) in done for kind in phase.types for action in phase.actions)
    return acts or not codes.isdisjoint(phase.codes)
