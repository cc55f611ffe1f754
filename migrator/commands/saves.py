"""What is asked of a backup: the snapshot, the application scaled to 0, a copy."""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import click

from states.inputs import Inputs

Command = TypeVar("Command", bound=Callable[..., Any])
TARGET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^\s]*)?")


@dataclass(frozen=True)
class Saves:
    """What was typed, None where it was not."""

    snapshot: str | None = None
    backup_to: str | None = None
    quiesce: bool | None = None

    def over(self, inputs: Inputs) -> Inputs:
        """The inputs with what was said laid over them."""
        said = {"snapshot": self.snapshot, "backup_to": self.backup_to, "quiesce": self.quiesce}
        return replace(inputs, **{name: value for name, value in said.items() if value is not None})  # type: ignore[arg-type]


def _target(_context: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    if text is not None and not TARGET.fullmatch(text):
        raise click.BadParameter(f"{text} is not s3://BUCKET/PREFIX")
    return text


SNAPSHOT = click.option(
    "--snapshot",
    type=click.Choice(["ask", "yes", "no"]),
    help="Make a snapshot of the database; ask (the default) takes one of the last hour for it.",
)
COPY = click.option("--backup-to", metavar="S3URL", callback=_target, help="Copy the backup to s3://BUCKET/PREFIX.")
QUIESCE = click.option("--quiesce", is_flag=True, default=None, help="Scale the old application to 0 before the snapshot.")


def saves(function: Command) -> Command:
    """The options of every command that goes on with a run; they arrive as one `saves: Saves`."""

    @functools.wraps(function)
    def wrapped(*positional: Any, snapshot: str | None, backup_to: str | None, quiesce: bool | None, **given: Any) -> Any:
        return function(*positional, saves=Saves(snapshot, backup_to, quiesce), **given)

    result: Any = SNAPSHOT(COPY(QUIESCE(wrapped)))
    return result  # type: ignore[no-any-return]
