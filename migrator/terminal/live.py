"""Progress on a terminal, with rich: the states, what is done by class, what runs now, for how long."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live as RichLive
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from migrator.standing import states
from migrator.terminal.printable import one_line
from migrator.terminal.wording import SHOWN, TITLES, action_line, totals
from states.events import ActionSeen, Phase, Stamped, State
from states.ports import Note
from states.run import Run

MARKS = {
    "done": ("✔", "green"),
    "failed": ("✘", "red"),
    "running": ("●", "cyan"),
    "pending": ("·", "dim"),
    "skipped": ("-", "dim"),
}


class Live:
    """Redraws a few times a second; finished actions, and details where `verbose`, scroll by above the display."""

    def __init__(self, *, colour: bool, verbose: bool = False) -> None:
        self._verbose = verbose
        self._console = Console(stderr=True, no_color=not colour, highlight=False)
        self._run: Run | None = None
        self._note = ""
        self._running: dict[str, float] = {}
        self._began = time.monotonic()
        self._spinner = Spinner("dots")
        # Last: it renders once while it is made.
        self._live = RichLive(console=self._console, get_renderable=self._render, refresh_per_second=5, transient=True)

    def __enter__(self) -> Self:
        """Start to draw."""
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Remove the display; the lines above it stay."""
        self._live.stop()
        if self._run is not None:
            self._console.print(self._states())

    def event(self, stamped: Stamped, run: Run) -> None:
        """Take over what is known now; print actions that ended."""
        self._run = run
        if not isinstance(stamped.event, ActionSeen):
            return
        if stamped.event.phase is Phase.STARTED:
            self._running[stamped.event.address] = time.monotonic()
            return
        self._running.pop(stamped.event.address, None)
        self._console.print(Text(action_line(stamped.event), style="red" if stamped.event.phase is Phase.ERRORED else ""))

    def head(self, head: str) -> None:
        """Scrolls by, so that whoever keeps the terminal's output has it."""
        self._console.print(Text(f"journal {head[:SHOWN]}", style="dim"))

    def note(self, note: Note) -> None:
        """Show the newest note below the states."""
        if note.phase == "detail" and self._verbose:
            self._console.print(Text(one_line(note.text), style="dim"))
        if note.text and note.phase is None:
            self._note = one_line(note.text)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take the display away, and draw it again afterwards."""
        self._live.stop()
        try:
            yield
        finally:
            self._live.start()

    def _render(self) -> Group:
        elapsed = time.monotonic() - self._began
        self._spinner.update(text=Text(f" {self._note}  ({elapsed:.0f} s)"))  # a str would be read as markup
        parts: list[Table | Text | Spinner] = [self._states()] if self._run else []
        if self._run and self._run.state is State.APPLY:
            parts.append(Text("  " + totals(self._run), style="bold"))
        now = time.monotonic()
        parts += [
            Text(f"  … {one_line(address)} ({now - since:.0f} s)", style="cyan")
            for address, since in list(self._running.items())[:6]
        ]
        return Group(*parts, self._spinner)

    def _states(self) -> Table:
        table = Table.grid(padding=(0, 1))
        for row in states(self._run, running=True) if self._run else ():
            mark, style = MARKS[row.status]
            name = Text(row.name, style="bold" if row.status == "running" else "")
            table.add_row(Text(mark, style=style), name, Text(TITLES[State(row.name)], "dim"))
        return table
