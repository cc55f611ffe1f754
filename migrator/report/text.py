"""Verdicts, standings, errors and codes as text for a terminal."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from checks import catalogue
from checks.catalogue import Entry
from checks.model import Finding, Passed, Unknown, Verdict
from checks.problem import Problem
from migrator.report.layout import headed, paragraphs, period, section, trimmed, wrapped
from migrator.standing import Standing
from migrator.terminal.paint import Paint, painter
from migrator.terminal.printable import one_line, printable, printable_lines

MARKS = {"done": "✔", "failed": "✘", "running": "●", "pending": "·", "skipped": "-"}
STYLES = {"done": "good", "failed": "critical", "running": "bold", "pending": "dim", "skipped": "dim"}
KINDS = {
    "finding": "Findings: what a check says where it does not hold, and is named for where it does",
    "error": "Errors: the first line of an error",
    "failure": "Known failures: by the words that Terraform or the cluster says",
}


def finding_lines(one: Finding, paint: Paint, accepted: frozenset[str] = frozenset()) -> list[str]:
    """A finding: what, why, and what to do."""
    lines = headed(f"{one.severity}{_stops(one, accepted)}", one.severity, f"{one.code}: {one.subject}", "  ", paint)
    for because in one.because:
        lines += wrapped(because, "      ")
    return [*lines, *wrapped(f"remedy: {one.remedy}", "      ")]


def _stops(one: Finding | Unknown, accepted: frozenset[str]) -> str:
    return " (accepted)" if one.code in accepted else " (blocks)" if one.blocks else ""


def verdict_text(found: Verdict, paint: Paint, good: str, bad: str, accepted: frozenset[str] = frozenset()) -> str:
    """What was proved, could not be told, is worth a look, failed; the sum of it stands last, and is seen first."""
    found = printable(found)
    proved = (line for name, every in _by_group(found.passed) for line in _proved(name, every, paint))
    open_ = (line for one in found.unknown for line in _unknown(one, paint, accepted))
    warned = (line for one in found.findings if not one.blocks for line in finding_lines(one, paint, accepted))
    failed = (line for one in found.findings if one.blocks for line in finding_lines(one, paint, accepted))
    lines = section("Proved", "bold", proved, paint)
    lines += section("Could not be told", "bold", open_, paint)
    lines += section("Worth a look", "bold", warned, paint)
    lines += section("Failed", "bold", failed, paint)
    blocking = found.blocking(accepted)
    last = paint(f"{bad}: {', '.join(blocking)}", "critical") if blocking else paint(good, "good")
    return "\n".join(trimmed([*lines, "", last]))


def _by_group(passed: Iterable[Passed]) -> Iterator[tuple[str, list[Passed]]]:
    """What was proved by the groups of preflight or verify; what belongs to none comes under no name."""
    groups = {**catalogue.preflight(), **catalogue.verify()}
    kept = sorted(passed, key=lambda one: (groups.get(one.code, ""), one.code))
    for name, every in groupby(kept, key=lambda one: groups.get(one.code, "")):
        yield name, list(every)


def _proved(group: str, every: Iterable[Passed], paint: Paint) -> Iterator[str]:
    if group:
        yield paint(f"  {group}", "dim")
    indent = "    " if group else "  "
    for one in every:
        yield from headed("✔", "good", f"{one.code}: {one.evidence}", indent, paint)


def _unknown(one: Unknown, paint: Paint, accepted: frozenset[str]) -> list[str]:
    return headed("?", "medium", f"{one.code}{_stops(one, accepted)}: {one.reason}", "  ", paint)


def preflight_text(found: Verdict, paint: Paint, accepted: frozenset[str] = frozenset()) -> str:
    """The table of `migrator preflight`."""
    return verdict_text(found, paint, "Nothing blocks.", "Blocked by", accepted)


def verify_text(found: Verdict, paint: Paint, accepted: frozenset[str] = frozenset()) -> str:
    """The table of `migrator verify`."""
    return verdict_text(found, paint, "The deployment is healthy.", "Verification does not hold", accepted)


def status_text(found: Standing, paint: Paint) -> str:
    """Each state with its status, and what to type next."""
    found = printable(found)
    lines = [f"run {found.run}: {paint(found.state, 'bold')}" if found.run else "There is no run here yet."]
    for one in found.states:
        when = period(one.started_at, one.ended_at)
        mark = paint(MARKS[one.status], STYLES[one.status])
        lines.append(f"  {mark} {one.name:10} {one.status:8} {when}".rstrip())
    slow = [line for one in found.slow for line in wrapped(f"taking long: {one}", "")]
    users = wrapped(f"users: {found.users}", "") if found.users else []
    said = [*alone_lines(found), *users, *slow, *_waits(found)]
    said += [*_listed("blocked by", found.blocked_by), *_listed("accepted", found.accepted)]
    head = [f"journal {found.head}"] if found.head else []
    return "\n".join([*lines, *said, *head, f"next: {found.next}"])


def alone_lines(found: Standing) -> list[str]:
    """That an apply goes on although no migrator follows it; nothing where none does."""
    if found.terraform is None:
        return []
    return wrapped(
        f"Terraform (pid {found.terraform}) goes on by itself; the next command attaches to it, and repeats nothing", ""
    )


def _waits(found: Standing) -> list[str]:
    waiting = [f"waiting for approval of {found.waiting_for}"] if found.waiting_for else []
    return [*waiting, *again_lines(found.because, "  ")]


def again_lines(because: Iterable[str], indent: str) -> list[str]:
    """Why approval is wanted again; nothing where it is wanted for the first time."""
    lines = [line for one in because for line in wrapped(one, f"{indent}  ")]
    return [f"{indent}The plan in place is not the approved one:", *lines] if lines else []


def _listed(what: str, codes: Iterable[str]) -> list[str]:
    joined = ", ".join(codes)
    return wrapped(f"{what}: {joined}", "") if joined else []


def error_text(problem: Problem, paint: Paint | None = None) -> str:
    """The four parts of an error, on standard error. `next` is not wrapped: it is there to be copied."""
    paint = paint or painter(colour=False)
    why = [line for one in printable_lines(problem.why) for line in wrapped(one, " " * 9)]
    return "\n".join(
        [
            paint(f"error: {one_line(problem.code)}", "critical"),
            _labelled("  what:  ", wrapped(one_line(problem.what), " " * 9, "")),
            _labelled("  why:   ", why),
            f"  next:  {one_line(problem.next)}",
        ]
    )


def _labelled(label: str, lines: list[str]) -> str:
    return label + "\n".join(lines)[len(label) :]


def explain_text(entry: Entry, paint: Paint) -> str:
    """What a code means and what to do."""
    lines = [paint(f"{entry.code}: {entry.title}", "bold"), "", *trimmed(paragraphs(entry.meaning, "  "))]
    lines += (
        ["", *wrapped(f"A check of the group {entry.group}. Proved on: {entry.proved}", "  ", "")] if entry.group else []
    )
    return "\n".join([*lines, "", paint("What to do", "bold"), "", *trimmed(paragraphs(entry.remedy, "  "))])


def codes_text(every: Iterable[Entry], paint: Paint) -> str:
    """All codes with their titles, by kind."""
    kept = list(every)
    widest = max((len(one.code) for one in kept), default=0)
    lines = (line for kind, title in KINDS.items() for line in _kind(kind, title, kept, widest, paint))
    return "\n".join([*trimmed(lines), "", "More of one: migrator explain CODE"])


def _kind(kind: str, title: str, every: Iterable[Entry], widest: int, paint: Paint) -> Iterator[str]:
    mine = (one for one in every if one.kind == kind)
    rows = (line for one in mine for line in wrapped(f"{one.code:{widest}}  {one.title}", "  ", " " * (widest + 2)))
    yield from section(title, "bold", rows, paint)
