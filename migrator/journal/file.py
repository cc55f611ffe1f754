"""The journal file: append-only, one durable line an event."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from checks.problem import Problem
from migrator.journal.disk import Disk, guarded, make_folder, sync_folder, unwritable, write_all
from migrator.journal.records import GENESIS, Damaged, decode, digest, encode
from states.events import Event, Stamped

NAME = "journal.jsonl"
Now = Callable[[], datetime]


class JournalFile:
    """One run's journal, open for appending. Whoever opens it holds the workspace's lock."""

    def __init__(self, path: Path, now: Now, disk: Disk | None = None) -> None:
        self._path = path
        self._now = now
        self._disk = disk or Disk()
        events, whole, self._head = scan(path)
        self._events = list(events)
        self.torn = _cut_torn_tail(path, whole)

    @classmethod
    def create(cls, path: Path, now: Now, disk: Disk | None = None) -> "JournalFile":
        """A new, empty journal, durable on return."""
        guarded(path, lambda: _touch(path))
        return cls(path, now, disk)

    @property
    def head(self) -> str:
        """The hash of the last line; it stands for the whole journal."""
        return self._head

    def events(self) -> tuple[Stamped, ...]:
        """Everything so far."""
        return tuple(self._events)

    def append(self, event: Event) -> Stamped:
        """Write one event, durable on return; where the disk refuses, the file is as it was and a Problem says so."""
        at = self._now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        stamped = Stamped(len(self._events), at, event)
        line = encode(stamped, self._head)
        try:
            self._append(line)
        except OSError as error:
            raise unwritable(self._path, error) from error
        self._events.append(stamped)
        self._head = digest(line)
        return stamped

    def _append(self, line: bytes) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        before = os.fstat(descriptor).st_size
        try:
            write_all(descriptor, line, self._disk)
            self._disk.sync(descriptor)
        except OSError:
            with suppress(OSError):  # what cannot be cut is a torn line, and cut when the journal is opened
                os.ftruncate(descriptor, before)
            raise
        finally:
            os.close(descriptor)


def scan(path: Path) -> tuple[tuple[Stamped, ...], int, str]:
    """The events of all whole lines, how many bytes those are, and the hash of the last. A damaged line is a Problem."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    whole = raw.rfind(b"\n") + 1
    events: list[Stamped] = []
    head = GENESIS
    for line in raw[:whole].splitlines(keepends=True):
        try:
            events.append(decode(line, len(events), head))
        except Damaged as damage:
            raise _damaged(path, len(events) + 1, str(damage)) from damage
        head = digest(line)
    return tuple(events), whole, head


def _touch(path: Path) -> None:
    make_folder(path.parent)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    sync_folder(path.parent)


def _cut_torn_tail(path: Path, whole: int) -> Path | None:
    """Put a last line without its newline aside: it was never answered for."""
    raw = path.read_bytes()
    if len(raw) == whole:
        return None
    aside = next(name for number in range(1, 1000) if not (name := path.with_name(f"journal.torn-{number}")).exists())
    aside.write_bytes(raw[whole:])
    aside.chmod(0o600)
    os.truncate(path, whole)
    return aside


def unreadable(path: Path, error: OSError) -> Problem:
    """The journal cannot be read at all."""
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
        why=f"The line is complete, and {why}: it was changed, or the disk failed.",
        next="migrator journal verify  # then restore the file from a copy; nothing goes on from a damaged journal",
    )
