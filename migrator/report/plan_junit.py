"""The risk report as JUnit XML: a case for each change; a failure where it is a reason to stop, and nowhere else."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from checks.model import Finding
from checks.plan.model import JudgedChange
from migrator.report.fit import brief, clipped, fitting, more
from migrator.report.junit import case, put, size, suite
from migrator.report.risk import RiskReport, deposed, headline, notes, remarks, touching, verdict_line
from migrator.terminal.printable import one_line, printable

MOST = 1_800_000  # bytes


def risk_junit(report: RiskReport) -> str:
    """One suite; the cases of what stops come first, and what did not fit is counted."""
    wanted = len(report.found.changes) + len(_whole(report))
    cases = fitting(_cases(report), size, MOST)
    left = wanted - len(cases)
    said = [headline(report.found), f"risk: {report.found.level}", verdict_line(report), *([more(left)] if left else [])]
    lines = ["; ".join(said), *notes(report.found)]
    return suite(f"migrator {report.command}", cases, said="\n".join(clipped(one_line(one)) for one in lines))


def _cases(report: RiskReport) -> Iterator[ET.Element]:
    reasons: dict[str, list[Finding]] = {}
    for one in report.found.findings:
        reasons.setdefault(one.subject, []).append(one)
    yield from (_case(one.subject, one.code, None, [one], report) for one in _whole(report))
    stops = {subject for subject, found in reasons.items() if any(map(report.stopped_by, found))}
    for change in sorted(report.found.changes, key=lambda one: one.address not in stops):
        yield _case(f"{change.address}{deposed(change)}", change.type, change, reasons.get(change.address, []), report)


def _whole(report: RiskReport) -> list[Finding]:
    """Findings of the plan as such: they have no change."""
    addresses = {one.address for one in report.found.changes}
    return [one for one in report.found.findings if one.subject not in addresses]


def _case(name: str, kind: str, change: JudgedChange | None, found: list[Finding], report: RiskReport) -> ET.Element:
    shown = case(clipped(one_line(kind)), clipped(one_line(name)))
    stopping = [brief(one) for one in found if report.stopped_by(one)]
    text = "\n".join(dict.fromkeys([*_change(change), *(line for one in map(brief, found) for line in _finding(one))]))
    if stopping or (change and report.reaches(change.severity)):
        words = ", ".join(sorted({one.code for one in stopping})) or (f"{change.severity} {change.action}" if change else "")
        put(shown, "failure", text, message=words, type=change.severity if change else found[0].severity)
    else:
        put(shown, "system-out", text)
    return shown


def _change(one: JudgedChange | None) -> Iterator[str]:
    if one is not None:
        yield "; ".join((f"{one.severity} {one.action}{touching(one)}", *remarks(one)))
        yield from (clipped(because) for because in printable(one.because))


def _finding(one: Finding) -> Iterator[str]:
    yield f"{one.severity} {one.code}"
    yield from one.because
    yield f"remedy: {one.remedy}"
