"""Which files are not the ones they were, by name and digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """What became of a file."""

    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Edit:
    """One file. `was` is the digest that it had, None for a new one."""

    name: str
    how: How
    was: str | None

    def __str__(self) -> str:
        return f"{self.name} ({self.how})"


def edits(known: Mapping[str, str], now: Mapping[str, str]) -> tuple[Edit, ...]:
    """Every file that is not as it was, sorted by name; both map a name to the digest of its content."""
    names = sorted(name for name in {*known, *now} if known.get(name) != now.get(name))
    return tuple(Edit(name, _how(name, known, now), known.get(name)) for name in names)


def _how(name: str, known: Mapping[str, str], now: Mapping[str, str]) -> How:
    if name not in known:
        return How.NEW
    return How.CHANGED if name in now else How.GONE
