"""Rendering: one verdict, run or plan in, one text or document out. Pure, and the last place where strings are made."""

from migrator.report.documents import (
    codes_document,
    error_document,
    explain_document,
    graph_document,
    risk_document,
    run_document,
    status_document,
    verify_document,
)
from migrator.report.event import event_document
from migrator.report.history import journal_document, journal_text, verified_document, verified_text
from migrator.report.html import risk_html
from migrator.report.markdown import codes_markdown, explain_markdown
from migrator.report.pause import pause_document, pause_text
from migrator.report.plan import risk_text
from migrator.report.plan_junit import risk_junit
from migrator.report.plan_markdown import risk_markdown
from migrator.report.preflight import (
    Preflight,
    look_document,
    look_junit,
    look_markdown,
    look_text,
    warned,
    warned_text,
)
from migrator.report.risk import RiskReport
from migrator.report.run import report_document, report_markdown, report_text
from migrator.report.sarif import risk_sarif
from migrator.report.text import codes_text, error_text, explain_text, preflight_text, status_text, verify_text

__all__ = [
    "Preflight",
    "RiskReport",
    "codes_document",
    "codes_markdown",
    "codes_text",
    "error_document",
    "error_text",
    "event_document",
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
    "pause_document",
    "pause_text",
    "preflight_text",
    "report_document",
    "report_markdown",
    "report_text",
    "risk_document",
    "risk_html",
    "risk_junit",
    "risk_markdown",
    "risk_sarif",
    "risk_text",
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
