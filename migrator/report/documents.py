"""The JSON documents of the contract: one for each command, with its schema in `migrator/schemas`."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from checks.model import Verdict
from checks.problem import Problem
from migrator.report.finding import Document, finding
from migrator.standing import Standing
from states.events import Halted
from states.machine import ORDER, TABLE

if TYPE_CHECKING:
    from checks.catalogue import Entry


def write(command: str, content: Document) -> str:
    """A document with its schema, indented, keys in the contract's order."""
    return json.dumps({"schema": f"migrator.{command}/1", **content}, indent=2)


def verdict(found: Verdict) -> Document:
    """The content of `migrator.preflight/1`."""
    return {
        "findings": [finding(one) for one in found.findings],
        "passed": [one.code for one in found.passed],
        "unknown": [{"code": one.code, "reason": one.reason} for one in found.unknown],
    }


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
        "head": found.head,
    }


def status_document(found: Standing) -> str:
    """`migrator.status/1`."""
    users = asdict(found.users) if found.users else None
    now = {"slow": [asdict(one) for one in found.slow], "users": users, "terraform": found.terraform}
    return write("status", {**standing(found), **now})


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


def explain_document(entry: "Entry") -> str:
    """`migrator.explain/1` of one code."""
    return write("explain", asdict(entry))


def codes_document(every: Iterable["Entry"]) -> str:
    """`migrator.explain/1` of all codes: their titles."""
    return write("explain", {"codes": [{"code": one.code, "kind": one.kind, "title": one.title} for one in every]})


def graph_document() -> str:
    """`migrator.graph/1`: every legal move of the state machine."""
    return write("graph", {"initial": ORDER[0], "transitions": [one._asdict() for one in TABLE]})
