"""A migrator that gets a SIGKILL around one append to its journal: a real signal, at an exact place."""

import os
import signal
from itertools import count

from states.events import Event, Stamped


def arm(which: str, when: str) -> None:
    """From now on this process dies `before` or `after` an append: its `which`-th from 0, or the first of that label."""
    from migrator.journal.file import JournalFile  # noqa: PLC0415 - imported by each call for itself

    plain = JournalFile.append
    numbers = count()

    def append(journal: JournalFile, event: Event) -> Stamped:
        hit = which in (str(next(numbers)), label(event))
        if hit and when == "before":
            _die()
        stamped = plain(journal, event)
        if hit:
            _die()
        return stamped

    JournalFile.append = append  # type: ignore[method-assign]


def label(event: Event) -> str:
    """What an event is called in the name of a point: its kind, and the state that it enters."""
    return " ".join([type(event).__name__, *([str(event.state)] if hasattr(event, "state") else [])])


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
