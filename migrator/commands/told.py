"""How a judged plan is told: one report, in the form that was asked for, and in the summary of a CI job."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from migrator.answer import Answer
from migrator.report import RiskReport, risk_document, risk_html, risk_junit, risk_markdown, risk_sarif, risk_text

Command = TypeVar("Command", bound=Callable[..., Any])

limited: Callable[[Command], Command] = click.option(
    "--limit", type=click.IntRange(min=0), metavar="N", help="At most N changes and N findings in the JSON document."
)


def tell(report: RiskReport, answer: Answer) -> None:
    """Answer with the report; where a GitHub job has a summary, the Markdown goes there, too."""
    answer.give(
        text=lambda: risk_text(report, answer.paint),
        md=lambda: risk_markdown(report),
        json=lambda: risk_document(report),
        html=lambda: risk_html(report),
        sarif=lambda: risk_sarif(report),
        junit=lambda: risk_junit(report),
    )
    answer.summarise(lambda: risk_markdown(report))


def now() -> str:
    """The time for people who read the report later: `2026-01-02 03:04:05Z`."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%SZ}"
