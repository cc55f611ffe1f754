"""The risk report: what is replaced and why comes first, what is only created comes last."""

from collections.abc import Iterator

from checks.model import Severity
from checks.plan.model import Assessment, JudgedChange
from migrator.report.layout import headed, section, wrapped
from migrator.report.text import finding_lines
from migrator.terminal.paint import Paint
from migrator.terminal.printable import printable

SECTIONS = (
    ("replace", "Replaced (destroyed and created anew)"),
    ("delete", "Destroyed"),
    ("forget", "Forgotten (left alone in the cloud, dropped from the state)"),
    ("update", "Updated in place"),
    ("import", "Imported"),
    ("move", "Moved"),
    ("create", "Created"),
)
NOBODY: frozenset[str] = frozenset()


def headline(found: Assessment) -> str:
    """How many of each, in one line."""
    counts = found.summary
    line = f"{counts.create} to create, {counts.update} to update, {counts.delete} to destroy, {counts.replace} to replace"
    more = [(counts.forget, "to forget"), (counts.imported, "to import"), (counts.moved, "to move")]
    return ", ".join([line, *(f"{number} {what}" for number, what in more if number)])


def ordered(found: Assessment) -> Iterator[tuple[str, list[JudgedChange]]]:
    """Each section that has changes, with its title, the worst first."""
    for action, title in SECTIONS:
        changes = [one for one in found.changes if one.action == action]
        if changes:
            yield title, changes


def assessment_text(found: Assessment, paint: Paint, accepted: frozenset[str] = NOBODY) -> str:
    """The whole report; `accepted` are the findings that a person accepted."""
    found = printable(found)
    lines = [paint(headline(found), "bold"), f"risk: {paint(found.level, found.level)}"]
    for title, changes in ordered(found):
        lines += section(f"{title}: {len(changes)}", "bold", (row for one in changes for row in _change(one, paint)), paint)
    blocking = (one for one in found.findings if one.blocks)
    lines += section("What blocks", "critical", (row for one in blocking for row in finding_lines(one, paint)), paint)
    lines += section("What to know before", "bold", _risks(found, paint), paint)
    last = verdict_line(found, accepted)
    return "\n".join([*lines, "", *contract_lines(found), paint(last, "critical" if found.blocking(accepted) else "good")])


def _change(one: JudgedChange, paint: Paint) -> Iterator[str]:
    """The address on a line of its own, whole, to be copied; below it what is to be said of it."""
    yield f"  {one.address}{deposed(one)}"
    if _plain_create(one):
        return
    words = "; ".join((*remarks(one), *one.findings))
    yield from headed(f"{one.severity:8}" if words else one.severity, one.severity, words, "      ", paint)
    for because in one.because:
        yield from wrapped(because, "      ", "    ")


def _plain_create(one: JudgedChange) -> bool:
    """Most of a migration: there is nothing to say about it."""
    return one.action == "create" and not one.findings and one.expected is not False and one.severity is Severity.INFO


def deposed(one: JudgedChange) -> str:
    """The mark of an object that a replacement has left behind."""
    return f" (deposed {one.deposed})" if one.deposed else ""


def remarks(one: JudgedChange) -> tuple[str, ...]:
    """The order of a replacement, and that nobody expected it."""
    return (*((one.order,) if one.order else ()), *(("UNEXPECTED",) if one.expected is False else ()))


def risks(found: Assessment) -> Iterator[tuple[Severity, str, str]]:
    """Each kind of hazard that does not block, once: severity, code and how often, what to do about it."""
    kinds = {one.code: one for one in found.findings if not one.blocks}
    for code, one in kinds.items():
        count = sum(other.code == code for other in found.findings)
        yield one.severity, f"{code} ({count} times)" if count > 1 else code, one.remedy


def _risks(found: Assessment, paint: Paint) -> Iterator[str]:
    for severity, what, remedy in risks(found):
        yield from headed(severity, severity, f"{what}: {remedy}", "  ", paint)


def contract_lines(found: Assessment) -> Iterator[str]:
    """How the plan compares with what the runbook documents; nothing where no runbook was asked."""
    one = found.contract
    if one is None:
        return
    if any(finding.code == "contract-unknown" for finding in found.findings):
        yield f"{one.runbook}: this version of the module is not known; judged by hazards alone"
        return
    yield f"{one.runbook}: {one.matched} as documented, {len(one.unexpected)} not documented, {len(one.missing)} missing"
    yield from (f"  not documented: {address}" for address in one.unexpected)
    yield from (f"  missing: {address}" for address in one.missing)


def verdict_line(found: Assessment, accepted: frozenset[str] = NOBODY) -> str:
    """The sum of it."""
    blocking = found.blocking(accepted)
    if blocking:
        return f"Blocked by: {', '.join(blocking)}"
    taken = ", ".join(sorted(set(found.blocking()) & accepted))
    return f"Nothing blocks{f' (accepted: {taken})' if taken else ''}; the highest risk is {found.level}."


def plan_text(found: Assessment, approval: str, paint: Paint, accepted: frozenset[str] = NOBODY) -> str:
    """The report with the hash that stands for the plan."""
    return f"{assessment_text(found, paint, accepted)}\n\napproval: {approval}"
