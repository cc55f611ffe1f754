"""The questions that are put to the world: one for each field of a group of facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from checks.facts import Identity, Known, Missing, Values


@dataclass(frozen=True)
class Question:
    """One fact to be asked for: the `field` of a group of `checks.facts.Facts`, or of verify's `Health`, and how.

    `ask` answers what the field holds, or a Missing; it never raises. It is cut after `seconds`.
    """

    group: str
    field: str
    ask: Callable[[], object]
    seconds: float = 30.0


class Probes(Protocol):
    """Facts from outside. Safe to call concurrently."""

    def identity(self) -> Identity | Missing:
        """STS GetCallerIdentity."""
        ...

    def questions(self, known: Known, groups: frozenset[str]) -> tuple[Question, ...]:
        """One question for each field of these groups; nothing is asked yet."""
        ...

    def health_questions(self, values: Values, groups: frozenset[str]) -> tuple[Question, ...]:
        """The same for these groups of `checks.facts.Health`."""
        ...

    def changed(self, seconds: float) -> None:
        """Return as soon as something in the cluster changed since the last call, or after so many seconds."""
        ...
