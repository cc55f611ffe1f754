"""Disks for tests: one that fails at any one of its calls, and one that keeps a record of what it was asked for."""

import os
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from migrator.journal.disk import Disk


class FailingDisk(Disk):
    """Fails at its call number `nth` (from 0), and at all later ones where `forever`; a write takes half before it fails."""

    def __init__(self, nth: int, code: int, *, forever: bool = False) -> None:
        self._nth = nth
        self._code = code
        self._forever = forever
        self._calls = count()
        self.failed: list[str] = []

    def _may_fail(self, name: str) -> None:
        call = next(self._calls)
        if call == self._nth or (self._forever and call > self._nth):
            self.failed.append(name)
            raise OSError(self._code, os.strerror(self._code))

    def make_folder(self, path: Path) -> None:
        """Make it, or fail."""
        self._may_fail("make_folder")
        super().make_folder(path)

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        """Open it, or fail."""
        self._may_fail("open")
        return super().open(path, flags, mode)

    def write(self, descriptor: int, content: bytes) -> int:
        """Write all, or half and fail."""
        try:
            self._may_fail("write")
        except OSError:
            super().write(descriptor, content[: len(content) // 2])
            raise
        return super().write(descriptor, content)

    def cut(self, descriptor: int, size: int) -> None:
        """Cut it, or fail."""
        self._may_fail("cut")
        super().cut(descriptor, size)

    def sync(self, descriptor: int) -> None:
        """Sync it, or fail."""
        self._may_fail("sync")
        super().sync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        """Rename it, or fail."""
        self._may_fail("replace")
        super().replace(source, target)

    def sync_folder(self, path: Path) -> None:
        """Sync it, or fail."""
        self._may_fail("sync_folder")
        super().sync_folder(path)


@dataclass(frozen=True)
class Call:
    """One thing that a disk was asked for; `what` is make, create, write, cut, sync, rename or sync_folder."""

    what: str
    path: Path
    target: Path | None = None
    content: bytes = b""
    size: int = 0


class RecordingDisk(Disk):
    """Does what it is asked for, and keeps the record; `marks` says how long the record was when something was promised."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.marks: list[tuple[int, str]] = []

    def promised(self, what: str) -> None:
        """From here on somebody builds on `what`."""
        self.marks.append((len(self.calls), what))

    def make_folder(self, path: Path) -> None:
        """A new name in the parent's folder."""
        if not path.exists():
            self.calls.append(Call("make", path))
        super().make_folder(path)

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        """A new name, where it is made; an empty file, where it is cut."""
        if flags & os.O_CREAT and not path.exists():
            self.calls.append(Call("create", path))
        elif flags & os.O_TRUNC:
            self.calls.append(Call("cut", path))
        return super().open(path, flags, mode)

    def write(self, descriptor: int, content: bytes) -> int:
        """Bytes at the end."""
        self.calls.append(Call("write", _path(descriptor), content=content))
        return super().write(descriptor, content)

    def cut(self, descriptor: int, size: int) -> None:
        """Shorter."""
        self.calls.append(Call("cut", _path(descriptor), size=size))
        super().cut(descriptor, size)

    def sync(self, descriptor: int) -> None:
        """The file's content."""
        self.calls.append(Call("sync", _path(descriptor)))
        super().sync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        """One name for another."""
        self.calls.append(Call("rename", source, target))
        super().replace(source, target)

    def sync_folder(self, path: Path) -> None:
        """The folder's names."""
        self.calls.append(Call("sync_folder", path))
        super().sync_folder(path)


def _path(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()


class Careless(RecordingDisk):
    """A disk that is asked for everything, and does not do one thing: what a program that forgets it would leave."""

    def __init__(self, forgets: str) -> None:
        super().__init__()
        self.forgets = forgets

    def sync(self, descriptor: int) -> None:
        """Or not."""
        if self.forgets != "sync":
            super().sync(descriptor)

    def sync_folder(self, path: Path) -> None:
        """Or not."""
        if self.forgets != "sync_folder":
            super().sync_folder(path)
