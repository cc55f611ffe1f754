"""What a hazard is: a code, a severity, where to look, and what to do."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from checks.model import Severity
from checks.plan.hazards.seen import Seen

Lines = tuple[str, ...]
# What of a change is the hazard; nothing where there is none.
Look = Callable[[Seen], Lines]
GOING = frozenset({"delete", "replace", "forget"})
CHANGED = frozenset({"update", "replace"})
COMING = frozenset({"create", "update", "replace"})


def every(_kind: str) -> bool:
    """Any type."""
    return True


def of(*kinds: str) -> Callable[[str], bool]:
    """These types."""
    return frozenset(kinds).__contains__


@dataclass(frozen=True)
class Rule:
    """A hazard: of which actions and types, how severe it is, whether it always stops a run.

    Where it names attributes, or a word of their names, an update or replacement is looked at only if one of them is on the
    path to a difference.
    """

    code: str
    severity: Severity
    look: Look
    remedy: str
    blocks: bool = False
    actions: frozenset[str] = CHANGED
    kinds: Callable[[str], bool] = every
    attributes: frozenset[str] = frozenset()
    word: re.Pattern[str] | None = None

    def concerns(self, action: str, names: frozenset[str]) -> bool:
        """Whether it is worth looking, of a change whose type and action fit; the names are those that differ."""
        if action not in CHANGED or not (self.attributes or self.word):
            return True
        said = self.word is not None and any(map(self.word.search, names))
        return said or not self.attributes.isdisjoint(names)
