"""One preflight as text, Markdown, JSON and JUnit: what was proved, what failed, what could not be told, what it took."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from checks import catalogue
from checks.model import Finding, Passed, Result, Severity, Unknown, Verdict
from migrator.report.documents import verdict, write
from migrator.report.junit import case, put, suite
from migrator.report.layout import section, wrapped
from migrator.report.markdown import cell
from migrator.report.text import finding_lines, preflight_text
from migrator.terminal.paint import Paint
from migrator.terminal.printable import printable
from states.preflight import Look


@dataclass(frozen=True)
class Preflight:
    """What is told of one preflight.

    `wall` are the seconds that gathering took, `sum` those that its questions would have taken one after the other,
    `slowest` the longest of them.
    """

    verdict: Verdict
    accepted: frozenset[str] = frozenset()
    skipped: tuple[str, ...] = ()
    questions: int = 0
    wall: float = 0.0
    sum: float = 0.0
    slowest: str = ""

    @classmethod
    def of(cls, look: Look, judged: Verdict, accepted: frozenset[str]) -> "Preflight":
        """From a look, with its verdict as it is to be told."""
        answers = look.gathered.answers
        longest = max(answers, key=lambda one: one.seconds, default=None)
        name = f"{longest.question.group}.{longest.question.field}" if longest else ""
        total = sum(one.seconds for one in answers)
        return cls(judged, accepted, look.skipped, len(answers), look.gathered.seconds, total, name)


def look_text(found: Preflight, paint: Paint) -> str:
    """The table for a terminal."""
    lines = wrapped(f"Left out: {', '.join(found.skipped)}", "") if found.skipped else []
    lines += [paint(_took(found), "dim")] if found.questions else []
    lines += [""] if lines else []
    return "\n".join([*lines, preflight_text(found.verdict, paint, found.accepted)])


def _took(found: Preflight) -> str:
    return (
        f"{found.questions} facts in {found.wall:.1f} s; one after the other {found.sum:.1f} s; the slowest: {found.slowest}"
    )


def warned_text(found: Verdict, paint: Paint) -> str:
    """What preflight found and did not stop for, high and critical; empty where there is none."""
    rows = (row for one in warned(printable(found)) for row in finding_lines(one, paint))
    return "\n".join(section("What preflight warned of", "bold", rows, paint))


def warned(found: Verdict) -> tuple[Finding, ...]:
    """The findings of a preflight that matter to whoever approves: high and critical."""
    return tuple(one for one in found.findings if one.severity.rank >= Severity.HIGH.rank)


def look_document(found: Preflight) -> str:
    """`migrator.preflight/1`."""
    seconds = {"wall": round(found.wall, 3), "sum": round(found.sum, 3), "slowest": found.slowest or None}
    more = {"accepted": sorted(found.accepted), "skipped": list(found.skipped), "seconds": seconds}
    return write("preflight", {**verdict(found.verdict), **more})


def look_markdown(found: Preflight) -> str:
    """A table for a ticket or a pull request."""
    blocking = found.verdict.blocking(found.accepted)
    lines = ["# Preflight", "", f"**{'Blocked by ' + ', '.join(blocking) if blocking else 'Nothing blocks.'}**", ""]
    lines += verdict_rows(found.verdict)
    left_out = ["", f"Left out: {', '.join(f'`{one}`' for one in found.skipped)}"] if found.skipped else []
    return "\n".join([*lines, *left_out])


def verdict_rows(found: Verdict) -> Iterator[str]:
    """A verdict as a Markdown table."""
    said = printable(found)
    yield from ("| result | check | what | remedy |", "|---|---|---|---|")
    yield from map(_finding, said.findings)
    yield from (f"| not told{_stops(one.blocks)} | `{one.code}` | {cell(one.reason)} | |" for one in said.unknown)
    yield from (f"| proved | `{one.code}` | {cell(one.evidence)} | |" for one in said.passed)


def _finding(one: Finding) -> str:
    what = "<br>".join(cell(text) for text in (one.subject, *one.because))
    return f"| {one.severity}{_stops(one.blocks)} | `{one.code}` | {what} | {cell(one.remedy)} |"


def _stops(blocks: bool) -> str:
    return ", blocks" if blocks else ""


def look_junit(found: Preflight) -> str:
    """JUnit XML: a failure for what blocks, an error for what could not be told where it would, a case for every check."""
    said = printable(found.verdict)
    every: tuple[Result, ...] = (*said.findings, *said.unknown, *said.passed)
    cases = [result_case(one, _group(one.code), found.accepted) for one in every]
    cases += map(_left_out, found.skipped)
    return suite("migrator preflight", cases, time=f"{found.wall:.3f}")


def result_case(one: Result, group: str, accepted: frozenset[str]) -> ET.Element:
    """A test case of one result."""
    found = case(group, one.code)
    match one:
        case Finding(blocks=True) if one.code not in accepted:
            put(found, "failure", _told(one), message=f"{one.code}: {one.subject}", type=one.severity)
        case Finding():
            put(found, "system-out", f"{one.severity}: {one.subject}\n{_told(one)}")
        case Unknown(blocks=True) if one.code not in accepted:
            put(found, "error", message=one.reason, type="unknown")
        case Unknown():
            put(found, "skipped", message=f"could not be told: {one.reason}")
        case Passed():
            put(found, "system-out", one.evidence)
    return found


def _left_out(code: str) -> ET.Element:
    found = case(_group(code), code)
    put(found, "skipped", message="left out")
    return found


def _group(code: str) -> str:
    return catalogue.preflight().get(code, "preflight")


def _told(one: Finding) -> str:
    return "\n".join([*one.because, f"remedy: {one.remedy}"])


def check_rows(every: Iterable[catalogue.Entry]) -> Iterator[str]:
    """A row of a Markdown table for each check."""
    for one in every:
        yield f"| [`{one.code}`](codes.md#{one.code}) | {one.title} | {one.proved} |"
