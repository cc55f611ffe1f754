"""status, report, journal, explain, graph: look at what is known. None of them takes the lock or changes anything."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

import runbooks
from checks import catalogue
from checks.problem import Exit, Problem
from migrator.answer import Answer, answers
from migrator.journal import Kept, Runs, verify
from migrator.report import (
    codes_document,
    codes_markdown,
    codes_text,
    explain_document,
    explain_markdown,
    explain_text,
    graph_document,
    journal_document,
    journal_text,
    report_document,
    report_markdown,
    report_text,
    status_document,
    status_text,
    verified_document,
    verified_text,
)
from migrator.standing import Standing, nothing_yet, standing, taking_long
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
    stands = _standing_now(kept, running=runs.busy()) if kept else nothing_yet()
    answer.give(text=lambda: status_text(stands, answer.paint), json=lambda: status_document(stands))
    return int(Exit.DONE)


def _standing_now(kept: Kept, *, running: bool) -> Standing:
    """With what takes long, while somebody works on it."""
    stands = standing(kept.run, running=running)
    if not running:
        return stands
    durations = runbooks.load(kept.run.inputs.runbook).durations
    return replace(stands, slow=taking_long(kept.events, kept.run, datetime.now(UTC), durations))


@click.command()
@DIRECTORY
@RUN
@click.option("--bundle", type=click.Path(dir_okay=False), metavar="FILE.tar.gz", help="Pack up what helps to help.")
@answers
def report(directory: str, run_id: str | None, bundle: str | None, answer: Answer) -> int:
    """Everything that a run did: who approved what, what was replaced and why, what was verified."""
    runs = Runs(Path(directory))
    kept = runs.newest_or(run_id)
    stands = standing(kept.run, running=runs.busy())
    plan = load_assessment(kept.files) if kept.run.offer else None
    if bundle is not None:
        from migrator.bundle import pack  # noqa: PLC0415 - only where one is wanted

        told = {"report.json": report_document(kept.run, stands, plan), "status.json": status_document(stands)}
        click.echo(f"packed up, without secrets: {pack(Path(bundle), kept, told, os.environ)}", err=True)
    answer.give(
        text=lambda: report_text(kept.run, stands, plan, answer.paint),
        md=lambda: report_markdown(kept.run, stands, plan),
        json=lambda: report_document(kept.run, stands, plan),
    )
    return int(Exit.DONE)


@click.group()
def journal() -> None:
    """Show or verify a run's journal."""


@journal.command()
@DIRECTORY
@RUN
@answers
def show(directory: str, run_id: str | None, answer: Answer) -> int:
    """Every event of a run, in order."""
    kept = Runs(Path(directory)).newest_or(run_id)
    answer.give(
        text=lambda: journal_text(kept.events, answer.paint), json=lambda: journal_document(kept.run.id, kept.events)
    )
    return int(Exit.DONE)


@journal.command("verify")
@DIRECTORY
@RUN
@answers
def verify_journal(directory: str, run_id: str | None, answer: Answer) -> int:
    """Check every line's hash and the chain; exit code 1 where it is damaged."""
    found = verify(Runs(Path(directory)).named(run_id))
    answer.give(text=lambda: verified_text(found), json=lambda: verified_document(found))
    return int(Exit.DONE if found.ok else Exit.FAILED)


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
