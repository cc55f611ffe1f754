"""What to expect while a migration is applied, as data."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Phase:
    """A part of the apply: the outage that it brings, its cause, and how long it may take, in minutes, from and to.

    `if_it_fails` says in a sentence what is true then, and which way is open.

    It belongs to a plan with one of the finding `codes`, or with one of the `actions` on one of the `types`.
    """

    name: str
    outage: str
    because: str
    minutes: tuple[int, int]
    if_it_fails: str = ""
    codes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    actions: tuple[Literal["create", "update", "delete", "replace"], ...] = ()


@dataclass(frozen=True)
class Timetable:
    """The phases in their order; how long all of it may take, and how long a window to book, in minutes."""

    minutes: tuple[int, int]
    book: int
    phases: tuple[Phase, ...]
