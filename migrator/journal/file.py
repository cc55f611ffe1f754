"""The journal file: append-only, one durable line an event."""

import errno
import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from checks.problem import Problem
from migrator.journal.disk import Disk, guarded, make_folder, write_whole
from migrator.journal.records import GENESIS, Damaged, decode, digest, encode
from states.events import Event, Stamped
from states.ports import Clock

NAME = "journal.jsonl"


class JournalFile:
    """One run's journal, open for appending. Whoever opens it holds the workspace's lock.

    `torn` is where a torn last line was put aside on opening, None where there was none.
    """

    def __init__(self, path: Path, clock: Clock, disk: Disk, scanned: "Scanned", torn: str | None) -> None:
        self._path = path
        self._clock = clock
        self._disk = disk
        self._events = list(scanned.events)
        self._head = scanned.head
        self._size = scanned.size
        self.torn = torn

    @classmethod
    def create(cls, directory: Path, clock: Clock, disk: Disk | None = None) -> "JournalFile":
        """A new, empty journal in a run's directory, durable on return; the Problem `journal-unwritable` otherwise."""
        path, disk = directory / NAME, disk or Disk()
        guarded(path, lambda: _touch(path, disk))
        return cls(path, clock, disk, Scanned((), GENESIS, 0, b""), None)

    @classmethod
    def open(cls, directory: Path, clock: Clock, disk: Disk | None = None) -> "JournalFile":
        """A journal to go on with; a torn last line is cut and kept aside, a damaged one is a Problem."""
        path, disk = directory / NAME, disk or Disk()
        scanned = scan(path)
        torn = guarded(path, lambda: _cut(path, scanned.torn, disk)) if scanned.torn else None
        return cls(path, clock, disk, scanned, torn)

    @property
    def head(self) -> str:
        """The hash of the last line; it stands for the whole journal."""
        return self._head

    def events(self) -> tuple[Stamped, ...]:
        """Everything so far."""
        return tuple(self._events)

    def append(self, event: Event) -> Stamped:
        """Write one event, durable on return; where the disk refuses, the file is as it was and a Problem says so."""
        at = self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        stamped = Stamped(len(self._events), at, event)
        line = encode(stamped, self._head)
        guarded(self._path, lambda: self._append(line))
        self._events.append(stamped)
        self._head = digest(line)
        self._size += len(line)
        return stamped

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        try:
            if os.fstat(descriptor).st_size != self._size:
                raise OSError(errno.EIO, "it is not as it was left")
            self._write(descriptor, line)
        finally:
            os.close(descriptor)

    def _write(self, descriptor: int, line: bytes) -> None:
        try:
            _check_whole(self._disk.write(descriptor, line), line)
            self._disk.sync(descriptor)
        except OSError:
            with suppress(OSError):  # what cannot be cut is a torn line, and cut when the journal is opened
                os.ftruncate(descriptor, self._size)
            raise


def _check_whole(taken: int, line: bytes) -> None:
    if taken != len(line):
        raise OSError(errno.ENOSPC, "only a part of the line was taken")


@dataclass(frozen=True)
class Scanned:
    """What a journal holds: the events of its whole lines, the hash of the last, their bytes, and a torn line."""

    events: tuple[Stamped, ...]
    head: str
    size: int
    torn: bytes


def scan(path: Path) -> Scanned:
    """Read a journal without touching it. A damaged line is the Problem `journal-damaged`."""
    events: list[Stamped] = []
    head = GENESIS
    lines, torn = split(path)
    for line in lines:
        try:
            events.append(decode(line, len(events), head))
        except Damaged as damage:
            raise _damaged(path, len(events) + 1, str(damage)) from damage
        head = digest(line)
    return Scanned(tuple(events), head, sum(map(len, lines)), torn)


def split(path: Path) -> tuple[list[bytes], bytes]:
    """The whole lines of a journal, each with its newline, and the bytes after the last of them."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    *lines, torn = raw.split(b"\n")
    return [line + b"\n" for line in lines], torn


def _touch(path: Path, disk: Disk) -> None:
    make_folder(path.parent, disk)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    disk.sync_folder(path.parent)


def _cut(path: Path, torn: bytes, disk: Disk) -> str:
    """Put a last line without its newline aside, durably, before it is cut: it was never answered for."""
    aside = next(one for number in count(1) if not (one := path.with_name(f"journal.torn-{number}")).exists())
    write_whole(aside, torn, disk)
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.ftruncate(descriptor, os.fstat(descriptor).st_size - len(torn))
        disk.sync(descriptor)
    finally:
        os.close(descriptor)
    return str(aside)


def _unreadable(path: Path, error: OSError) -> Problem:
    return Problem(
        "journal-unreadable",
        what=f"{path} cannot be read: {error.strerror}.",
        why="A run goes on only from its journal.",
        next="mend the permissions, then: migrator status",
    )


def _damaged(path: Path, line: int, why: str) -> Problem:
    return Problem(
        "journal-damaged",
        what=f"Line {line} of {path} is not what was written.",
        why=f"The line is complete, and {why}: it was changed, or the disk failed. Nothing goes on from a damaged journal.",
        next="migrator journal verify  # shows what still holds; then: migrator journal repair",
    )
