"""Checking a journal from its first byte to its last."""

from dataclasses import dataclass
from pathlib import Path

from migrator.journal.reading import Reader
from migrator.journal.records import Damaged


@dataclass(frozen=True)
class Checked:
    """The outcome: how many lines hold from the first on, and the hash that stands for them.

    first_bad_line  counts from 1; None where every whole line holds
    wrong           what is wrong with it, or how long a torn last line is; None where there is nothing to say
    anchored_at     the line, from 1, whose hash is the one that was asked for; None where none is, or none was asked for
    here            of a mirror: how many lines the same journal has on this disk; None where it is not here
    """

    path: str
    lines: int
    head: str
    ok: bool
    first_bad_line: int | None
    wrong: str | None
    anchored_at: int | None = None
    here: int | None = None


def verify(path: Path, anchor: str | None = None) -> Checked:
    """Check every line's sum and the chain; a torn tail is said, and no damage. Changes nothing.

    `anchor` begins the hash that was the head once: a journal that was cut, or written anew, does not contain it.
    A Problem only where the journal cannot be read at all, or is of a newer version.
    """
    reader = Reader(path)
    anchored = None
    try:
        for _ in reader:
            if anchor and reader.head.startswith(anchor):
                anchored = reader.number
    except Damaged as damage:
        bad = reader.number + 1
        return Checked(str(path), reader.number, reader.head, False, bad, f"line {bad}: {damage}", anchored)
    tail = f"{len(reader.torn)} bytes of a torn last line" if reader.torn else None
    return Checked(str(path), reader.number, reader.head, True, None, tail, anchored)
