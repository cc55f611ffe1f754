"""Progress on long work: a live display on a terminal, plain lines elsewhere, nothing with -q.

Observers only: they get frozen events and notes and never change what happens.
"""

import functools
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import click

from states.events import Stamped
from states.ports import Note
from states.run import Run

Command = TypeVar("Command", bound=Callable[..., Any])


class Progress(Protocol):
    """Watches a run. Use it as a context manager around the work."""

    def __enter__(self) -> Self:
        """Start to show."""
        ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop showing; what was shown stays readable."""
        ...

    def event(self, stamped: Stamped, run: Run) -> None:
        """An event became durable."""
        ...

    def note(self, note: Note) -> None:
        """Something is going on."""
        ...


class Silent:
    """Shows nothing."""

    def __enter__(self) -> Self:
        """Nothing to start."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing to stop."""

    def event(self, stamped: Stamped, run: Run) -> None:
        """Not shown."""

    def note(self, note: Note) -> None:
        """Not shown."""


def progress(*, quiet: bool, colour: bool) -> Progress:
    """The display that fits where standard error goes."""
    if quiet:
        return Silent()
    if sys.stderr.isatty():
        from migrator.terminal.live import Live  # noqa: PLC0415 - rich is only for terminals

        return Live(colour=colour)
    from migrator.terminal.plain import Plain  # noqa: PLC0415

    return Plain()


def watched(function: Command) -> Command:
    """The option -q, and a `shown: Progress` for commands that take their time."""

    @functools.wraps(function)
    def wrapped(*positional: Any, quiet: bool, **given: Any) -> Any:
        plain = click.get_current_context().params.get("no_color", False)
        return function(*positional, shown=progress(quiet=quiet, colour=not plain), **given)

    result: Any = click.option("-q", "--quiet", is_flag=True, help="No progress.")(wrapped)
    return result  # type: ignore[no-any-return]
