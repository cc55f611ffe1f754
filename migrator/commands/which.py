"""Which run a command looks at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeGuard

import click

from migrator.journal import Runs
from migrator.mirror.place import NONE, parsed


def mirror_place(_context: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    """A mirror as it was typed, with nothing behind its prefix; or the word for none."""
    try:
        return text if text in (None, NONE) else str(parsed(text))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


DIRECTORY = click.option(
    "--dir", "directory", default=".", type=click.Path(exists=True, file_okay=False), help="The Terraform directory."
)
RUN = click.option("--run", "run_id", metavar="ID", help="Which run; default the newest.")
JOURNAL = click.option(
    "--journal", metavar="s3://BUCKET/PREFIX", callback=mirror_place, help="Look at the journal's mirror there."
)


def looks_elsewhere(journal: str | None) -> TypeGuard[str]:
    """Whether a mirror is named."""
    return journal not in (None, NONE)


@contextmanager
def runs_in(directory: str, journal: str | None, run: str | None) -> Iterator[Runs]:
    """The runs of a directory; or the one of a mirror, of that name or the newest."""
    if not looks_elsewhere(journal):
        yield Runs(Path(directory))
        return
    from migrator.mirror.look import fetched_runs  # noqa: PLC0415 - the way to AWS, only where one is wanted

    with fetched_runs(parsed(journal), run) as runs:
        yield runs
