"""backup: what a run saves before it touches anything, on its own and at any time; verify and list what was saved."""

import os
import shlex
from pathlib import Path

import click

from checks.problem import Exit, Problem
from migrator import __version__
from migrator.answer import Answer, answers
from migrator.approvers import Nobody
from migrator.commands.options import Given, acceptances, migration
from migrator.commands.saves import COPY, SNAPSHOT, Saves
from migrator.commands.which import DIRECTORY
from migrator.control import Unasked, terminal
from migrator.journal import Files, Runs, new_name
from migrator.journal.runs import SYSTEM
from migrator.report.backup import Kept, backup_document, backup_text, list_document, list_text
from migrator.terminal.progress import Progress, watched
from migrator.unkept import Unkept
from migrator.wiring import World, world
from states import manifest
from states.backup import Backup
from states.engine import Recorder
from states.events import Accepted, Started
from states.manifest import Manifest
from states.ports import Note

FORM = click.option("--format", "form", default="text", type=click.Choice(("text", "json")), help="How to answer.")
OUT = click.option("--out", metavar="DIR", type=click.Path(file_okay=False), help="Where to; not there yet, or empty.")
ACCEPT = click.option("--accept", multiple=True, metavar="CODE=REASON", help="Go without something, for a reason.")


@click.group(invoke_without_command=True)
@migration
@SNAPSHOT
@COPY
@OUT
@ACCEPT
@FORM
@watched
@click.pass_context
def backup(
    context: click.Context,
    *,
    given: Given,
    snapshot: str | None,
    backup_to: str | None,
    out: str | None,
    accept: tuple[str, ...],
    form: str,
    shown: Progress,
) -> int:
    """Save state, files, objects of the cluster, records, settings of the buckets, and a snapshot of the database."""
    if context.invoked_subcommand is not None:
        return int(Exit.DONE)
    made = world(Saves(snapshot, backup_to).over(given.inputs()), os.environ, given.terraform_bin, shown.note)
    name = new_name(SYSTEM.now())
    folder = _empty(Path(out).absolute()) if out else Runs(Path(given.directory)).backups() / name
    try:
        kept = _take(made, name, folder, accept, shown)
    except Problem as problem:
        raise _alone(problem) from problem
    answer = Answer(form, None, colour=True)
    answer.give(text=lambda: backup_text(kept), json=lambda: backup_document(kept))
    return int(Exit.DONE)


def _empty(folder: Path) -> Path:
    if folder.is_dir() and any(folder.iterdir()):
        raise Problem(
            "backup-in-the-way",
            what=f"{folder} is not empty.",
            why="A backup is never written over anything, least of all over another one.",
            next=f"the same command with --out {shlex.quote(f'{folder}-2')}",
            exit=Exit.USAGE,
        )
    return folder


def _take(made: World, name: str, folder: Path, accept: tuple[str, ...], shown: Progress) -> Kept:
    """One visit of the state, with a journal that ends with it."""
    who = made.who()
    recorder = Recorder(Unkept(Started(name, __version__, made.inputs, who), SYSTEM), lambda _stamped, _run: None)
    for code, reason in acceptances(accept):
        recorder(Accepted(code, reason, who))
    ports = made.ports(Files(folder.parent), Nobody(), who, shown.note, control=Unasked(), confirm=terminal(shown.paused))
    with shown:
        if Runs(Path(made.inputs.directory)).busy():
            shown.note(Note("a run is at work here: what is saved may be in the middle of a change"))
        Backup(made.runbook, folder.name).act(recorder, ports)
    return Kept(folder, _verified(folder))


def _alone(problem: Problem) -> Problem:
    """The same, with this command in place of `resume`."""
    again = problem.next.replace("migrator resume --accept", "the same command with --accept")
    again = again.replace("migrator resume", "the same command again")
    return Problem(problem.code, what=problem.what, why=problem.why, next=again, exit=problem.exit)


def _verified(folder: Path) -> Manifest:
    files = Files(folder)
    return manifest.verified(str(folder), files.read)


@backup.command()
@click.argument("folder", metavar="[BACKUP]", required=False, type=click.Path(file_okay=False))
@DIRECTORY
@answers
def verify(folder: str | None, directory: str, answer: Answer) -> int:
    """Compare every file of a backup with its digest; the newest where none is named. Exit code 1 where one differs."""
    chosen = Path(folder).absolute() if folder else _newest(Path(directory))
    kept = Kept(chosen, _verified(chosen))
    answer.give(text=lambda: backup_text(kept), json=lambda: backup_document(kept))
    return int(Exit.DONE)


def _newest(directory: Path) -> Path:
    found = _folders(directory)
    if not found:
        raise Problem(
            "no-backup",
            what=f"There is no backup in {directory.absolute()}.",
            why="Neither a run nor `migrator backup` has made one there; one that was made with --out is named by its path.",
            next="migrator backup",
            exit=Exit.USAGE,
        )
    return found[0]


def _folders(directory: Path) -> list[Path]:
    """Those of the runs and those that were asked for, newest first: both are named by their time."""
    root = directory.absolute() / ".migrator"
    runs = {one: one.parent.name for one in root.glob("*/backup") if one.is_dir()}
    alone = {one: one.name for one in root.glob("backups/*") if one.is_dir()}
    every = {**runs, **alone}
    return sorted(every, key=lambda one: every[one], reverse=True)


@backup.command("list")
@DIRECTORY
@answers
def list_backups(directory: str, answer: Answer) -> int:
    """The backups here, newest first, each compared with its digests."""
    found = [_kept(one) for one in _folders(Path(directory))]
    answer.give(text=lambda: list_text(found), json=lambda: list_document(found))
    return int(Exit.DONE)


def _kept(folder: Path) -> Kept:
    try:
        return Kept(folder, _verified(folder))
    except Problem as problem:
        return Kept(folder, None, problem.code)
