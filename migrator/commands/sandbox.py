"""sandbox: up, env, status, faults, down."""

import json
import shlex
from pathlib import Path
from typing import BinaryIO

import click

from checks.problem import Exit
from migrator.answer import Answer, answers
from migrator.sandbox import lifecycle
from migrator.sandbox.layouts import LAYOUTS
from migrator.sandbox.paths import Home

PLACE = click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def sandbox() -> None:
    """A deployment in miniature: real Terraform and real sockets, behind them a stand-in for AWS, cluster and W&B."""


@sandbox.command()
@PLACE
@click.option("--pace", type=click.Choice(["fast", "demo"]), default="fast", help="demo: slow enough to watch.")
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    help="The guide's files (default), or those with preflight's remedies.",
)
def up(directory: Path, pace: str, layout: str | None) -> int:
    """Make a sandbox in DIR, with the pre-operator configuration applied."""
    lifecycle.up(directory, pace=pace, layout=layout, tell=lambda text: click.echo(text, err=True))
    where = shlex.quote(str(directory))
    click.echo(f'It is up. Next: eval "$(migrator sandbox env {where})" && cd {where}', err=True)
    return int(Exit.DONE)


@sandbox.command()
@PLACE
def env(directory: Path) -> int:
    """Print the export lines that make this shell work in the sandbox."""
    click.echo(lifecycle.export_lines(Home(directory.absolute())))
    return int(Exit.DONE)


@sandbox.command()
@PLACE
@answers
def status(directory: Path, answer: Answer) -> int:
    """Whether it runs, and every operation on its cloud."""
    found = lifecycle.status(Home(directory.absolute()))
    answer.give(
        text=lambda: "\n".join([f"running: {found['running']}", *(_line(one) for one in found["log"])]),
        json=lambda: json.dumps({"schema": "migrator.sandbox/1", **found}, indent=2),
    )
    return int(Exit.DONE)


def _line(one: dict[str, str | None]) -> str:
    return f"{one['at']} {one['op']:6} {one['result']:7} {one['address'] or one['type']} ({one['id']})"


@sandbox.command()
@PLACE
@click.argument("file", type=click.File("rb"))
def faults(directory: Path, file: BinaryIO) -> int:
    """Put the faults of FILE (`-` for standard input) in force."""
    lifecycle.set_faults(Home(directory.absolute()), file.read().decode(errors="replace"))
    return int(Exit.DONE)


@sandbox.command()
@PLACE
def down(directory: Path) -> int:
    """Stop it; its files stay, and `up` starts it again."""
    stopped = lifecycle.down(Home(directory.absolute()))
    click.echo("stopped" if stopped else "it was not running", err=True)
    return int(Exit.DONE)
