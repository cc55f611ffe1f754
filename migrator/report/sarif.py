"""The risk report as SARIF 2.1.0: a result for each finding, at the block that it comes from where that is known.

A result's fingerprint is made of its code and its address, so that the same finding is the same alert in every plan.
"""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from checks import catalogue
from checks.catalogue import Entry
from checks.facts import Place
from checks.model import Finding, Severity
from checks.plan.disabled import root_block
from checks.plan.model import JudgedChange
from migrator.report.fit import brief, clipped, fitting, more
from migrator.report.markdown import prose
from migrator.report.risk import RiskReport, notes, verdict_line
from migrator.terminal.printable import one_line

Object = dict[str, Any]

MOST, RESULTS = 1_700_000, 5_000  # bytes; GitHub shows no more results than these
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0", "info": "0.0"}
# A change that is worth a look for its action and type alone, without a finding.
PLAIN = Entry("change", "finding", "A change to look at", "Its type and its action alone make it so.", "Read the change.")


def risk_sarif(report: RiskReport) -> str:
    """One run of one tool; what did not fit is said in its notifications."""
    every = _findings(report)
    results = fitting((_result(one, report) for one in every[:RESULTS]), lambda one: len(json.dumps(one)), MOST)
    worst = {one.code: one.severity for one in reversed(every[: len(results)])}
    codes = sorted(worst)
    run = {
        "tool": {"driver": _driver(worst)},
        "invocations": [_invocation(report, len(every) - len(results))],
        "results": [{**one, "ruleIndex": codes.index(one["ruleId"])} for one in results],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, separators=(",", ":"))


def _findings(report: RiskReport) -> list[Finding]:
    """Every finding, and a finding for each change that has none and is worth a look; the worst first."""
    plain = [_plain(one) for one in report.found.changes if not one.findings and one.severity.rank >= Severity.MEDIUM.rank]
    return sorted([*report.found.findings, *plain], key=lambda one: -one.severity.rank)


def _plain(one: JudgedChange) -> Finding:
    because = (one.action, *one.because)
    return Finding(PLAIN.code, one.severity, blocks=False, subject=one.address, because=because, remedy=PLAIN.remedy)


def _driver(worst: dict[str, Severity]) -> Object:
    from importlib.metadata import version  # noqa: PLC0415 - slow to import, and only this form says it

    rules = [_rule(code, worst[code]) for code in sorted(worst)]
    return {"name": "migrator", "semanticVersion": version("wandb-migrator"), "rules": rules}


def _rule(code: str, worst: Severity) -> Object:
    entry = PLAIN if code == PLAIN.code else catalogue.find(code) or Entry(code, "finding", code, code, code)
    return {
        "id": code,
        "name": "".join(one.capitalize() for one in code.split("-")),
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": " ".join(entry.meaning.split())},
        "help": {"text": entry.remedy, "markdown": prose(entry.remedy)},
        "properties": {"security-severity": SCORES[worst]},
    }


def _result(one: Finding, report: RiskReport) -> Object:
    shown = brief(one)
    result = {
        "ruleId": one.code,
        "level": LEVELS[one.severity],
        "message": {"text": f"{shown.subject}: {'; '.join(shown.because)}. {shown.remedy}"},
        "locations": [_location(one, report)],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint(one)},
        "properties": {"severity": one.severity, "blocks": one.blocks},
    }
    taken = one.blocks and one.code in report.accepted and one.code not in report.blocking
    return {**result, "suppressions": [{"kind": "external"}]} if taken else result


def fingerprint(one: Finding) -> str:
    """What makes this finding the same in two plans."""
    return hashlib.sha256(f"{one.code}\0{one.subject}".encode("utf-8", "replace")).hexdigest()


def _location(one: Finding, report: RiskReport) -> Object:
    """The address, and the block of the root module or the document that it stands in."""
    address = brief(one).subject
    logical = {"logicalLocations": [{"fullyQualifiedName": address, "kind": "resource"}]}
    place = report.places.get(root_block(one.subject))
    if place is None and report.file is None:
        return logical
    return {"physicalLocation": _physical(place or Place(report.file or "", 1)), **logical}


def _physical(place: Place) -> Object:
    uri = ("file://" if place.file.startswith("/") else "") + quote(place.file.encode("utf-8", "surrogateescape"))
    return {"artifactLocation": {"uri": uri}, "region": {"startLine": place.line}}


def _invocation(report: RiskReport, left: int) -> Object:
    """That the judgment was made, what it comes to, and how many results are left out."""
    said = [("note", verdict_line(report)), *([("warning", f"{more(left)} results; --format json has all")] if left else [])]
    said += [("note", clipped(one_line(text))) for text in notes(report.found)]
    told = [{"level": level, "message": {"text": text}} for level, text in said]
    return {"executionSuccessful": True, "toolExecutionNotifications": told}
