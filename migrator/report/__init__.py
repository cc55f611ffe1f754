"""Rendering: one verdict, run or plan in, one text or document out. Pure, and the last place where strings are made."""

from migrator.report.documents import (
    assess_document,
    codes_document,
    error_document,
    explain_document,
    graph_document,
    plan_document,
    run_document,
    status_document,
    verify_document,
)
from migrator.report.history import journal_document, journal_text, verified_document, verified_text
from migrator.report.markdown import assessment_markdown, codes_markdown, explain_markdown, plan_markdown
from migrator.report.plan import assessment_text, plan_text
from migrator.report.preflight import (
    Preflight,
    look_document,
    look_junit,
    look_markdown,
    look_text,
    warned,
    warned_text,
)
from migrator.report.run import report_document, report_markdown, report_text
from migrator.report.text import codes_text, error_text, explain_text, preflight_text, status_text, verify_text

__all__ = [
    "Preflight",
    "assess_document",
    "assessment_markdown",
    "assessment_text",
    "codes_document",
    "codes_markdown",
    "codes_text",
    "error_document",
    "error_text",
    "explain_document",
    "explain_markdown",
    "explain_text",
    "graph_document",
    "journal_document",
    "journal_text",
    "look_document",
    "look_junit",
    "look_markdown",
    "look_text",
    "plan_document",
    "plan_markdown",
    "plan_text",
    "preflight_text",
    "report_document",
    "report_markdown",
    "report_text",
    "run_document",
    "status_document",
    "status_text",
    "verified_document",
    "verified_text",
    "verify_document",
    "verify_text",
    "warned",
    "warned_text",
]
