"""How much of a list is shown: the first of it, as far as it fits; what is left out is counted and said."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from checks.model import Finding
from checks.plan.model import JudgedChange
from migrator.terminal.printable import one_line, printable

Thing = TypeVar("Thing")
LONGEST, LINES = 500, 20


def first(items: Sequence[Thing], most: int) -> tuple[Sequence[Thing], int]:
    """The first of a list, and how many are left out."""
    return items[:most], max(0, len(items) - most)


def fitting(items: Iterable[Thing], size: Callable[[Thing], int], budget: int) -> list[Thing]:
    """The first of the items that fit together; items that do not fit are not even made, where they are lazy."""
    kept: list[Thing] = []
    for one in items:
        budget -= size(one)
        if budget < 0:
            break
        kept.append(one)
    return kept


def octets(text: str) -> int:
    """How long a text is in a file."""
    return len(text.encode("utf-8", "replace"))


def clipped(text: str, most: int = LONGEST) -> str:
    """A text of bounded length, with its own length said where it was cut."""
    return text if len(text) <= most else f"{text[:most]}... ({len(text):,} characters)"


def brief(one: Finding) -> Finding:
    """A finding with every text printable, and none too long."""
    because = tuple(clipped(one_line(text)) for text in one.because[:LINES])
    return replace(printable(replace(one, because=())), subject=clipped(one_line(one.subject)), because=because)


def more(left: int) -> str:
    """How many are left out, in words."""
    return f"... and {left:,} more"


def more_changes(left: Sequence[JudgedChange]) -> str:
    """How many changes are left out, and how bad the worst of them is; they are sorted, the worst first."""
    return f"{more(len(left))}, none above {left[0].severity}"
