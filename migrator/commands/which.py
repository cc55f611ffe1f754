"""Which run a command looks at."""

import click

DIRECTORY = click.option(
    "--dir", "directory", default=".", type=click.Path(file_okay=False), help="The Terraform directory."
)
RUN = click.option("--run", "run_id", metavar="ID", help="Which run; default the newest.")
