"""report: everything that a run did, read from its journal and from what it left behind."""

from pathlib import Path

import click

from checks.problem import Exit
from migrator.answer import Answer, answers
from migrator.commands.which import DIRECTORY, RUN
from migrator.journal import Runs
from migrator.report.html import report_html
from migrator.report.run import report_document, report_markdown, report_text
from migrator.standing import standing
from states.stored import load_assessment


@click.command()
@DIRECTORY
@RUN
@answers
def report(directory: str, run_id: str | None, answer: Answer) -> int:
    """Everything that a run did: who approved what, what was replaced and why, what was verified."""
    runs = Runs(Path(directory))
    kept = runs.newest_or(run_id)
    stands = standing(kept.run, running=runs.busy(), head=kept.head)
    plan = load_assessment(kept.files) if kept.run.offer else None
    answer.give(
        text=lambda: report_text(kept.run, stands, plan, answer.paint),
        md=lambda: report_markdown(kept.run, stands, plan),
        json=lambda: report_document(kept.run, stands, plan),
        html=lambda: report_html(kept.run, stands, plan),
    )
    return int(Exit.DONE)
