"""Progress for machines: one JSON object a line on standard error, each with `at` (RFC 3339, UTC) and `event`."""

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import msgspec

from states.events import ActionSeen, Stamped
from states.ports import Note
from states.run import Run


class Machine:
    """`event` is action, journal, head or note; an action has address, change, verb, phase; journal type and state."""

    def __enter__(self) -> Self:
        """Nothing to start."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing to stop."""

    def event(self, stamped: Stamped, run: Run) -> None:
        """What became durable."""
        if isinstance(stamped.event, ActionSeen):
            self._line(stamped.at, "action", **msgspec.to_builtins(stamped.event))
        else:
            self._line(stamped.at, "journal", number=stamped.number, type=type(stamped.event).__name__, state=run.state)

    def head(self, head: str) -> None:
        """The hash that stands for the journal, as a whole."""
        self._line(_now(), "head", head=head)

    def note(self, note: Note) -> None:
        """What is going on."""
        if note.text:
            self._line(_now(), "note", text=note.text, address=note.address, change=note.change)

    def paused(self) -> AbstractContextManager[None]:
        """Nothing to pause: lines come one by one."""
        return nullcontext()

    @staticmethod
    def _line(at: str, event: str, **more: object) -> None:
        sys.stderr.write(json.dumps({"at": at, "event": event, **more}) + "\n")
        sys.stderr.flush()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
