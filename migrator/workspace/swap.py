"""The swap on disk: override, post on, pre off; each step whole, recognised again by its digest, and reversible."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from checks.problem import Problem
from migrator.journal.disk import Disk
from migrator.workspace.files import DISK, OVERRIDE, digest, temporary, unwritable, write
from runbooks.model import Layout as Names
from states.events import Step


def steps(directory: Path, names: Names, override: str | None, *, swap: bool) -> tuple[Step, ...]:
    """What is to be done, in the one order in which no moment leaves Terraform without a configuration."""
    planned: list[Step] = []
    if override is not None:
        planned.append(Step("write", None, OVERRIDE, digest(override.encode())))
    if swap:
        planned.append(_rename(directory, names.post + names.suffix, names.post))
        planned.append(_rename(directory, names.pre, names.pre + names.suffix))
    return tuple(planned)


def _rename(directory: Path, source: str, target: str) -> Step:
    try:
        return Step("rename", source, target, digest((directory / source).read_bytes()))
    except OSError as error:
        raise _changed(source, f"it cannot be read: {error.strerror}") from error


def take(directory: Path, planned: tuple[Step, ...], override: str | None, disk: Disk = DISK) -> None:
    """Take the steps that are not taken yet; nothing at all where any file is not the one it was."""
    pending = [step for step in planned if not _taken(directory, step)]
    for step in pending:
        _carefully(directory, step, partial(_do, override, disk))


def undo(directory: Path, planned: tuple[Step, ...], disk: Disk = DISK) -> None:
    """Take back what was taken, last step first; nothing at all where any file is not the one it was."""
    for step in [one for one in reversed(planned) if _taken(directory, one)]:
        _carefully(directory, step, partial(_undo, disk))
    for step in planned:
        _carefully(directory, step, lambda where, one: temporary(where / one.target).unlink(missing_ok=True))


def _undo(disk: Disk, directory: Path, step: Step) -> None:
    target = directory / step.target
    if step.source is None:
        target.unlink()
    else:
        disk.replace(target, directory / step.source)
    disk.sync_folder(directory)


def _carefully(directory: Path, step: Step, act: Callable[[Path, Step], None]) -> None:
    try:
        act(directory, step)
    except OSError as error:
        raise unwritable(directory / step.target, error) from error


def _do(override: str | None, disk: Disk, directory: Path, step: Step) -> None:
    target = directory / step.target
    if step.source is None:
        content = (override or "").encode()
        if digest(content) != step.sha256:
            raise _changed(step.target, "the override would be another one than was intended")
        write(target, content, disk=disk)
        return
    disk.replace(directory / step.source, target)
    disk.sync_folder(directory)


def _taken(directory: Path, step: Step) -> bool:
    """Whether a step was taken; a Problem where the files are neither as before nor as after it."""
    target = _digest(directory, step.target)
    source = _digest(directory, step.source) if step.source else None
    if target is not None:
        if target == step.sha256 and source is None:
            return True
        raise _changed(step.target, "it is not the file that this run would put there")
    if step.source and source != step.sha256:
        raise _changed(step.source, "it is gone or was edited since the swap was begun")
    return False


def _digest(directory: Path, name: str) -> str | None:
    """None where there is no such file."""
    try:
        return digest((directory / name).read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _changed(name, f"it cannot be read: {error.strerror}") from error


def _changed(name: str, why: str) -> Problem:
    return Problem(
        "files-changed",
        what=f"{name} stands in the way of the swap; nothing was moved.",
        why=f"{name}: {why}.",
        next=f"compare {name} with the copy in the run's backup directory, put it right, then: migrator run",
    )
