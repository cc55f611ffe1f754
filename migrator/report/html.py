"""The risk report as one HTML page that works offline: nothing is loaded from anywhere, and a content policy says so."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from checks.plan.model import Assessment
from migrator.report.fit import fitting, octets
from migrator.report.html_rows import row
from migrator.report.html_run import RunView, run_view
from migrator.report.html_view import view
from migrator.report.outage import Timeline
from migrator.report.risk import RiskReport
from migrator.standing import Standing
from states.run import Run

if TYPE_CHECKING:
    import jinja2

ROWS, BYTES = 1_500, 1_400_000  # of the table of changes; the rest of the page is bounded by its own lists
PAGE = files("migrator.report").joinpath("page")


def risk_html(report: RiskReport) -> str:
    """The whole page of a plan."""
    return _page(report, None)


def report_html(run: Run, stands: Standing, plan: Assessment | None, outage: Timeline | None = None) -> str:
    """The page of a run: how far it came and what it did, then the plan that it is about, where it has one."""
    told = RiskReport(plan, subject=run.inputs.directory, accepted=run.accepted_codes) if plan else None
    return _page(told, run_view(run, stands, outage))


def _page(report: RiskReport | None, run: RunView | None) -> str:
    env = environment()
    rows = _rows(report.found, env) if report else []
    one = view(report, len(rows)) if report else None
    style, script = (PAGE.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    title = f"Run {run.id}: {run.state}" if run else f"Risk: {one.level} · {one.subject}" if one else ""
    given = {"style": style, "script": script, "policy": policy(style, script)}
    return env.get_template("page.html").render(one=one, run=run, rows=rows, title=title, **given)


def policy(style: str, script: str) -> str:
    """The content security policy: this style, this script, and nothing from anywhere."""
    allowed = f"style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _rows(found: Assessment, env: "jinja2.Environment") -> list[str]:
    """As many rows as fit, the worst changes first."""
    made = env.get_template("row.html").render
    return fitting((made(one=row(number, one)) for number, one in enumerate(found.changes[:ROWS], 1)), octets, BYTES)


@cache
def environment() -> "jinja2.Environment":
    """The templates; everything that is put into them is escaped."""
    import jinja2  # noqa: PLC0415 - only where a page is wanted

    loader = jinja2.FunctionLoader(lambda name: PAGE.joinpath(name).read_text(encoding="utf-8"))
    return jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
