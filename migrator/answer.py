"""Where answers go: standard output or `--out`, as text for people or as one document for machines; a CI job's summary."""

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from migrator.terminal.paint import Paint, painter

FORMS = ("text", "md", "json", "html", "sarif", "junit")
PIECE = 1_000_000
Command = TypeVar("Command", bound=Callable[..., Any])


class Answer:
    """How one command was asked to answer."""

    def __init__(self, form: str, out: str | None, *, colour: bool) -> None:
        self._out = out
        self.form = form
        self.paint: Paint = painter(colour=colour and out is None and sys.stdout.isatty())

    def give(self, **forms: Callable[[], str]) -> None:
        """Render the form that was asked for, and no other, and write it as a whole."""
        if self.form not in forms:
            raise click.UsageError(f"--format {self.form}: this command has {', '.join(sorted(forms))}")
        text = forms[self.form]()
        if self._out is None:
            _say(text.rstrip("\n"))
        else:
            _write(Path(self._out), text.rstrip("\n") + "\n")

    def summarise(self, text: Callable[[], str]) -> None:
        """Add Markdown to the summary of a GitHub job, where one is being written."""
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        if summary:
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(text().rstrip("\n") + "\n\n")


def _say(text: str) -> None:
    """Write to standard output, a piece at a time: the answer about a large plan would be copied as a whole, twice."""
    for start in range(0, len(text), PIECE):
        # Whether there are colours is decided already: click would look through all of it for them.
        click.echo(text[start : start + PIECE], nl=False, color=True)
    click.echo()


def _write(path: Path, text: str) -> None:
    """Write a file as a whole; what is no plain file, such as /dev/null, is written to as it is."""
    if path.exists() and not path.is_file():
        path.write_text(text)
        return
    from migrator.workspace.files import write  # noqa: PLC0415 - only where a file is wanted

    write(path, text.encode())


def answers(function: Command) -> Command:
    """The options of every command that answers: --format, --out, --no-color; they arrive as one `answer: Answer`."""
    options = (
        click.option("--format", "form", default="text", type=click.Choice(FORMS), help="How to answer."),
        click.option("--out", type=click.Path(dir_okay=False), help="Write the answer to a file."),
        click.option("--no-color", is_flag=True, help="No colours, on a terminal either."),
    )

    @functools.wraps(function)
    def wrapped(*positional: Any, form: str, out: str | None, no_color: bool, **given: Any) -> Any:
        return function(*positional, answer=Answer(form, out, colour=not no_color), **given)

    result: Any = wrapped
    for option in options:
        result = option(result)
    return result  # type: ignore[no-any-return]
