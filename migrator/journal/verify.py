"""Checking a journal from its first byte to its last."""

from dataclasses import dataclass
from pathlib import Path

from checks.problem import Problem
from migrator.journal.file import scan


@dataclass(frozen=True)
class Checked:
    """The outcome: how many lines hold, the hash that stands for them, and what is wrong, if anything."""

    path: str
    lines: int
    head: str
    ok: bool
    wrong: str | None


def verify(path: Path) -> Checked:
    """Check every line's sum and the chain; a torn tail is said, and no damage."""
    try:
        events, whole, head = scan(path)
    except Problem as problem:
        if problem.code != "journal-damaged":
            raise
        return Checked(str(path), 0, "", ok=False, wrong=f"{problem.what} {problem.why}")
    torn = path.stat().st_size - whole
    return Checked(str(path), len(events), head, ok=True, wrong=f"{torn} bytes of a torn last line" if torn else None)
