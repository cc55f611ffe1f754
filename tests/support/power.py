"""Power loss: from a record of what a disk was asked for, every disk that may be found afterwards."""

from collections.abc import Callable, Iterator
from itertools import count, product
from pathlib import Path

from tests.support.disks import Call, RecordingDisk


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


def after_power_loss(folder: Path, work: Callable[[Path, RecordingDisk], None]) -> Iterator[tuple[Path, list[str]]]:
    """Every folder that may be found after a power loss anywhere in the work, and what was promised by then."""
    platter, disk, numbers = Platter(folder), RecordingDisk(), count()
    work(folder, disk)
    for at in range(len(disk.calls) + 1):
        promised = [what for mark, what in disk.marks if mark <= at]
        for left in platter.survivors():
            yield _mounted(left, folder.with_name(f"{folder.name}-{next(numbers)}")), promised
        if at < len(disk.calls):
            platter.take(disk.calls[at])


def _mounted(left: dict[Path, bytes], folder: Path) -> Path:
    for path, content in left.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder
