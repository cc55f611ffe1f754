"""assess: judge any plan, from anywhere, with the same judgment that `plan` and `run` use."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import click

from checks.model import Severity
from checks.plan import decode, judge
from checks.problem import Exit
from migrator.answer import Answer, answers
from migrator.commands.told import limited, now, tell
from migrator.planfile import read_plan
from migrator.report.risk import RiskReport
from runbooks.model import Runbook


@click.command()
@click.argument("source", metavar="PLAN.json|-")
@click.option("--runbook", help="Compare with what this runbook documents, too.")
@click.option(
    "--fail-on",
    default="critical",
    type=click.Choice([one.value for one in Severity]),
    help="The level that gives exit code 3.",
)
@limited
@answers
def assess(source: str, runbook: str | None, fail_on: str, limit: int | None, answer: Answer) -> int:
    """Judge the output of `terraform show -json PLANFILE`; `-` reads standard input."""
    with _no_cycles():
        report = RiskReport(
            judge(decode(read_plan(source)), _runbook(runbook) if runbook else None),
            subject="standard input" if source == "-" else source,
            file=None if source == "-" else source,
            made_at=now(),
            bar=Severity(fail_on),
            limit=limit,
        )
        tell(report, answer)
        stops = report.stops
        # Large, and gone before the search for cycles begins again.
        del report
    return int(Exit.BLOCKED if stops else Exit.DONE)


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Work without looking for cycles of objects: there are none, and in a large plan the search takes as long again."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def _runbook(name: str) -> Runbook:
    from migrator.runbook import load_runbook  # noqa: PLC0415 - only where one is named

    return load_runbook(name)
