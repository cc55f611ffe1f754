"""journal: show, verify and repair a run's journal. Only repair takes the lock and writes."""

from dataclasses import replace
from pathlib import Path

import click

from checks.problem import Exit, Problem
from migrator.answer import Answer, answers
from migrator.approvers import hash_digits
from migrator.commands.which import DIRECTORY, JOURNAL, RUN, looks_elsewhere, runs_in
from migrator.journal import Checked, Reader, Runs, believed, repair, verify
from migrator.journal.runs import SYSTEM
from migrator.mirror.place import parsed
from migrator.report.history import (
    journal_document,
    journal_lines,
    mended_document,
    mended_text,
    verified_document,
    verified_text,
)


@click.group()
def journal() -> None:
    """Show, verify or repair a run's journal."""


@journal.command()
@DIRECTORY
@RUN
@JOURNAL
@answers
def show(directory: str, run_id: str | None, journal: str | None, answer: Answer) -> int:
    """Every event of a run, in order."""
    with runs_in(directory, journal, run_id) as runs:
        path = runs.named(run_id)
        for _ in believed(Reader(path), path):  # a damaged journal is said before any of it is shown
            pass
        answer.give_lines(
            text=lambda: journal_lines(Reader(path), answer.paint),
            json=lambda: journal_document(path.parent.name, Reader(path)),
        )
    return int(Exit.DONE)


@journal.command("verify")
@DIRECTORY
@RUN
@click.option("--head", metavar="HASH", help="A head that was shown once (12 or more of its digits): is it still in there?")
@JOURNAL
@answers
def verify_journal(directory: str, run_id: str | None, head: str | None, journal: str | None, answer: Answer) -> int:
    """Check every line's hash and the chain; exit code 1 where it is damaged, or does not contain --head.

    With --journal the mirror's, and whether it is the same journal as the one here.
    """
    anchor = hash_digits(head, "--head", "migrator status") if head is not None else None
    with runs_in(directory, journal, run_id) as runs:
        found = verify(runs.named(run_id), anchor)
        if looks_elsewhere(journal):
            found = _of_mirror(found, journal, directory)
    if found.ok and anchor and found.anchored_at is None:
        raise _another(found.path, anchor)
    answer.give(text=lambda: verified_text(found), json=lambda: verified_document(found))
    return int(Exit.DONE if found.ok else Exit.FAILED)


def _of_mirror(checked: Checked, journal: str, directory: str) -> Checked:
    """By the mirror's name, beside the journal here; a damaged one is compared with nothing."""
    from migrator.mirror.look import lines_here  # noqa: PLC0415 - the way to AWS, only where one is wanted

    there = Path(checked.path)
    run = there.parent.name
    here = lines_here(parsed(journal), Runs(Path(directory)).path(run), there) if checked.ok else None
    return replace(checked, path=f"{journal}/{run}", here=here)


def _another(path: str, anchor: str) -> Problem:
    return Problem(
        "journal-without-head",
        what=f"No line of {path} has the hash {anchor}.",
        why="Every line holds, so the journal was cut behind a line, or written anew, or the hash is another run's.",
        next="migrator report  # what it says was done; compare with whoever kept the hash",
    )


@journal.command("repair")
@DIRECTORY
@RUN
@answers
def repair_journal(directory: str, run_id: str | None, answer: Answer) -> int:
    """Make what holds of a damaged journal the journal, keep the damaged file, and say what is lost."""
    runs = Runs(Path(directory))
    path = runs.named(run_id)
    with runs.lock():
        done = repair(path, SYSTEM)
    answer.give(text=lambda: mended_text(done), json=lambda: mended_document(done))
    return int(Exit.DONE)
