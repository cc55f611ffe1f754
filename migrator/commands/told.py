"""How a judged plan is told: one report, in the form that was asked for, and in the summary of a CI job."""

import importlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from migrator.answer import Answer
from migrator.report.risk import RiskReport

Command = TypeVar("Command", bound=Callable[..., Any])
# Each form by its maker, which is imported when the form is asked for.
FORMS = {
    "text": ("migrator.report.plan", "risk_text"),
    "md": ("migrator.report.plan_markdown", "risk_markdown"),
    "json": ("migrator.report.plan_json", "risk_document"),
    "html": ("migrator.report.html", "risk_html"),
    "sarif": ("migrator.report.sarif", "risk_sarif"),
    "junit": ("migrator.report.plan_junit", "risk_junit"),
}

limited: Callable[[Command], Command] = click.option(
    "--limit", type=click.IntRange(min=0), metavar="N", help="At most N changes and N findings in the JSON document."
)


def tell(report: RiskReport, answer: Answer) -> None:
    """Answer with the report; where a GitHub job has a summary, the Markdown goes there, too."""
    answer.give(
        text=lambda: _made("text", report, answer.paint),
        md=lambda: _made("md", report),
        json=lambda: _made("json", report),
        html=lambda: _made("html", report),
        sarif=lambda: _made("sarif", report),
        junit=lambda: _made("junit", report),
    )
    answer.summarise(lambda: _made("md", report))


def _made(form: str, *given: Any) -> str:
    module, name = FORMS[form]
    made: str = getattr(importlib.import_module(module), name)(*given)
    return made


def now() -> str:
    """The time for people who read the report later: `2026-01-02 03:04:05Z`."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%SZ}"
