"""demo: the whole migration on a sandbox, with a kill in the middle."""

import os
import shlex
import shutil
import sys
from pathlib import Path

import click

from checks.outage import Measured
from checks.problem import Exit
from migrator.answer import Answer, answers
from migrator.demo.script import Shown, play, replaced
from migrator.terminal.paint import Paint

WORDS = {"create": "created", "update": "updated", "delete": "destroyed", "replace": "replaced"}


@click.command()
@click.option(
    "--dir", "directory", default="demo", type=click.Path(file_okay=False, path_type=Path), help="Where; default ./demo."
)
@click.option("--pace", type=click.Choice(["demo", "fast"]), default="demo", help="fast: too fast to watch.")
@answers
def demo(directory: Path, pace: str, answer: Answer) -> int:
    """The whole migration on a sandbox of its own: real Terraform, no AWS account; killed in the middle, and resumed."""
    shown = play(directory, pace, _say)
    answer.give(text=lambda: summary(shown, answer.paint))
    return int(Exit.DONE)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def summary(shown: Shown, paint: Paint) -> str:
    """What happened, in one screen."""
    run = shown.kept.run
    done = run.completed()
    counts = ", ".join(f"{done.get(key, 0)} {word}" for key, word in WORDS.items())
    where = run.inputs.directory
    return "\n".join(
        [
            "",
            paint("The migration is done; being killed in its middle cost nothing.", "good"),
            f"  applied   {counts}",
            *(line for address, because in replaced(shown.kept) for line in _replacement(address, because)),
            f"  outage    {_outage(shown.measured)}",
            f"  verified  {len(run.verified.passed) if run.verified else 0} checks hold",
            f"  duration  {shown.seconds:.0f} s, the sandbox included",
            f"  report    {_program()} report --dir {shlex.quote(where)}",
            f"  journal   {shown.kept.files.path('journal.jsonl')}",
            f'  try it    {_program()} sandbox up try && eval "$({_program()} sandbox env try)" && cd try',
        ]
    )


def _replacement(address: str, because: tuple[str, ...]) -> list[str]:
    return [f"  replaced  {address}", *(f"              {line}" for line in because if "forces replacement" in line)]


def _outage(found: Measured | None) -> str:
    if found is None or not found.outages:
        return "none was seen"
    causes = dict.fromkeys(cause for one in found.outages for cause in one.causes)
    return f"{found.lost:.1f} s from the first failed to the first good answer ({'; '.join(causes)})"


def _program() -> str:
    """How this very program is called from here."""
    return "migrator" if shutil.which("migrator") else os.path.relpath(Path(sys.argv[0]))
