"""An expected action, attribute by attribute: what in it nobody documented."""

import re

from checks.model import Finding, Severity
from checks.plan.actions import LATER
from checks.plan.evidence import TEDIOUS
from checks.plan.hazards.seen import Seen
from runbooks.model import ExpectedAction

STEP = re.compile(r"\[[^\]]*\]")
MOST = 8


def unforeseen(seen: Seen, documented: ExpectedAction | None) -> Finding | None:
    """The finding for attributes that change with a documented action, and are not documented with it.

    Nothing where the runbook names no attributes of the action. What is only known after the apply follows from the rest,
    and tags are only for people.
    """
    if documented is None or not documented.changes:
        return None
    known = tuple(STEP.sub("", one.attribute) for one in documented.changes)
    lines = [seen.line(one) for one in seen.went() if one.new != LATER and not _documented(one.path, known)]
    return _told(seen, tuple(lines)) if lines else None


def _documented(path: tuple[str | int, ...], known: tuple[str, ...]) -> bool:
    """Steps into lists do not count: whether a block is one or a list of one depends on the provider's version."""
    name = ".".join(part for part in path if isinstance(part, str))
    return path[0] in TEDIOUS or any(name == one or name.startswith(f"{one}.") for one in known)


def _told(seen: Seen, lines: tuple[str, ...]) -> Finding:
    rest = (f"... and {len(lines) - MOST} more",) if len(lines) > MOST else ()
    return Finding(
        "attribute-unexpected",
        Severity.MEDIUM,
        blocks=False,
        subject=seen.change.address,
        because=("the action is documented, these attributes of it are not", *lines[:MOST], *rest),
        remedy="Find out where they come from: drift, or an argument of your own. Mend drift before the migration.",
    )
