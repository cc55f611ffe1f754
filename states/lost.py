"""Applies that a journal does not know: it was repaired, or an older copy of it was put back, and its end is lost.

Each left its streams in the run's directory. Nothing goes on as if they had not been, until a person has looked.
"""

import shlex
from pathlib import Path

from checks.problem import Problem
from states.run import Run
from states.terraform import Terraform

CODE = "apply-not-journalled"


def lost_applies(run: Run, terraform: Terraform, folder: Path, *, answered: bool) -> tuple[str, ...]:
    """The applies that began and are not in the journal; `answered` says that a person answers for them now.

    A Problem where nobody does, or where one of them still runs.
    """
    known = {one.into for one in run.every_attempt}
    lost = tuple(one for one in terraform.begun(folder) if one not in known)
    running = tuple(one for one in lost if _lives(terraform, folder / one))
    if running:
        raise _running(run, folder, running)
    if lost and not answered:
        raise _unanswered(run, folder, lost)
    return lost


def _lives(terraform: Terraform, into: Path) -> bool:
    process = terraform.find_apply(into)
    return process is not None and terraform.alive(process)


def _running(run: Run, folder: Path, running: tuple[str, ...]) -> Problem:
    return Problem(
        CODE,
        what=f"Terraform still runs in an apply that the journal does not know: {', '.join(running)}.",
        why=f"The end of the journal is lost. What Terraform says is in {folder / running[0] / 'stdout'}.",
        next=f"wait until it has ended, then: migrator run --dir {shlex.quote(run.inputs.directory)}",
    )


def _unanswered(run: Run, folder: Path, lost: tuple[str, ...]) -> Problem:
    return Problem(
        CODE,
        what=f"Terraform was started by this run, and the journal does not know it: {', '.join(lost)}.",
        why="The end of the journal is lost: planning and applying as if nothing had happened could create things twice.\n"
        f"Read {folder / lost[-1] / 'stdout'}, look in the cloud and in `terraform state list`; import or delete what is "
        "missing there.",
        next=f"migrator run --dir {shlex.quote(run.inputs.directory)} --accept {CODE}='what you found'",
    )
