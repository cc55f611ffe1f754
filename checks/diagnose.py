"""Which known failures an error text looks like. For advice only: no decision is taken from a text."""

import re
from collections.abc import Iterable

from runbooks.model import Failure


def diagnose(texts: Iterable[str], known: Iterable[Failure]) -> tuple[Failure, ...]:
    """The known failures whose pattern occurs in any of the texts, in the runbook's order."""
    kept = tuple(texts)
    return tuple(one for one in known if any(re.search(one.pattern, text, re.IGNORECASE | re.MULTILINE) for text in kept))
