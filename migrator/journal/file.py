"""The journal file: append-only, one durable line an event."""

import errno
import os
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from migrator.journal.disk import Disk, guarded, make_folder, write_whole
from migrator.journal.reading import NAME, Scanned, scan
from migrator.journal.records import GENESIS, digest, encode
from states.events import Event, Stamped
from states.ports import Clock


class JournalFile:
    """One run's journal, open for appending. Whoever opens it holds the workspace's lock.

    `torn` is where a torn last line was put aside on opening, None where there was none.
    """

    def __init__(self, path: Path, clock: Clock, disk: Disk, scanned: Scanned, torn: str | None) -> None:
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
        """A journal to go on with, durable as it was read; a torn last line is cut and kept aside, damage is a Problem."""
        path, disk = directory / NAME, disk or Disk()
        scanned = scan(path)
        torn = guarded(path, lambda: _settle(path, scanned, disk))
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
        stamped = Stamped(len(self._events), moment(self._clock.now(), self._events[-1:]), event)
        line = encode(stamped, self._head)
        guarded(self._path, lambda: self._append(line))
        self._events.append(stamped)
        self._head = digest(line)
        self._size += len(line)
        return stamped

    def _append(self, line: bytes) -> None:
        descriptor = self._disk.open(self._path, os.O_WRONLY | os.O_APPEND)
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
                self._disk.cut(descriptor, self._size)
            raise


def _check_whole(taken: int, line: bytes) -> None:
    if taken != len(line):
        raise OSError(errno.ENOSPC, "only a part of the line was taken")


def moment(now: datetime, before: list[Stamped]) -> str:
    """When an event is said to have happened; a clock that was set back does not put it before the last one."""
    at = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return max([at, *(one.at for one in before)])


def _touch(path: Path, disk: Disk) -> None:
    make_folder(path.parent, disk)
    os.close(disk.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    disk.sync_folder(path.parent)


def _settle(path: Path, scanned: Scanned, disk: Disk) -> str | None:
    """What was read is made durable: whoever wrote it may have died before it was; and nothing torn stays behind it.

    A last line without its newline was never answered for. It is put aside, durably, before it is cut.
    """
    aside = _put_aside(path, scanned.torn, disk) if scanned.torn else None
    descriptor = disk.open(path, os.O_WRONLY)
    try:
        if aside:
            disk.cut(descriptor, scanned.size)
        disk.sync(descriptor)
    finally:
        os.close(descriptor)
    return aside


def _put_aside(path: Path, torn: bytes, disk: Disk) -> str:
    aside = next(one for number in count(1) if not (one := path.with_name(f"journal.torn-{number}")).exists())
    write_whole(aside, torn, disk)
    return str(aside)
