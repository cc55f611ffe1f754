"""The JSON documents of the contract: one for each command, with its schema in `migrator/schemas`."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

import msgspec

from checks.catalogue import Entry
from checks.model import Finding, Verdict
from checks.plan.dimensions import dimensions
from checks.plan.model import Assessment, JudgedChange
from checks.problem import Problem
from migrator.report.risk import RiskReport
from migrator.standing import Standing
from states.events import Halted
from states.machine import ORDER, TABLE

Document = dict[str, Any]
BEYOND = re.compile(r"[^\x00-\x7e]+")


def write(command: str, content: Document) -> str:
    """A document with its schema, indented, keys in the contract's order."""
    return json.dumps({"schema": f"migrator.{command}/1", **content}, indent=2)


def finding(one: Finding) -> Document:
    """A finding as the contract spells it."""
    return {
        "code": one.code,
        "severity": one.severity,
        "blocks": one.blocks,
        "subject": one.subject,
        "because": list(one.because),
        "remedy": one.remedy,
    }


def assessment(found: Assessment) -> Document:
    """The content of `migrator.assess/1`."""
    return {
        **_outline(found),
        "changes": [_change(one) for one in found.changes],
        "findings": [finding(one) for one in found.findings],
        "contract": asdict(found.contract) if found.contract else None,
        "dimensions": dimensions(found.findings),
    }


def _change(one: JudgedChange) -> Document:
    return {**asdict(one), "because": list(one.because), "findings": list(one.findings)}


def risk_document(report: RiskReport) -> str:
    """`migrator.assess/1`, or `migrator.plan/1`: the same and its approval hash; with a limit, its lists are cut to it."""
    found, limit = report.found, report.limit
    shown = found if limit is None else _cut(found, limit)
    more: Document = {} if report.approval is None else {"approval": report.approval}
    if limit is not None:
        more["capped"] = {"limit": limit, "changes": len(found.changes), "findings": len(found.findings)}
    # The dataclasses have the contract's fields in the contract's order: they are written as they are, however many.
    lists: Document = {"changes": shown.changes, "findings": shown.findings, "contract": shown.contract}
    schema, risks = f"migrator.{report.command}/1", {"dimensions": dimensions(found.findings)}
    return _written({"schema": schema, **_outline(shown), **lists, **risks, **more})


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


def verdict(found: Verdict) -> Document:
    """The content of `migrator.preflight/1`."""
    return {
        "findings": [finding(one) for one in found.findings],
        "passed": [one.code for one in found.passed],
        "unknown": [{"code": one.code, "reason": one.reason} for one in found.unknown],
    }


def verify_document(found: Verdict) -> str:
    """`migrator.verify/1`: the same findings as preflight's."""
    return write("verify", verdict(found))


def standing(found: Standing) -> Document:
    """The content of `migrator.status/1`."""
    return {
        "run": found.run,
        "state": found.state,
        "waiting_for": {"approval": found.waiting_for} if found.waiting_for else None,
        "blocked_by": list(found.blocked_by),
        "accepted": list(found.accepted),
        "states": [asdict(one) for one in found.states],
        "next": found.next,
    }


def status_document(found: Standing) -> str:
    """`migrator.status/1`."""
    return write("status", {**standing(found), "slow": [asdict(one) for one in found.slow]})


def run_document(found: Standing, judged: Verdict | None = None) -> str:
    """`migrator.run/1`: the standing where the run came to rest, why approval is wanted again, what its judgment said."""
    said = verdict(judged or Verdict())
    because = list(found.because)
    return write("run", {**standing(found), "because": because, "findings": said["findings"], "unknown": said["unknown"]})


def error_document(problem: Problem) -> str:
    """`migrator.error/1`."""
    return write("error", error(problem))


def error(problem: Problem | Halted) -> Document:
    """The four parts of an error, and its exit code."""
    parts = {"code": problem.code, "what": problem.what, "why": problem.why, "next": problem.next}
    return {**parts, "exit": int(problem.exit)}


def explain_document(entry: Entry) -> str:
    """`migrator.explain/1` of one code."""
    return write("explain", asdict(entry))


def codes_document(every: Iterable[Entry]) -> str:
    """`migrator.explain/1` of all codes: their titles."""
    return write("explain", {"codes": [{"code": one.code, "kind": one.kind, "title": one.title} for one in every]})


def graph_document() -> str:
    """`migrator.graph/1`: every legal move of the state machine."""
    return write("graph", {"initial": ORDER[0], "transitions": [one._asdict() for one in TABLE]})
