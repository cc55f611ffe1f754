"""Which run a command looks at."""

import click

from migrator.mirror.place import NONE, parsed


def mirror_place(_context: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    """A mirror as it was typed, with nothing behind its prefix; or that there is to be none."""
    try:
        return text if text in (None, NONE) else str(parsed(text))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


DIRECTORY = click.option(
    "--dir", "directory", default=".", type=click.Path(file_okay=False), help="The Terraform directory."
)
RUN = click.option("--run", "run_id", metavar="ID", help="Which run; default the newest.")
