"""Files that survive: what is said to be written is on the disk. The one place where the run's directory is written."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from checks.problem import Problem

Done = TypeVar("Done")


class Disk:
    """The system calls that make things durable; a test puts a failing disk in its place."""

    def write(self, descriptor: int, content: bytes) -> int:
        """Write; the number of bytes that were taken."""
        return os.write(descriptor, content)

    def sync(self, descriptor: int) -> None:
        """Content and length are on the disk."""
        os.fdatasync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        """Rename over whatever is there."""
        source.replace(target)


def unwritable(path: Path, error: OSError) -> Problem:
    """The disk refused."""
    return Problem(
        "journal-unwritable",
        what=f"{path} cannot be written: {error.strerror}.",
        why="Without its journal a run could not be resumed, so it stops here; nothing was lost.",
        next="make room or mend the permissions, then: migrator run",
    )


def guarded(path: Path, action: Callable[[], Done]) -> Done:
    """Do something with a file; an OSError becomes the Problem `journal-unwritable`."""
    try:
        return action()
    except OSError as error:
        raise unwritable(path, error) from error


def sync_folder(path: Path) -> None:
    """Make names in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """A folder, 0700, durable; nothing happens where it is there."""
    if path.is_dir():
        return
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    sync_folder(path.parent)


def write_whole(path: Path, content: bytes, disk: Disk) -> None:
    """A file as a whole (0600): never half there, durable on return."""
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        write_all(descriptor, content, disk)
        disk.sync(descriptor)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
    disk.replace(temporary, path)
    sync_folder(path.parent)


def write_all(descriptor: int, content: bytes, disk: Disk) -> None:
    """Every byte, however many calls it takes."""
    while content:
        content = content[disk.write(descriptor, content) :]
