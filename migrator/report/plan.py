"""The risk report as text: the sum of it first, then what is replaced and why, at last what is only created."""

from collections.abc import Iterable, Iterator, Sequence

from checks.model import Severity
from checks.plan.model import Assessment, JudgedChange
from migrator.report.fit import brief, clipped, first, fitting, more, more_changes, octets
from migrator.report.layout import headed, section, wrapped
from migrator.report.risk import (
    LIVE,
    UPGRADES,
    RiskReport,
    contract_line,
    departures,
    deposed,
    dimensions_line,
    forecast_phases,
    forecast_title,
    headline,
    kinds,
    levels_line,
    live_lines,
    remarks,
    risks,
    sections,
    touching,
    upgrade_words,
    upgraded,
    verdict_line,
)
from migrator.report.text import finding_lines
from migrator.terminal.paint import Paint
from migrator.terminal.printable import one_line, printable

# How many are named of each kind; what goes away is named longest.
NAMED = {"replace": 500, "delete": 500, "forget": 500}
OTHERS, FINDINGS = 100, 50
WHOLE = 1000  # an address that is longer is cut
ROOM = 150_000  # bytes of each section, whatever is in it


def risk_text(report: RiskReport, paint: Paint) -> str:
    """The whole report, with the hash that stands for the plan where there is one."""
    found = report.found
    lines = [paint(headline(found), "bold"), _risk(report, paint), *_dimensions(found)]
    contract = contract_line(found)
    lines += [one_line(contract)] if contract else []
    lines += [paint(one_line(verdict_line(report)), "critical")] if report.blocking else []
    for action, title, changes in sections(found):
        named, left = _named(action, changes, paint)
        lines += section(f"{title}: {len(changes):,}", "bold", [*named, *left], paint)
    lines += section("What blocks", "critical", _blocking(report, paint), paint)
    lines += section("What to know before", "bold", _risks(found, paint), paint)
    lines += section(LIVE, "bold", _live(found), paint)
    if found.forecast:
        lines += section(forecast_title(found.forecast), "bold", _phases(found), paint)
    lines += section(UPGRADES, "bold", _upgrades(found), paint)
    lines += section("Not as documented", "bold", _departures(found), paint)
    lines += ["", paint(one_line(verdict_line(report)), "critical" if report.blocking else "good")]
    return "\n".join([*lines, *(("", f"approval: {report.approval}") if report.approval else ())])


def _risk(report: RiskReport, paint: Paint) -> str:
    level, counted = one_line(report.found.level), levels_line(report.found)
    return f"risk: {paint(level, level)}" + (f" ({counted})" if counted else "")


def _dimensions(found: Assessment) -> list[str]:
    line = dimensions_line(found)
    return [f"  {line}"] if line else []


def _phases(found: Assessment) -> Iterator[str]:
    """Each with its duration before it, and its cause below."""
    for long, what, because, fails in forecast_phases(found):
        yield from wrapped(one_line(f"{long:>9}  {what}"), "  ", " " * 11)
        yield from wrapped(one_line(because), " " * 13, "")
        yield from wrapped(one_line(f"if it fails: {fails}"), " " * 13, "") if fails else ()


def _named(action: str, changes: Sequence[JudgedChange], paint: Paint) -> tuple[list[str], list[str]]:
    """The lines of the changes that are named, and one that counts the others."""
    shown, _ = first(changes, NAMED.get(action, OTHERS))
    blocks = fitting((_block(_change(printable(one), paint)) for one in shown), octets, ROOM)
    left = changes[len(blocks) :]
    return blocks, [f"  {more_changes(left)}"] if left else []


def _block(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _change(one: JudgedChange, paint: Paint) -> Iterator[str]:
    """The address on a line of its own, whole, to be copied; below it what is to be said of it."""
    yield f"  {clipped(one.address, WHOLE)}{deposed(one)}"
    if _plain_create(one):
        return
    words = "; ".join((*remarks(one), *one.findings)) + touching(one)
    yield from headed(f"{one.severity:8}" if words else one.severity, one.severity, words, "      ", paint)
    for because in one.because:
        yield from wrapped(clipped(because), "      ", "    ")


def _plain_create(one: JudgedChange) -> bool:
    """Most of a migration: there is nothing to say about it."""
    return one.action == "create" and not one.findings and one.expected is not False and one.severity is Severity.INFO


def _blocking(report: RiskReport, paint: Paint) -> Iterator[str]:
    """Each kind of finding that blocks, with the first of its subjects."""
    accepted = report.accepted - set(report.blocking)
    for _, every in kinds(report.found, blocks=True):
        shown, _ = first(every, FINDINGS)
        blocks = fitting((_block(finding_lines(brief(one), paint, accepted)) for one in shown), octets, ROOM)
        yield from blocks
        left = len(every) - len(blocks)
        yield from (f"  {more(left)} of {one_line(every[0].code)}",) if left else ()


def _risks(found: Assessment, paint: Paint) -> Iterator[str]:
    for severity, what, remedy in risks(found):
        yield from headed(severity, severity, one_line(f"{what}: {remedy}"), "  ", paint)


def _live(found: Assessment) -> Iterator[str]:
    for weight, says in live_lines(found):
        yield from wrapped(one_line(f"{weight:8} {says}"), "  ", " " * 9)


def _upgrades(found: Assessment) -> Iterator[str]:
    for one in upgraded(found)[:OTHERS]:
        what, why = map(one_line, upgrade_words(one))
        yield from (*wrapped(what, "  "), *wrapped(why, "      "))


def _departures(found: Assessment) -> Iterator[str]:
    for what, addresses in departures(found):
        shown, left = first(addresses, OTHERS)
        yield from (f"  {what}: {clipped(one_line(one), WHOLE)}" for one in shown)
        yield from (f"  {what}: {more(left)}",) if left else ()
