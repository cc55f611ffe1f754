"""status, graph: look at what is known. None of them takes the lock or changes anything."""

from pathlib import Path

import click

from checks.problem import Exit
from migrator.answer import Answer, answers
from migrator.commands.which import DIRECTORY, RUN
from migrator.journal import Runs
from migrator.report.documents import graph_document, status_document
from migrator.report.text import status_text
from migrator.standing import nothing_yet, standing
from states.machine import mermaid


@click.command()
@DIRECTORY
@RUN
@answers
def status(directory: str, run_id: str | None, answer: Answer) -> int:
    """Where the run stands and what to type next."""
    runs = Runs(Path(directory))
    kept = runs.latest(run_id)
    stands = standing(kept.run, running=runs.busy(), head=kept.head) if kept else nothing_yet()
    answer.give(text=lambda: status_text(stands, answer.paint), json=lambda: status_document(stands))
    return int(Exit.DONE)


@click.command()
@answers
def graph(answer: Answer) -> int:
    """The state machine as a Mermaid diagram: paste it into any Markdown that draws Mermaid."""
    answer.give(text=mermaid, md=lambda: f"```mermaid\n{mermaid()}```", json=graph_document)
    return int(Exit.DONE)
