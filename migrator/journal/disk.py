"""Files that survive: what is said to be written is on the disk. Here the run's directory is written, and the swap done."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from checks.problem import Problem

Done = TypeVar("Done")


class Disk:
    """The system calls that make things durable; a test puts a failing disk, or one that keeps a record, in its place."""

    def make_folder(self, path: Path) -> None:
        """A folder (0700); nothing happens where it is there."""
        path.mkdir(mode=0o700, exist_ok=True)

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        """A descriptor of a file; the mode is for one that is made."""
        return os.open(path, flags | os.O_CLOEXEC, mode)

    def write(self, descriptor: int, content: bytes) -> int:
        """Write; the number of bytes that were taken."""
        return os.write(descriptor, content)

    def cut(self, descriptor: int, size: int) -> None:
        """The file ends here."""
        os.ftruncate(descriptor, size)

    def sync(self, descriptor: int) -> None:
        """Content and length are on the disk."""
        os.fsync(descriptor) if not hasattr(os, "fdatasync") else os.fdatasync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        """Rename over whatever is there."""
        source.replace(target)

    def sync_folder(self, path: Path) -> None:
        """The names in a folder are on the disk."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def lock(self, descriptor: int, operation: int) -> None:
        """`flock`; BlockingIOError where somebody else has it."""
        fcntl.flock(descriptor, operation)


def unwritable(path: Path, error: OSError) -> Problem:
    """The disk refused."""
    return Problem(
        "journal-unwritable",
        what=f"{path} cannot be written: {error.strerror or error}.",
        why="Without its journal a run could not be resumed, so it stops here; nothing that was written is lost.",
        next="make room or mend the permissions, then: migrator run",
    )


def guarded(path: Path, action: Callable[[], Done]) -> Done:
    """Do something with a file; an OSError becomes the Problem `journal-unwritable`."""
    try:
        return action()
    except OSError as error:
        raise unwritable(path, error) from error


def make_folder(path: Path, disk: Disk) -> None:
    """A folder and whatever it stands in, 0700 each, durable; nothing happens where it is there."""
    if path.is_dir():
        return
    make_folder(path.parent, disk)
    disk.make_folder(path)
    disk.sync_folder(path.parent)


def write_whole(path: Path, content: bytes, disk: Disk) -> None:
    """A file as a whole (0600): never half there, durable on return, and the old one untouched where it fails."""
    make_folder(path.parent, disk)
    put(path.with_name(f".{path.name}.new"), path, content, disk)


def put(temporary: Path, path: Path, content: bytes, disk: Disk, mode: int = 0o600) -> None:
    """The same by way of a name that the caller chooses, in a folder that is there."""
    try:
        _fill(temporary, content, disk, mode)
        disk.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    disk.sync_folder(path.parent)


def _fill(path: Path, content: bytes, disk: Disk, mode: int) -> None:
    descriptor = disk.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        while content:
            content = content[disk.write(descriptor, content) :]
        disk.sync(descriptor)
    finally:
        os.close(descriptor)
