"""A judged plan as JSON: `migrator.assess/1` and `migrator.plan/1`."""

import json
import re
from dataclasses import asdict, replace

import msgspec

from checks.plan.dimensions import dimensions
from checks.plan.model import Assessment, Forecast, JudgedChange
from migrator.report.finding import Document, finding
from migrator.report.risk import RiskReport

BEYOND = re.compile(r"[^\x00-\x7e]+")


def assessment(found: Assessment) -> Document:
    """The content of `migrator.assess/1`."""
    return {
        **_outline(found),
        "changes": [_change(one) for one in found.changes],
        "findings": [finding(one) for one in found.findings],
        "contract": asdict(found.contract) if found.contract else None,
        **_around(found),
    }


def _around(found: Assessment) -> Document:
    """What is said of the plan as a whole."""
    return {
        "dimensions": dimensions(found.findings),
        "forecast": _forecast(found.forecast) if found.forecast else None,
        "live": [asdict(one) for one in found.live],
        "upgrades": [asdict(one) for one in found.upgrades],
    }


def _forecast(one: Forecast) -> Document:
    """An estimate, in minutes, from and to."""
    phases = [
        {
            "name": each.name,
            "outage": each.outage,
            "because": each.because,
            "minutes": list(each.minutes),
            "if_it_fails": each.if_it_fails,
        }
        for each in one.phases
    ]
    return {"minutes": list(one.minutes), "book": one.book, "phases": phases}


def _change(one: JudgedChange) -> Document:
    lists = {name: list(getattr(one, name)) for name in ("because", "findings", "dimensions")}
    return {**msgspec.structs.asdict(one), **lists}


def risk_document(report: RiskReport) -> str:
    """`migrator.assess/1`, or `migrator.plan/1`: the same and its approval hash; with a limit, its lists are cut to it."""
    found, limit = report.found, report.limit
    shown = found if limit is None else _cut(found, limit)
    more: Document = {} if report.approval is None else {"approval": report.approval}
    if limit is not None:
        more["capped"] = {"limit": limit, "changes": len(found.changes), "findings": len(found.findings)}
    # The dataclasses have the contract's fields in the contract's order: they are written as they are, however many.
    lists: Document = {"changes": shown.changes, "findings": shown.findings, "contract": shown.contract}
    return _written({"schema": f"migrator.{report.command}/1", **_outline(shown), **lists, **_around(found), **more})


def _written(content: Document) -> str:
    """As `write` does, in a tenth of the time; every character that is not ASCII is escaped."""
    text = msgspec.json.format(msgspec.json.encode(content), indent=2).decode()
    return text if text.isascii() and "\x7f" not in text else BEYOND.sub(lambda one: json.dumps(one[0])[1:-1], text)


def _outline(found: Assessment) -> Document:
    """Of an assessment all but its lists."""
    counts = asdict(found.summary)
    counts["import"], counts["move"] = counts.pop("imported"), counts.pop("moved")
    return {"level": found.level, "complete": found.complete, "summary": counts}


def _cut(found: Assessment, limit: int) -> Assessment:
    """The first of each list."""
    one = found.contract
    contract = one and replace(one, missing=one.missing[:limit], unexpected=one.unexpected[:limit])
    return replace(found, changes=found.changes[:limit], findings=found.findings[:limit], contract=contract)
