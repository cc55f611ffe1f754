"""status, graph: look at what is known. None of them takes the lock or changes anything."""

from dataclasses import replace
from datetime import UTC, datetime

import click

import runbooks
from checks.problem import Exit
from migrator.answer import Answer, answers
from migrator.commands.which import DIRECTORY, JOURNAL, RUN, runs_in
from migrator.journal import Kept
from migrator.outage.record import now
from migrator.outage.users import Users, users
from migrator.report.documents import graph_document, status_document
from migrator.report.text import status_text
from migrator.standing import OVER, Standing, nothing_yet, standing, taking_long
from migrator.terraform.living import living
from states.machine import mermaid


@click.command()
@DIRECTORY
@RUN
@JOURNAL
@answers
def status(directory: str, run_id: str | None, journal: str | None, answer: Answer) -> int:
    """Where the run stands and what to type next."""
    with runs_in(directory, journal, run_id) as runs:
        kept = runs.latest(run_id)
        stands = _standing_now(kept, running=runs.busy()) if kept else nothing_yet()
    answer.give(text=lambda: status_text(stands, answer.paint), json=lambda: status_document(stands))
    return int(Exit.DONE)


def _standing_now(kept: Kept, *, running: bool) -> Standing:
    """With what takes long, while somebody works on it."""
    stands = standing(kept.run, running=running, head=kept.head, terraform=living(kept.run))
    stands = replace(stands, users=_users(kept))
    if not running and stands.terraform is None:
        return stands
    durations = runbooks.load(kept.run.inputs.runbook).durations
    return replace(stands, slow=taking_long(kept.events, kept.run, datetime.now(UTC), durations))


def _users(kept: Kept) -> Users | None:
    """Until the run is over; then the report has it."""
    return None if kept.run.state in OVER else users(kept.files.path(""), now())


@click.command()
@answers
def graph(answer: Answer) -> int:
    """The state machine as a Mermaid diagram: paste it into any Markdown that draws Mermaid."""
    answer.give(text=mermaid, md=lambda: f"```mermaid\n{mermaid()}```", json=graph_document)
    return int(Exit.DONE)
