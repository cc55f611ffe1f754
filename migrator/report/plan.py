"""The risk report: what is replaced and why comes first, what is only created comes last."""

from checks.plan.model import Assessment, JudgedChange
from migrator.report.text import finding_lines, wrapped
from migrator.terminal.paint import Paint, painter

SECTIONS = (
    ("replace", "Replaced (destroyed and created anew)"),
    ("delete", "Destroyed"),
    ("forget", "Forgotten (left alone in the cloud, dropped from the state)"),
    ("update", "Updated in place"),
    ("import", "Imported"),
    ("move", "Moved"),
    ("create", "Created"),
)


def headline(found: Assessment) -> str:
    """How many of each, in one line."""
    counts = found.summary
    line = f"{counts.create} to create, {counts.update} to update, {counts.delete} to destroy, {counts.replace} to replace"
    more = [(counts.forget, "to forget"), (counts.imported, "to import"), (counts.moved, "to move")]
    return ", ".join([line, *(f"{number} {what}" for number, what in more if number)])


def assessment_text(found: Assessment, paint: Paint) -> str:
    """The whole report."""
    lines = [paint(headline(found), "bold"), f"risk: {paint(found.level, found.level)}"]
    for action, title in SECTIONS:
        changes = [one for one in found.changes if one.action == action]
        if changes:
            lines += [
                "",
                paint(f"{title}: {len(changes)}", "bold"),
                *(line for one in changes for line in _change(one, paint)),
            ]
    blocking = [one for one in found.findings if one.blocks]
    if blocking:
        lines += ["", paint("What blocks", "critical"), *(line for one in blocking for line in finding_lines(one, paint))]
    return "\n".join([*lines, *_risks(found, paint), "", *_contract(found), _verdict(found, paint)])


def _change(one: JudgedChange, paint: Paint) -> list[str]:
    order = f" ({one.order})" if one.order else ""
    deposed = f" (deposed {one.deposed})" if one.deposed else ""
    surprise = " UNEXPECTED" if one.expected is False else ""
    lines = [f"  {paint(f'{one.severity:8}', one.severity)} {one.address}{deposed}{order}{surprise}"]
    if one.action == "create" and not one.findings:
        return lines
    for because in one.because:
        lines += wrapped(because, "             ")
    return lines


def _risks(found: Assessment, paint: Paint) -> list[str]:
    """Each kind of hazard once, with what to do about it."""
    kinds = {one.code: one for one in found.findings if not one.blocks}
    if not kinds:
        return []
    lines = ["", paint("What to know before", "bold")]
    for code, one in kinds.items():
        count = sum(other.code == code for other in found.findings)
        times = f" ({count} times)" if count > 1 else ""
        lines += wrapped(f"{paint(one.severity, one.severity)} {code}{times}: {one.remedy}", "  ")
    return lines


def _contract(found: Assessment) -> list[str]:
    if found.contract is None:
        return []
    one = found.contract
    lines = [
        f"{one.matched} changes are as {one.runbook} documents, {len(one.unexpected)} are not, {len(one.missing)} are missing."
    ]
    return [
        *lines,
        *(f"  unexpected: {address}" for address in one.unexpected),
        *(f"  missing: {address}" for address in one.missing),
    ]


def _verdict(found: Assessment, paint: Paint) -> str:
    blocking = found.blocking()
    if blocking:
        return paint(f"Blocked by: {', '.join(blocking)}", "critical")
    return paint(f"Nothing blocks; the highest risk is {found.level}.", "good")


def plan_text(found: Assessment, approval: str, paint: Paint) -> str:
    """The report with the hash that stands for the plan."""
    return f"{assessment_text(found, paint)}\n\napproval: {approval}"


def assessment_markdown(found: Assessment) -> str:
    """The report for a pull request or a ticket."""
    plain = painter(colour=False)
    lines = [f"# {headline(found)}", "", f"Risk: **{found.level}**", ""]
    lines += ["| severity | action | address | why |", "|---|---|---|---|"]
    for one in found.changes:
        why = "<br>".join(one.because).replace("|", "\\|")
        lines.append(f"| {one.severity} | {one.action} | `{one.address}` | {why} |")
    return "\n".join([*lines, "", *_contract(found), _verdict(found, plain)])


def plan_markdown(found: Assessment, approval: str) -> str:
    """The same with the approval hash."""
    return f"{assessment_markdown(found)}\n\nApproval: `{approval}`"
