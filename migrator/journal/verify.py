"""Checking a journal from its first byte to its last."""

from dataclasses import dataclass
from pathlib import Path

from migrator.journal.file import split
from migrator.journal.records import GENESIS, Damaged, decode, digest


@dataclass(frozen=True)
class Checked:
    """The outcome: how many lines hold from the first on, and the hash that stands for them.

    first_bad_line  counts from 1; None where every whole line holds
    wrong           what is wrong with it, or how long a torn last line is; None where there is nothing to say
    """

    path: str
    lines: int
    head: str
    ok: bool
    first_bad_line: int | None
    wrong: str | None


def verify(path: Path) -> Checked:
    """Check every line's sum and the chain; a torn tail is said, and no damage. Changes nothing.

    A Problem only where the journal cannot be read at all, or is of a newer version.
    """
    lines, torn = split(path)
    head = GENESIS
    for number, line in enumerate(lines):
        try:
            decode(line, number, head)
        except Damaged as damage:
            return Checked(
                str(path), number, head, ok=False, first_bad_line=number + 1, wrong=f"line {number + 1}: {damage}"
            )
        head = digest(line)
    tail = f"{len(torn)} bytes of a torn last line" if torn else None
    return Checked(str(path), len(lines), head, ok=True, first_bad_line=None, wrong=tail)
