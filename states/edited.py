"""Files that somebody edited while a run was on its way: told by digest, named, and gone on with only as a person wants.

What is planned after an edit is held against the approval like any plan, so an edit can do no harm that is not shown. But
who approved has seen other files, and an edit may be a slip: it is told before Terraform is asked for anything.
"""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from checks.edits import Edit, How, edits
from checks.problem import Problem

if TYPE_CHECKING:
    from states.engine import Recorder
    from states.events import Step
    from states.ports import Ports
    from states.run import Run

# What a person answers for with `--accept`; it counts for the start that it is given to.
EDITED = "files-edited"
ACCEPTED = (
    "Nothing was done. Accepted, what is left is planned from the files as they are: where it means what was approved, or "
    "is a part of it, it goes on under the approval; otherwise it is put before you."
)
LOCK = ".terraform.lock.hcl"


@dataclass(frozen=True)
class FilesKnown:
    """Everything that Terraform reads in the workspace, name -> SHA-256: what is planned from here on is made of it."""

    files: dict[str, str]


@dataclass(frozen=True)
class Footprint:
    """The files that a run goes by, None where it began without; `moved` says that they are named as after the swap."""

    files: dict[str, str] | None = field(default=None, repr=False)
    moved: bool = False
    answered: bool = False


def refuse_edits(record: "Recorder", ports: "Ports") -> None:
    """A Problem where files are not the ones that were planned with, unless a person accepted that at this start."""
    known = _expected(record.run)
    if known is None:
        return
    now = ports.workspace.fingerprints()
    found = tuple(one for one in edits(known, now) if not _is_previewed(one, now, record.run))
    if not found:
        return
    if not record.run.footprint.answered:
        raise _edited(found, record.run, ports)
    record(FilesKnown(now))


def _expected(run: "Run") -> dict[str, str] | None:
    """The files as they have to be by now: the swap moved some."""
    kept = run.footprint
    if kept.files is None or kept.moved or run.swapped is None:
        return kept.files
    return _moved(kept.files, run.swapped.steps)


def _moved(files: dict[str, str], steps: "Iterable[Step]") -> dict[str, str]:
    found = dict(files)
    for step in steps:
        if step.source is not None:
            found.pop(step.source, None)
        found[step.target] = step.sha256
    return found


def _is_previewed(edit: Edit, now: dict[str, str], run: "Run") -> bool:
    """Whether it is the lock file that the approved plan was made with: putting that in place is a state's own work."""
    return edit.name == LOCK and run.previewed is not None and now.get(LOCK) == run.previewed.offer.lock


def _edited(found: tuple[Edit, ...], run: "Run", ports: "Ports") -> Problem:
    return Problem(
        EDITED,
        what=f"Files are not those that the approved plan was made of: {', '.join(map(str, found))}.",
        why="\n".join((*_way_back(found, run, ports), ACCEPTED)),
        next="migrator run --accept files-edited='what was edited, and why'  # or put the files back, then: migrator run",
    )


def _way_back(found: tuple[Edit, ...], run: "Run", ports: "Ports") -> Iterator[str]:
    """How each file would be again as it was."""
    backup = run.backed_up
    copies = {one.sha256: ports.files.path(f"{backup.directory}/{one.file}") for one in backup.parts} if backup else {}
    for one in found:
        target = shlex.quote(str(ports.workspace.path / one.name))
        if one.how is How.NEW:
            yield f"{one.name} was not there; without it: mv {target} {target}.aside"
        elif one.was in copies:
            yield f"{one.name} as it was: cp {shlex.quote(str(copies[one.was]))} {target}"
        else:
            yield f"{one.name} is not in the run's backup"


def known(before: Footprint, event: FilesKnown, *, swapped: bool) -> Footprint:
    """After one more event."""
    return replace(before, files=event.files, moved=swapped, answered=False)
