"""Repairing a damaged journal: what holds becomes the journal, and all of the damaged one is kept beside it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from checks.problem import Problem
from migrator.journal.disk import Disk, guarded, write_whole
from migrator.journal.file import moment
from migrator.journal.reading import Reader, lines
from migrator.journal.records import TYPES, UNDECODABLE, Damaged, digest, encode
from states.events import Stamped
from states.mending import Repaired
from states.ports import Clock

UNREADABLE = "unreadable"


class Kind(msgspec.Struct, frozen=True):
    """All that is read of a lost line."""

    type: str


@dataclass(frozen=True)
class Mended:
    """What a repair did. `kept` is the damaged file's new path, None where the journal held and nothing was done.

    held   how many lines held
    lost   how many did not, or came after one that did not
    names  the kinds of the lost events, `unreadable` for those that nobody can read
    head   the hash that stands for the journal now
    """

    path: str
    held: int
    head: str
    kept: str | None = None
    lost: int = 0
    names: tuple[str, ...] = ()


def repair(path: Path, clock: Clock, disk: Disk | None = None) -> Mended:
    """Make the valid part of a journal the journal; whoever calls holds the workspace's lock. Again is harmless.

    Killed at any instant, the journal is the damaged one or the repaired one, and the damaged one exists.
    """
    reader = Reader(path)
    held: list[Stamped] = []
    try:
        held.extend(reader)
    except Damaged as damage:
        if not held:
            raise _nothing_holds(path, damage) from damage
        return guarded(path, lambda: _mend(path, reader, held, clock, disk or Disk()))
    return Mended(str(path), reader.number, reader.head)


def _mend(path: Path, reader: Reader, held: list[Stamped], clock: Clock, disk: Disk) -> Mended:
    whole = path.read_bytes()
    kept = path.with_name(f"journal.damaged-{hashlib.sha256(whole).hexdigest()[:12]}")
    names = tuple(map(_kind, lines(path, reader.size)))
    event = Repaired(kept.name, len(names), names)
    line = encode(Stamped(reader.number, moment(clock.now(), held[-1:]), event), reader.head)
    write_whole(kept, whole, disk)
    write_whole(path, whole[: reader.size] + line, disk)
    return Mended(str(path), reader.number, digest(line), str(kept), len(names), names)


def _kind(line: bytes) -> str:
    """Nothing of a damaged line is believed but a name that there is, and that only for being said."""
    try:
        kind = msgspec.json.decode(line, type=Kind).type
    except UNDECODABLE:
        return UNREADABLE
    return kind if kind in TYPES else UNREADABLE


def _nothing_holds(path: Path, damage: Damaged) -> Problem:
    return Problem(
        "journal-beyond-repair",
        what=f"Not one line of {path} holds.",
        why=f"Line 1: {damage}. What the run did cannot be told from it, and without a journal it could be done again.",
        next=f"put a copy of {path.name} from a backup in its place, then: migrator journal verify",
    )
