"""Progress on long work: a live display on a terminal, plain lines elsewhere, nothing with -q.

Observers only: they get frozen events and notes and never change what happens.
"""

import functools
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
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

    def head(self, head: str) -> None:
        """The run has changed its state; this hash stands for its journal now."""
        ...

    def note(self, note: Note) -> None:
        """Something is going on."""
        ...

    def paused(self) -> AbstractContextManager[None]:
        """Show nothing while a person is asked."""
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

    def head(self, head: str) -> None:
        """Not shown."""

    def note(self, note: Note) -> None:
        """Not shown."""

    def paused(self) -> AbstractContextManager[None]:
        """Nothing to pause."""
        return nullcontext()


def progress(*, quiet: bool, verbose: bool, machine: bool, colour: bool) -> Progress:
    """The display that fits where standard error goes, and what was asked for."""
    if quiet:
        return Silent()
    if machine:
        from migrator.terminal.machine import Machine  # noqa: PLC0415

        return Machine()
    if sys.stderr.isatty():
        from migrator.terminal.live import Live  # noqa: PLC0415 - rich is only for terminals

        return Live(colour=colour, verbose=verbose)
    from migrator.terminal.plain import Plain  # noqa: PLC0415

    return Plain(verbose=verbose)


def watched(function: Command) -> Command:
    """The options -q, -v and --log-format, and a `shown: Progress` for commands that take their time."""
    options = (
        click.option("-q", "--quiet", is_flag=True, help="No progress."),
        click.option("-v", "--verbose", is_flag=True, help="Every Terraform command, too."),
        click.option(
            "--log-format", default="text", type=click.Choice(["text", "json"]), help="Progress as text or as JSON."
        ),
    )

    @functools.wraps(function)
    def wrapped(*positional: Any, quiet: bool, verbose: bool, log_format: str, **given: Any) -> Any:
        plain = click.get_current_context().params.get("no_color", False)
        shown = progress(quiet=quiet, verbose=verbose, machine=log_format == "json", colour=not plain)
        return function(*positional, shown=shown, **given)

    result: Any = wrapped
    for option in reversed(options):
        result = option(result)
    return result  # type: ignore[no-any-return]
