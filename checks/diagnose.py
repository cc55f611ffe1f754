"""Which known failures an error text looks like, what to do about it, and whether waiting is all that it takes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runbooks.model import Failure

PLACE = re.compile(r"\{([a-z]+)\}")
FLAGS = re.IGNORECASE | re.MULTILINE


@dataclass(frozen=True)
class Advice:
    """A known failure as it was met: its remedy with the names that are known filled in."""

    failure: Failure
    remedy: str

    def __str__(self) -> str:
        """As one line for a person."""
        safe = "safe to try again once that is done" if self.failure.safe_to_retry else "do not just try again"
        return f"Known ({self.failure.id}): {self.failure.meaning}. Remedy: {self.remedy} ({safe})."


def diagnose(texts: Iterable[str], known: Iterable[Failure]) -> tuple[Failure, ...]:
    """The known failures whose pattern occurs in any of the texts, in the runbook's order."""
    kept = tuple(texts)
    return tuple(one for one in known if any(re.search(one.pattern, text, FLAGS) for text in kept))


def advice(text: str, known: Iterable[Failure], names: Mapping[str, str]) -> tuple[Advice, ...]:
    """What is known about one error text. `names` are those of the deployment; what nobody knows stands in capitals."""
    return tuple(Advice(one, _filled(one, {**names, **_found(one, text)})) for one in diagnose((text,), known))


def passing(texts: Iterable[str], known: Iterable[Failure]) -> tuple[str, ...]:
    """The ids of the failures, where every one of the texts is known to be safe to retry and to go away by itself.

    Empty where a text is unknown, or looks like anything else besides.
    """
    kept, every = tuple(texts), tuple(known)
    met = [diagnose((text,), every) for text in kept]
    if not all(one and all(kind.safe_to_retry and kind.transient for kind in one) for one in met):
        return ()
    return tuple(dict.fromkeys(kind.id for one in met for kind in one))


def _found(failure: Failure, text: str) -> dict[str, str]:
    met = {name: re.search(pattern, text, FLAGS) for name, pattern in failure.find.items()}
    return {name: one[1] for name, one in met.items() if one is not None}


def _filled(failure: Failure, names: Mapping[str, str]) -> str:
    return PLACE.sub(lambda one: names.get(one[1], one[1].upper()), failure.remedy)
