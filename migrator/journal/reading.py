"""Reading a journal from its first byte to its last, one line at a time. Nothing here writes."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from checks.problem import Problem
from migrator.journal.records import GENESIS, Damaged, decode, digest
from states.events import Stamped

NAME = "journal.jsonl"


class Reader:
    """The events of a journal's whole lines. Of what was read so far: their number, the hash of the last, their bytes.

    `torn` is a last line without its newline, empty where there is none, or it is not reached yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.number = 0
        self.head = GENESIS
        self.size = 0
        self.torn = b""

    def __iter__(self) -> Iterator[Stamped]:
        """Damaged at the first line that is not what was written; the Problem `journal-unreadable`."""
        for line in lines(self._path):
            if not line.endswith(b"\n"):
                self._end(line)
                return
            stamped = decode(line, self.number, self.head)
            self.number += 1
            self.head = digest(line)
            self.size += len(line)
            yield stamped

    def _end(self, torn: bytes) -> None:
        """A crash leaves the beginning of a line, never a whole one with another byte for its newline."""
        if _fits(torn[:-1] + b"\n", self.number, self.head):
            raise Damaged("its newline was changed")
        self.torn = torn


def _fits(line: bytes, number: int, head: str) -> bool:
    with suppress(Damaged, Problem):
        decode(line, number, head)
        return True
    return False


@dataclass(frozen=True)
class Scanned:
    """What a journal holds: the events of its whole lines, the hash of the last, their bytes, and a torn line."""

    events: tuple[Stamped, ...]
    head: str
    size: int
    torn: bytes


def scan(path: Path) -> Scanned:
    """Read a journal without touching it. A damaged line is the Problem `journal-damaged`."""
    reader = Reader(path)
    events = tuple(believed(reader, path))
    return Scanned(events, reader.head, reader.size, reader.torn)


def believed(reader: Reader, path: Path) -> Iterator[Stamped]:
    """The events; a damaged line is the Problem `journal-damaged`."""
    try:
        yield from reader
    except Damaged as damage:
        raise _damaged(path, reader.number + 1, str(damage)) from damage


def lines(path: Path, start: int = 0) -> Iterator[bytes]:
    """Every line from a byte on, with its newline; a torn one last, without. The Problem `journal-unreadable`."""
    try:
        with path.open("rb") as file:
            file.seek(start)
            yield from file
    except OSError as error:
        raise _unreadable(path, error) from error


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
