"""Verdicts, standings and errors as text for a terminal, readable at 100 columns."""

import textwrap

from checks.catalogue import Entry
from checks.model import Finding, Verdict
from checks.problem import Problem
from migrator.standing import Standing
from migrator.terminal.paint import Paint, painter

WIDTH = 96
MARKS = {"done": "✔", "failed": "✘", "running": "●", "pending": "·", "skipped": "-"}
STYLES = {"done": "good", "failed": "critical", "running": "bold", "pending": "dim", "skipped": "dim"}


def wrapped(text: str, indent: str) -> list[str]:
    """A paragraph, wrapped and indented; long words (addresses, commands) stay whole."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False, break_on_hyphens=False
    )


def finding_lines(one: Finding, paint: Paint) -> list[str]:
    """A finding: what, why, and what to do."""
    blocks = " (blocks)" if one.blocks else ""
    lines = [f"  {paint(one.severity, one.severity)}{blocks} {paint(one.code, 'bold')}: {one.subject}"]
    for because in one.because:
        lines += wrapped(because, "      ")
    return [*lines, *wrapped(f"remedy: {one.remedy}", "      ")]


def verdict_text(found: Verdict, paint: Paint, good: str, bad: str) -> str:
    """What was proved, what failed, what could not be told, and the sum of it."""
    lines = [paint("Proved", "bold")] if found.passed else []
    for passed in found.passed:
        lines += wrapped(f"{paint('✔', 'good')} {passed.code}: {passed.evidence}", "  ")
    lines += [paint("Failed", "bold")] if found.findings else []
    for one in found.findings:
        lines += finding_lines(one, paint)
    lines += [paint("Could not be told", "bold")] if found.unknown else []
    for unknown in found.unknown:
        blocks = " (blocks)" if unknown.blocks else ""
        lines += wrapped(f"? {unknown.code}{blocks}: {unknown.reason}", "  ")
    blocking = found.blocking()
    last = paint(f"{bad}: {', '.join(blocking)}", "critical") if blocking else paint(good, "good")
    return "\n".join([*lines, "", last])


def preflight_text(found: Verdict, paint: Paint) -> str:
    """The table of `migrator preflight`."""
    return verdict_text(found, paint, "Nothing blocks.", "Blocked by")


def verify_text(found: Verdict, paint: Paint) -> str:
    """The table of `migrator verify`."""
    return verdict_text(found, paint, "The deployment is healthy.", "Verification does not hold")


def status_text(found: Standing, paint: Paint) -> str:
    """Each state with its status, and what to type next."""
    lines = [f"run {found.run}: {paint(found.state, 'bold')}" if found.run else "There is no run here yet."]
    for one in found.states:
        times = f"  {one.started_at} .. {one.ended_at or ''}" if one.started_at else ""
        lines.append(f"  {paint(MARKS[one.status], STYLES[one.status])} {one.name:10} {one.status}{times}")
    if found.waiting_for:
        lines.append(f"waiting for approval of {found.waiting_for}")
    if found.blocked_by:
        lines.append(f"blocked by {', '.join(found.blocked_by)}")
    if found.accepted:
        lines.append(f"accepted: {', '.join(found.accepted)}")
    return "\n".join([*lines, f"next: {found.next}"])


def error_text(problem: Problem) -> str:
    """The four parts of an error, on standard error."""
    paint = painter(colour=False)
    why = "\n".join(f"         {line}" for line in problem.why.splitlines()).lstrip()
    return "\n".join(
        [
            paint(f"error: {problem.code}", "critical"),
            f"  what:  {problem.what}",
            f"  why:   {why}",
            f"  next:  {problem.next}",
        ]
    )


def explain_text(entry: Entry, paint: Paint) -> str:
    """What a code means."""
    lines = [paint(f"{entry.code}: {entry.title}", "bold"), "", *wrapped(entry.meaning, "  ")]
    return "\n".join([*lines, "", *wrapped(f"What to do: {entry.remedy}", "  ")])
