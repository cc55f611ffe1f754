"""The report of a run: what was done, by whom, and what it changed."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from checks.plan.model import Assessment
from migrator.report.documents import error, standing, write
from migrator.report.finding import Document
from migrator.report.layout import moment, period, section, wrapped
from migrator.report.markdown import fenced
from migrator.report.outage import Timeline, outage_document, outage_lines
from migrator.report.plan_json import assessment
from migrator.report.risk import headline
from migrator.report.text import again_lines, alone_lines
from migrator.standing import Standing, visits
from migrator.terminal.paint import Paint, painter
from migrator.terminal.printable import printable
from states.attempts import finished, whole_change
from states.events import Approved, Halted
from states.run import Run
from states.saving import BackedUp, Part
from states.visits import Visit


def report_text(run: Run, stands: Standing, plan: Assessment | None, paint: Paint, outage: Timeline | None = None) -> str:
    """For a terminal."""
    run, stands, plan = printable(run), printable(stands), printable(plan)
    lines = [
        paint(f"Run {run.id}", "bold"),
        f"  {run.inputs.directory}, started {moment(run.started_at)}, now {stands.state}",
    ]
    lines += section("States", "bold", (_visit(one) for one in _visits(run, stands)), paint)
    lines += alone_lines(stands)
    lines += section("Approved and accepted", "bold", _laid(approvals(run)), paint)
    lines += section("Waiting for approval", "bold", _waiting(stands), paint)
    lines += section("Plan", "bold", _plan(plan), paint)
    lines += section(
        "Done", "bold", (*_laid(achievements(run)), *(f"  {one}" for one in halves(run)), *_laid(retries(run))), paint
    )
    lines += section("What users lost", "bold", outage_lines(outage), paint)
    lines += section("Halted", "critical", _halted(run.halted), paint)
    lines += section("Journal", "bold", _journal(run, stands), paint)
    return "\n".join([*lines, "", f"next: {stands.next}"])


def _visits(run: Run, stands: Standing) -> tuple[Visit, ...]:
    """What the standing says of the state that is at work now decides for its visit, too."""
    return visits(run, running=any(one.status == "running" for one in stands.states))


def _visit(one: Visit) -> str:
    return f"  {one.state:10} {one.status:8} {period(one.started_at, None if one.status == 'pending' else one.ended_at)}"


def _laid(lines: Iterable[str]) -> Iterator[str]:
    for one in lines:
        yield from wrapped(one, "  ")


def approvals(run: Run) -> Iterator[str]:
    """Who accepted and approved what, a line each."""
    for one in run.accepted:
        yield f"accepted {one.code}: {one.reason} ({one.who.user} on {one.who.host})"
    if run.approved is not None:
        yield _approved(run.approved)


def _approved(one: Approved) -> str:
    ticket = f", ticket {one.ticket}" if one.ticket else ""
    return f"plan {one.offer.approval[:12]} by {one.who.arn or 'unknown'}, {one.who.user} on {one.who.host}{ticket}"


def _waiting(stands: Standing) -> list[str]:
    waiting = [f"  for {stands.waiting_for}"] if stands.waiting_for else []
    return [*waiting, *again_lines(stands.because, "  ")]


def _plan(plan: Assessment | None) -> Iterator[str]:
    if plan is None:
        return
    yield f"  {headline(plan)}; risk {plan.level}"
    for one in plan.changes:
        if one.action == "replace":
            yield f"  replaced: {one.address}"
            yield from (line for because in one.because for line in wrapped(because, "      "))


def achievements(run: Run) -> Iterator[str]:
    """What was applied, verified and saved, a line each."""
    counts = ", ".join(f"{change} {number}" for change, number in run.completed().items())
    yield from [f"applied: {counts}"] if counts else ()
    yield from [f"verified: {len(run.verified.passed)} checks hold"] if run.verified else ()
    yield from _backup(run.backed_up) if run.backed_up else ()


def _backup(whole: BackedUp) -> Iterator[str]:
    yield f"saved: {len(whole.parts)} files in {whole.directory}/" + (f", copied to {whole.copied}" if whole.copied else "")
    yield f"snapshot: {whole.snapshot.id} of {whole.snapshot.taken_at}" if whole.snapshot else "snapshot: none"
    if whole.quiesced is not None:
        yield f"scaled to 0 before it: {whole.quiesced.namespace}/{whole.quiesced.name}, of {whole.quiesced.replicas}"


def halves(run: Run) -> Iterator[str]:
    """Replacements that stopped half-way, a line each."""
    for address, steps in finished(run.every_attempt).items():
        if whole_change(steps) is None:
            yield f"half replaced: {address} ({', '.join(sorted(steps))} done)"


def retries(run: Run) -> Iterator[str]:
    """Applies that failed and were tried again without a person, a line each."""
    for again in run.retried:
        yield f"tried again by itself: exit code {again.exit_code}, {', '.join(again.retried)}"


def _halted(halted: Halted | None) -> Iterator[str]:
    if halted is None:
        return
    yield from wrapped(f"{halted.code}: {halted.what}", "  ")
    for line in halted.why.splitlines():
        yield from wrapped(line, "    ")


def _journal(run: Run, stands: Standing) -> Iterator[str]:
    if run.repaired is not None:
        yield from wrapped(f"repaired: {run.repaired.lost} lines count no more; they are in {run.repaired.kept}", "  ")
    if stands.head is not None:
        yield f"  {stands.head}"


def report_markdown(run: Run, stands: Standing, plan: Assessment | None, outage: Timeline | None = None) -> str:
    """For a ticket."""
    return fenced(report_text(run, stands, plan, painter(colour=False), outage))


def report_document(run: Run, stands: Standing, plan: Assessment | None, outage: Timeline | None = None) -> str:
    """`migrator.report/1`."""
    told = {**_history(run, stands, plan), "outage": outage_document(outage)}
    return write("report", {**standing(stands), "because": list(stands.because), **told})


def _history(run: Run, stands: Standing, plan: Assessment | None) -> Document:
    return {
        "directory": run.inputs.directory,
        "started_at": run.started_at,
        "visits": [asdict(one) for one in _visits(run, stands)],
        "approved": _approved_document(run.approved) if run.approved else None,
        "acceptances": [asdict(one) for one in run.accepted],
        "saved": [_saved(one, run.backed_up) for one in run.backed_up.parts] if run.backed_up else [],
        "applied": run.completed(),
        "retried": [{"exit_code": one.exit_code, "failures": list(one.retried)} for one in run.retried],
        "halted": error(run.halted) if run.halted else None,
        "plan": assessment(plan) if plan else None,
        "verified": list(run.verified.passed) if run.verified else None,
    }


def _saved(one: Part, whole: BackedUp) -> Document:
    return {"name": f"{whole.directory}/{one.file}", "sha256": one.sha256, "size": one.size}


def _approved_document(one: Approved) -> Document:
    return {"approval": one.offer.approval, "who": asdict(one.who), "ticket": one.ticket, "expires_at": one.expires_at}
