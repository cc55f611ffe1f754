"""report: everything that a run did, read from its journal and from what it left behind."""

import os
from datetime import datetime
from pathlib import Path

import click

from checks.problem import Exit
from migrator.answer import Answer, answers
from migrator.commands.which import DIRECTORY, JOURNAL, RUN, runs_in
from migrator.journal import Kept
from migrator.outage.places import Places
from migrator.outage.record import looks, now
from migrator.report.documents import status_document
from migrator.report.html import report_html
from migrator.report.outage import timeline
from migrator.report.run import report_document, report_markdown, report_text
from migrator.standing import OVER, Standing, standing
from migrator.terraform.living import living
from states.stored import load_assessment


@click.command()
@DIRECTORY
@RUN
@JOURNAL
@click.option("--bundle", type=click.Path(dir_okay=False), metavar="FILE.tar.gz", help="Pack up what helps to help.")
@answers
def report(directory: str, run_id: str | None, journal: str | None, bundle: str | None, answer: Answer) -> int:
    """Everything that a run did: who approved what, what was replaced and why, what was verified."""
    with runs_in(directory, journal, run_id) as runs:
        kept = runs.newest_or(run_id)
        stands = standing(kept.run, running=runs.busy(), head=kept.head, terraform=living(kept.run))
        _tell(kept, stands, bundle, answer)
    return int(Exit.DONE)


def _tell(kept: Kept, stands: Standing, bundle: str | None, answer: Answer) -> None:
    plan = load_assessment(kept.files) if kept.run.offer else None
    outage = timeline(looks(Places(kept.files.path("")).record), kept.events, plan, _until(kept))
    if bundle is not None:
        from migrator.bundle import pack  # noqa: PLC0415 - only where one is wanted

        told = {"report.json": report_document(kept.run, stands, plan, outage), "status.json": status_document(stands)}
        click.echo(f"packed up, without secrets: {pack(Path(bundle), kept, told, os.environ)}", err=True)
    answer.give(
        text=lambda: report_text(kept.run, stands, plan, answer.paint, outage),
        md=lambda: report_markdown(kept.run, stands, plan, outage),
        json=lambda: report_document(kept.run, stands, plan, outage),
        html=lambda: report_html(kept.run, stands, plan, outage),
    )


def _until(kept: Kept) -> datetime | None:
    """Until when users are to be watched: now; None where the run is over."""
    return None if kept.run.state in OVER else now()
