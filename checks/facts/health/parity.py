"""Whether what was there before is there again, or gone, as it should be."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing


@dataclass(frozen=True)
class ParityHealth:
    """The names of the variables of all new containers, and the objects of the old application that are still there."""

    environment: frozenset[str] | Missing = NOT_ASKED
    left: tuple[str, ...] | Missing = NOT_ASKED
