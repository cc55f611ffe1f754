"""status, report, explain, graph: look at what is known. None of them takes the lock or changes anything."""

from pathlib import Path

import click

from checks import catalogue
from checks.problem import Exit, Problem
from migrator.answer import Answer, answers
from migrator.journal import Runs
from migrator.report import (
    codes_document,
    codes_markdown,
    codes_text,
    explain_document,
    explain_markdown,
    explain_text,
    graph_document,
    report_document,
    report_markdown,
    report_text,
    status_document,
    status_text,
)
from migrator.standing import nothing_yet, standing
from states.machine import mermaid
from states.stored import load_assessment

DIRECTORY = click.option(
    "--dir", "directory", default=".", type=click.Path(file_okay=False), help="The Terraform directory."
)
RUN = click.option("--run", "run_id", metavar="ID", help="Which run; default the newest.")


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
    )
    return int(Exit.DONE)


@click.command()
@click.argument("code", required=False)
@answers
def explain(code: str | None, answer: Answer) -> int:
    """What a code means and what to do; without CODE, all codes with their titles."""
    every = catalogue.entries()
    if code is None:
        listed = tuple(every.values())
        answer.give(
            text=lambda: codes_text(listed, answer.paint),
            md=lambda: codes_markdown(listed),
            json=lambda: codes_document(listed),
        )
        return int(Exit.DONE)
    if code not in every:
        raise _unknown(code)
    entry = every[code]
    answer.give(
        text=lambda: explain_text(entry, answer.paint),
        md=lambda: explain_markdown(entry),
        json=lambda: explain_document(entry),
    )
    return int(Exit.DONE)


def _unknown(code: str) -> Problem:
    return Problem(
        "code-unknown",
        what=f"There is no code {code!r}.",
        why=f"Codes that look like it: {', '.join(catalogue.similar(code)) or 'none'}.",
        next="migrator explain",
        exit=Exit.USAGE,
    )


@click.command()
@answers
def graph(answer: Answer) -> int:
    """The state machine as a Mermaid diagram: paste it into any Markdown that draws Mermaid."""
    answer.give(text=mermaid, md=lambda: f"```mermaid\n{mermaid()}```", json=graph_document)
    return int(Exit.DONE)
