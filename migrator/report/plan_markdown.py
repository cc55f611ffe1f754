"""The risk report as Markdown: it fits into a comment on a pull request, and says what did not."""

from collections.abc import Iterator, Sequence

from checks.model import Finding
from checks.plan.model import Assessment, JudgedChange
from migrator.report.fit import brief, clipped, first, fitting, more, more_changes
from migrator.report.markdown import cell, plain, prose, span
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
from migrator.terminal.printable import one_line

MOST = 64_000  # characters; GitHub takes 65,536 in a comment
FINDINGS, ADDRESSES, EVIDENCE = 5, 20, 8
SHORT = 300
TABLE = ["| severity | action | address | why |", "|---|---|---|---|"]
QUIET = frozenset({"create", "import", "move"})


def risk_markdown(report: RiskReport) -> str:
    """The report for a pull request or a ticket."""
    head = [*_head(report), *_reasons(report)]
    tail = _tail(report)
    room = MOST - sum(len(one) + 1 for one in (*head, *tail))
    return "\n".join([*head, *_changes(report.found, room), *tail])


def _head(report: RiskReport) -> Iterator[str]:
    """What whoever reads no further has to know."""
    counted = levels_line(report.found)
    yield from (f"# {headline(report.found)}", "")
    yield f"Risk: **{one_line(report.found.level)}**" + (f" ({counted})" if counted else "")
    dimensions = dimensions_line(report.found)
    yield from ("", f"By dimension: {dimensions}") if dimensions else ()
    yield from ("", f"**{plain(clipped(one_line(verdict_line(report))))}**")


def _reasons(report: RiskReport) -> list[str]:
    found = report.found
    blocking = [line for _, every in kinds(found, blocks=True) for line in _kind(every)]
    known = [f"{level} {span(what)}: {prose(one_line(how))}" for level, what, how in risks(found)]
    asked = [f"{weight}: {span(one_line(says))}" for weight, says in live_lines(found)]
    listed = [*_listed("What blocks", blocking), *_listed("What to know before", known), *_listed(LIVE, asked)]
    return [*listed, *_phases(found), *_listed(UPGRADES, _upgrades(found))]


def _upgrades(found: Assessment) -> list[str]:
    words = (upgrade_words(one) for one in upgraded(found)[:ADDRESSES])
    return [f"{span(one_line(what))}: {span(one_line(why))}" for what, why in words]


def _phases(found: Assessment) -> list[str]:
    """The phases of the apply, with the outage to expect."""
    lines = [
        f"{long}: {prose(one_line(f'{what} ({because})'))}{prose(one_line(f'. If it fails: {fails}')) if fails else ''}"
        for long, what, because, fails in forecast_phases(found)
    ]
    return _listed(forecast_title(found.forecast), lines) if found.forecast else []


def _kind(every: Sequence[Finding]) -> Iterator[str]:
    shown, left = first(every, FINDINGS)
    yield from (_blocking(brief(one)) for one in shown)
    yield from (f"{more(left)} of {span(every[0].code)}",) if left else ()


def _blocking(one: Finding) -> str:
    because = "; ".join(span(clipped(because, SHORT)) for because in one.because)
    return f"{one.severity} {span(one.code)} {span(clipped(one.subject, SHORT))}: {because}. {prose(one.remedy)}"


def _listed(title: str, lines: list[str]) -> list[str]:
    return ["", f"## {title}", "", *(f"- {one}" for one in lines)] if lines else []


def _changes(found: Assessment, room: int) -> list[str]:
    """The tables: first what goes away or changes, then, folded, what only comes."""
    groups = list(sections(found))
    loud = [one for action, _, changes in groups if action not in QUIET for one in changes]
    lines, room = _table(loud, room)
    for action, title, changes in groups:
        if action in QUIET:
            folded, room = _table(changes, room)
            lines += ["", f"<details><summary>{title}: {len(changes):,}</summary>", *folded, "", "</details>"]
    return lines


def _table(changes: Sequence[JudgedChange], room: int) -> tuple[list[str], int]:
    """As many rows as there is room for, the number of the others, and the room that is left."""
    rows = fitting(map(_row, changes), lambda row: len(row) + 1, room)
    left = changes[len(rows) :]
    counted = ["", more_changes(left)] if left else []
    return (["", *TABLE, *rows] if rows else []) + counted, room - sum(len(row) + 1 for row in rows)


def _row(one: JudgedChange) -> str:
    because = [clipped(text, SHORT) for text in (*remarks(one), *one.because[:EVIDENCE])]
    address = clipped(one.address, SHORT) + deposed(one)
    return f"| {one.severity}{touching(one)} | {one.action} | {cell(address)} | {'<br>'.join(map(cell, because))} |"


def _tail(report: RiskReport) -> list[str]:
    contract = contract_line(report.found)
    lines = ["", plain(one_line(contract)), ""] if contract else []
    for what, addresses in departures(report.found):
        shown, left = first(addresses, ADDRESSES)
        lines += [f"- {what}: {span(clipped(one, SHORT))}" for one in shown]
        lines += [f"- {what}: {more(left)}"] if left else []
    return [*lines, *(("", f"Approval: `{report.approval}`") if report.approval else ())]
