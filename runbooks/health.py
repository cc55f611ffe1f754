"""How verification goes: what waits for what, how long each usually takes, and where a healthy deployment's parts are."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """One check of verify: it is told as `label`, waits until its `needs` hold, then for `deadline` seconds at the most.

    `grace` is how long something that waiting does not mend may last all the same, None for the runbook's own.
    """

    label: str
    usually: float
    deadline: float
    needs: tuple[str, ...] = ()
    grace: float | None = None


@dataclass(frozen=True)
class Kept:
    """A thing whose identity must be the same afterwards: a type of the state, and the attribute that is never reused."""

    what: str
    type: str
    attribute: str


@dataclass(frozen=True)
class OldObject:
    """An object of the application that goes."""

    kind: str
    name: str


@dataclass(frozen=True)
class Verification:
    """The checks of verify by code, and what they look at."""

    grace: float
    release: str
    release_namespace: str
    settings: tuple[str, ...]
    kept: tuple[Kept, ...]
    old: tuple[OldObject, ...]
    codes: Mapping[str, Pace]

    @property
    def longest(self) -> float:
        """Seconds that the whole may take: the longest chain of checks that wait for one another."""
        return max(self._until(code) for code in self.codes)

    def _until(self, code: str) -> float:
        pace = self.codes[code]
        return pace.deadline + max((self._until(one) for one in pace.needs), default=0.0)
