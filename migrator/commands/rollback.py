"""rollback: can I go back, and how; what can be undone safely is undone on demand."""

import os
import shlex
import sys
from functools import partial
from pathlib import Path

import click

from checks.facts.standing import Standing
from checks.problem import Exit, Problem
from migrator.answer import Answer, answers
from migrator.approvers import Nobody
from migrator.commands.mirrored import AnyJournal, fetch, mirrored, place_of
from migrator.commands.which import DIRECTORY, RUN
from migrator.control import Unasked
from migrator.journal import Runs
from migrator.mirror.mirror import mirror
from migrator.report.rollback import rollback_document, rollback_html, rollback_markdown, rollback_text
from migrator.report.undone import undone_document, undone_text
from migrator.rollback.guidance import guidance
from migrator.rollback.names import brought_by
from migrator.runbook import runbook_of
from migrator.terraform.living import living
from states.engine import Recorder
from states.lost import lost_applies
from states.ports import Note, RunFiles
from states.run import Run
from states.undo import undo
from states.undoing import Act

QUESTIONS = {
    Act.SWAP: "Put the old configuration back, and end this run?",
    Act.LOCK_FILE: "Put the lock file of the backup back?",
    Act.KUBERNETES: "Make the old application's objects again, where they are gone?",
    Act.STATE: "Push the backup's state to the backend, where it has none or an older one?",
}


@click.command()
@DIRECTORY
@RUN
@click.option(Act.SWAP.option, "act", flag_value=Act.SWAP.value, help="Put the old configuration back; ends the run.")
@click.option(Act.LOCK_FILE.option, "act", flag_value=Act.LOCK_FILE.value, help="Put the backup's lock file back.")
@click.option(Act.STATE.option, "act", flag_value=Act.STATE.value, help="Push the backup's state where it is lost.")
@click.option(Act.KUBERNETES.option, "act", flag_value=Act.KUBERNETES.value, help="Make lost objects of the cluster again.")
@click.option("--yes", is_flag=True, help="Do it without being asked.")
@click.option("--offline", is_flag=True, help="Answer by the journal alone: ask nobody what stands now.")
@click.option("--terraform-bin", metavar="PATH", help="Terraform or OpenTofu to use.")
@answers
def rollback(
    directory: str,
    run_id: str | None,
    act: str | None,
    terraform_bin: str | None,
    *,
    offline: bool,
    yes: bool,
    answer: Answer,
) -> int:
    """Can I go back? The answer for exactly this point of this run, with the commands. Touches nothing unless told to."""
    runs = Runs(Path(directory))
    if act is not None:
        return _undo(runs, run_id, Act(act), terraform_bin, yes=yes, answer=answer)
    asked = None if offline else partial(_standing, terraform_bin)
    kept = runs.newest_or(run_id)
    found = guidance(kept, os.environ, working=runs.busy(), terraform=living(kept.run), asked=asked)
    answer.give(
        text=lambda: rollback_text(found, answer.paint),
        md=lambda: rollback_markdown(found),
        json=lambda: rollback_document(found),
        html=lambda: rollback_html(found),
    )
    return int(Exit.DONE)


def _standing(terraform_bin: str | None, run: Run, saved: bytes) -> Standing:
    """What stands now; nothing is known where there is no Terraform, or the files cannot be read."""
    from migrator.rollback.standing import look, unasked  # noqa: PLC0415 - they bring every probe with them
    from migrator.wiring import world  # noqa: PLC0415 - and so does this

    try:
        return look(world(run.inputs, os.environ, terraform_bin, _shown), run, saved)
    except Problem as problem:
        return unasked(problem.what)


def _undo(runs: Runs, run_id: str | None, act: Act, terraform_bin: str | None, *, yes: bool, answer: Answer) -> int:
    runs.newest_or(run_id)
    with runs.lock(), mirror(place_of(runs, run_id), _shown) as held:
        brought = fetch(runs, held, run_id)
        kept = runs.newest_or(brought.run if brought else run_id)
        _consented(act, yes=yes)
        journal, files = mirrored(held, brought.copy if brought else None, runs.open(kept.run.id), kept.files)
        run = _undone(journal, files, kept.run, act, terraform_bin)
    answer.give(text=lambda: undone_text(run, act), json=lambda: undone_document(run, act))
    return int(Exit.DONE)


def _consented(act: Act, *, yes: bool) -> None:
    """A Problem unless a person says yes, here or on the command line."""
    if yes:
        return
    asked = sys.stdin.isatty() and sys.stderr.isatty()
    if asked and click.confirm(QUESTIONS[act], default=False, err=True):
        return
    raise Problem(
        "rollback-not-confirmed",
        what="Nothing was undone: nobody said yes.",
        why=f"{QUESTIONS[act]} {'The answer was no.' if asked else 'There is no terminal to ask at.'}",
        next="the same command with --yes",
        exit=Exit.WAITING,
    )


def _undone(journal: AnyJournal, files: RunFiles, before: Run, act: Act, terraform_bin: str | None) -> Run:
    from migrator.wiring import world  # noqa: PLC0415 - it brings every probe with it, and only an act needs them

    made = world(before.inputs, os.environ, terraform_bin, _shown)
    lost_applies(before, made.terraform, files.path(""), answered=False)
    ports = made.ports(files, Nobody(), made.who(), _shown, control=Unasked())
    try:
        return undo(act, Recorder(journal, lambda *_: None), ports)
    except Problem as problem:
        _name_commit(problem, before)
        raise


def _name_commit(problem: Problem, run: Run) -> None:
    """Where the swap is not ours, the commit that brought the new configuration is named, as far as git knows it."""
    commit = brought_by(run, runbook_of(run.inputs), os.environ) if problem.code == "swap-not-ours" else None
    if commit is not None:
        problem.next = f"git -C {shlex.quote(run.inputs.directory)} revert --no-edit {commit}"


def _shown(note: Note) -> None:
    """Nothing of it takes long enough to be shown."""
