"""Progress as plain lines on standard error: for pipes, CI and log files."""

import sys
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Self

from migrator.terminal.printable import one_line
from migrator.terminal.wording import SHOWN, action_line, state_line, totals
from states.events import ActionSeen, Phase, Stamped
from states.ports import Note
from states.run import Run


class Plain:
    """One line for each thing that happens; times are UTC. Details only where `verbose`."""

    def __init__(self, *, verbose: bool = False) -> None:
        self._phases = (None, "progress", "detail") if verbose else (None, "progress")

    def __enter__(self) -> Self:
        """Nothing to start."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing to stop."""

    def event(self, stamped: Stamped, run: Run) -> None:
        """States as they are entered and left, actions as they start and end."""
        at = stamped.at[11:19]
        if isinstance(stamped.event, ActionSeen):
            done = f"  [{totals(run)}]" if stamped.event.phase is Phase.COMPLETED else ""
            self._line(f"{at}   {action_line(stamped.event)}{done}")
        line = state_line(stamped, run)
        if line:
            self._line(f"{at} {line}")

    def head(self, head: str) -> None:
        """Enough of the hash to find it again."""
        self._line(f"           journal {head[:SHOWN]}")

    def note(self, note: Note) -> None:
        """Notes without a phase are news; the idle ones are for live displays."""
        if note.phase in self._phases and note.text:
            self._line(f"           {note.text}")

    def paused(self) -> AbstractContextManager[None]:
        """Nothing to pause: lines come one by one."""
        return nullcontext()

    @staticmethod
    def _line(text: str) -> None:
        sys.stderr.write(one_line(text) + "\n")
        sys.stderr.flush()
