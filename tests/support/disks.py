"""Disks for tests: one that fails at any one of its calls, and one that keeps a record of what it was asked for."""

import os
from dataclasses import dataclass
from itertools import count, product
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

    def open(self, path: Path, flags: int) -> int:
        """Open it, or fail."""
        self._may_fail("open")
        return super().open(path, flags)

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

    def open(self, path: Path, flags: int) -> int:
        """A new name, where it is made; an empty file, where it is cut."""
        if flags & os.O_CREAT and not path.exists():
            self.calls.append(Call("create", path))
        elif flags & os.O_TRUNC:
            self.calls.append(Call("cut", path))
        return super().open(path, flags)

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


class Platter:
    """What a power loss may leave: everything synced, and of the rest, in order, as much or as little as one likes.

    Each file loses any end of what was written to it since its last sync, the last write torn in its middle, too; each
    folder any end of the names that were made or changed in it since. Files and folders lose independently.
    """

    def __init__(self, root: Path) -> None:
        """`root`, with what is in it, is there for good."""
        self._root = root
        self._numbers = count()
        self._inodes: dict[int, bytes] = {}
        self._now: dict[Path, int | None] = {}  # None is a folder
        self._names: dict[Path, int | None] = {}
        self._unsynced: dict[int, list[Call]] = {}
        self._renamed: dict[Path, list[dict[Path, int | None]]] = {}
        for path in root.rglob("*"):
            self._names[path] = None if path.is_dir() else next(self._numbers)
            if not path.is_dir():
                self._inodes[self._file(path, self._names)] = path.read_bytes()
        self._now = dict(self._names)

    def take(self, call: Call) -> None:
        """The next call."""
        if call.what in ("write", "cut"):
            self._unsynced.setdefault(self._file(call.path), []).append(call)
        elif call.what == "sync":
            number = self._file(call.path)
            self._inodes[number] = _after(self._inodes[number], self._unsynced.pop(number, []))
        elif call.what == "sync_folder":
            self._renamed.pop(call.path, None)
            self._names = {one: at for one, at in self._names.items() if one.parent != call.path}
            self._names.update({one: at for one, at in self._now.items() if one.parent == call.path})
        else:
            self._name(call)

    def _file(self, path: Path, names: dict[Path, int | None] | None = None) -> int:
        number = (self._now if names is None else names)[path]
        assert number is not None, f"{path} is a folder"
        return number

    def _name(self, call: Call) -> None:
        if call.what == "rename":
            assert call.target is not None
            self._now[call.target] = self._now.pop(call.path)
        elif call.what == "make":
            self._now[call.path] = None
        else:
            self._now[call.path] = number = next(self._numbers)
            self._inodes[number] = b""
        here = {one: at for one, at in self._now.items() if one.parent == call.path.parent}
        self._renamed.setdefault(call.path.parent, []).append(here)

    def survivors(self) -> list[dict[Path, bytes]]:
        """Every disk that may be found afterwards: the files' paths below the root -> their content."""
        folders = [[(folder, names) for names in (None, *states)] for folder, states in self._renamed.items()]
        files = [[(number, content) for content in self._contents(number)] for number in self._unsynced]
        return [self._disk(dict(names), dict(left)) for names in product(*folders) for left in product(*files)]

    def _contents(self, number: int) -> list[bytes]:
        calls, synced = self._unsynced[number], self._inodes[number]
        left = {_after(synced, calls[:kept]) for kept in range(len(calls) + 1)}
        for kept, call in enumerate(calls):
            left.add(
                _after(synced, [*calls[:kept], Call("write", call.path, content=call.content[: len(call.content) // 2])])
            )
        return sorted(left)

    def _disk(self, names: dict[Path, dict[Path, int | None] | None], contents: dict[int, bytes]) -> dict[Path, bytes]:
        there = dict(self._names)
        for folder, states in names.items():
            if states is not None:
                there = {one: at for one, at in there.items() if one.parent != folder} | states
        files = {one: at for one, at in there.items() if at is not None and self._reached(one.parent, there)}
        return {one.relative_to(self._root): contents.get(at, self._inodes[at]) for one, at in files.items()}

    def _reached(self, folder: Path, there: dict[Path, int | None]) -> bool:
        return folder == self._root or (folder in there and self._reached(folder.parent, there))


def _after(content: bytes, calls: list[Call]) -> bytes:
    for call in calls:
        content = content[: call.size] if call.what == "cut" else content + call.content
    return content
