"""The report of a run: what was done, by whom, and what it changed."""

from checks.plan.model import Assessment
from migrator.report.documents import assessment, standing, write
from migrator.report.plan import headline
from migrator.report.text import wrapped
from migrator.standing import Standing
from migrator.terminal.paint import Paint, painter
from states.run import Run


def report_text(run: Run, stands: Standing, plan: Assessment | None, paint: Paint) -> str:
    """For a terminal."""
    lines = [paint(f"Run {run.id}", "bold"), f"  {run.inputs.directory}, started {run.started_at}, now {stands.state}"]
    lines += [
        "",
        paint("States", "bold"),
        *(f"  {one.state:10} {one.status:8} {one.started_at} .. {one.ended_at or ''}" for one in run.visits),
    ]
    lines += _approval(run, paint)
    if plan is not None:
        lines += ["", paint("Plan", "bold"), f"  {headline(plan)}; risk {plan.level}"]
        for one in [one for one in plan.changes if one.action == "replace"]:
            lines.append(f"  replaced: {one.address}")
            lines += [line for because in one.because for line in wrapped(because, "      ")]
    lines += _done(run, paint)
    if run.halted is not None:
        lines += ["", paint("Halted", "critical"), f"  {run.halted.code}: {run.halted.what}", *wrapped(run.halted.why, "  ")]
    return "\n".join([*lines, "", f"next: {stands.next}"])


def _approval(run: Run, paint: Paint) -> list[str]:
    lines = [f"  accepted {one.code}: {one.reason} ({one.who.user} on {one.who.host})" for one in run.accepted]
    if run.approved is not None:
        who = run.approved.who
        ticket = f", ticket {run.approved.ticket}" if run.approved.ticket else ""
        lines.append(
            f"  plan {run.approved.offer.approval[:12]} by {who.arn or 'unknown'}, {who.user} on {who.host}{ticket}"
        )
    return ["", paint("Approved", "bold"), *lines] if lines else []


def _done(run: Run, paint: Paint) -> list[str]:
    counts = ", ".join(f"{change} {number}" for change, number in run.completed().items())
    lines = [f"  applied: {counts}"] if counts else []
    lines += [f"  verified: {', '.join(run.verified.passed)}"] if run.verified else []
    lines += [f"  saved: {len(run.backed_up.saved)} files in backup/"] if run.backed_up else []
    return ["", paint("Done", "bold"), *lines] if lines else []


def report_markdown(run: Run, stands: Standing, plan: Assessment | None) -> str:
    """For a ticket."""
    return f"```text\n{report_text(run, stands, plan, painter(colour=False))}\n```"


def report_document(run: Run, stands: Standing, plan: Assessment | None) -> str:
    """`migrator.report/1`."""
    return write(
        "report",
        {
            **standing(stands),
            "applied": run.completed(),
            "plan": assessment(plan) if plan else None,
            "verified": list(run.verified.passed) if run.verified else None,
        },
    )
