"""How long one resource usually takes, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """Types that take so many minutes at the most, and where to look where one takes longer."""

    types: tuple[str, ...]
    minutes: int
    look: str


@dataclass(frozen=True)
class Durations:
    """The kinds that are known; `minutes` and `look` are for every other type."""

    minutes: int
    look: str
    kinds: tuple[Kind, ...]
