"""assess: judge any plan, from anywhere, with the same judgment that `plan` and `run` use."""

import sys
from pathlib import Path

import click

from checks.model import Severity
from checks.plan import assess as judge
from checks.plan import decode
from checks.plan.model import Assessment
from checks.problem import Exit, Problem
from migrator.answer import Answer, answers
from migrator.report import assess_document, assessment_markdown, assessment_text
from migrator.wiring import load_runbook


@click.command()
@click.argument("source", metavar="PLAN.json|-")
@click.option("--runbook", help="Compare with what this runbook documents, too.")
@click.option(
    "--fail-on",
    default="critical",
    type=click.Choice([one.value for one in Severity]),
    help="The level that gives exit code 3.",
)
@answers
def assess(source: str, runbook: str | None, fail_on: str, answer: Answer) -> int:
    """Judge the output of `terraform show -json PLANFILE`; `-` reads standard input."""
    assessment = judge(decode(_read(source)), load_runbook(runbook) if runbook else None)
    answer.give(
        text=lambda: assessment_text(assessment, answer.paint),
        md=lambda: assessment_markdown(assessment),
        json=lambda: assess_document(assessment),
    )
    return int(Exit.BLOCKED if _reaches(assessment, Severity(fail_on)) else Exit.DONE)


def _reaches(assessment: Assessment, bar: Severity) -> bool:
    level = assessment.level
    return bool(assessment.blocking()) or (level != "none" and Severity(level).rank >= bar.rank)


def _read(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise Problem(
            "plan-unreadable",
            what=f"{source} cannot be read.",
            why=f"{error.strerror}.",
            next="terraform show -json PLANFILE > plan.json; migrator assess plan.json",
            exit=Exit.USAGE,
        ) from error
