"""Every document holds to its schema, and to the names and the order of the contract."""

import json
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from checks import catalogue
from checks.model import Passed, Unknown, Verdict
from checks.plan.model import Assessment
from checks.problem import Exit, Problem
from migrator.journal import Checked, Mended
from migrator.report.backup import Kept, backup_document, list_document
from migrator.report.documents import (
    codes_document,
    error_document,
    explain_document,
    graph_document,
    run_document,
    status_document,
)
from migrator.report.history import journal_document, mended_document, verified_document
from migrator.report.pause import pause_document
from migrator.report.plan_json import risk_document
from migrator.report.preflight import Preflight, look_document
from migrator.report.risk import RiskReport
from migrator.report.run import report_document
from migrator.report.undone import undone_document
from migrator.report.verify import health_document
from migrator.standing import nothing_yet, standing
from states.manifest import SCHEMA, Manifest, encode
from states.saving import Collected
from states.undoing import Act
from tests.support import samples
from tests.support.hostile import ATTACK, hostile
from tests.support.judgments import ASSESSMENTS, codes, findings, several, texts
from tests.support.samples import ended
from tests.support.schemas import checked, schema

COMMANDS = (
    "assess", "backup", "backups", "error", "event", "explain", "graph", "journal", "journal-repair", "journal-verify",
    "pause", "plan", "preflight", "report", "rollback", "run", "sandbox", "status", "undone", "verify",
)  # fmt: skip
ENTRY = catalogue.Entry("a-code", "finding", "t", "m", "r")
HOLDS = Checked("/j", 3, samples.HASH, ok=True, first_bad_line=None, wrong=None)
ENDS = ("WAITING", "DIFFERS", "BLOCKED", "APPLYING", "FAILED", "BROKEN_OFF", "DONE", "PREFLIGHTED")


VERDICTS = some.builds(
    Verdict,
    several(findings()),
    several(some.builds(Passed, codes(), texts())),
    several(some.builds(Unknown, codes(), texts(), some.booleans())),
)


PROBLEMS = some.builds(
    Problem,
    codes(),
    what=texts(),
    why=texts(),
    next=texts(),
    exit=some.sampled_from([one for one in Exit if one is not Exit.DONE]),
)
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", [*COMMANDS, "parts"])
def test_schemas_are_schemas(name: str) -> None:
    """Each file is a JSON Schema of draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_there_is_a_schema_for_each_document() -> None:
    """No document is without a schema, and no schema without a document."""
    there = {one.name for one in files("migrator").joinpath("schemas").iterdir()}
    assert there == {f"{name}.json" for name in (*COMMANDS, "parts")}


@PATIENT
@given(ASSESSMENTS)
def test_assessments(found: Assessment) -> None:
    """Any judged plan is a valid document, alone and with its approval, and loses nothing."""
    document = checked(risk_document(RiskReport(found)))
    assert checked(risk_document(RiskReport(found, approval=samples.APPROVAL)))["approval"] == samples.APPROVAL
    assert [one["address"] for one in document["changes"]] == [one.address for one in found.changes]
    assert [tuple(one["because"]) for one in document["changes"]] == [one.because for one in found.changes]
    assert [tuple(one["because"]) for one in document["findings"]] == [one.because for one in found.findings]


@PATIENT
@given(VERDICTS)
def test_verdicts(found: Verdict) -> None:
    """Any verdict is a valid document of preflight and of verify, and loses nothing of what failed or is unknown."""
    for text in (look_document(Preflight(found)), health_document(found, frozenset())):
        document = checked(text)
        assert [one["subject"] for one in document["findings"]] == [one.subject for one in found.findings]
        assert [one["reason"] for one in document["unknown"]] == [one.reason for one in found.unknown]


@PATIENT
@given(PROBLEMS)
def test_errors(problem: Problem) -> None:
    """Any problem is a valid document with its four parts and its exit code."""
    document = checked(error_document(problem))
    assert (document["what"], document["why"], document["next"]) == (problem.what, problem.why, problem.next)


@pytest.mark.parametrize("running", [True, False])
@pytest.mark.parametrize("name", ENDS)
def test_runs(name: str, running: bool) -> None:
    """Wherever a run is, its status, its ending and its report are valid documents."""
    stands = standing(ended(name), running=running)
    checked(status_document(stands))
    checked(run_document(stands, samples.VERDICT))
    checked(report_document(ended(name), stands, samples.ASSESSMENT))


WHOLE = samples.BACKED_UP
COLLECTED = Collected(WHOLE.parts, WHOLE.absent, samples.ORIGIN, WHOLE.image, samples.WORKLOAD, "wandb")
MANIFEST = Manifest(
    SCHEMA,
    samples.RUN,
    "2026-01-02T03:06:00+00:00",
    "0.1.0",
    "/srv",
    COLLECTED,
    samples.SNAPSHOT,
    samples.WORKLOAD,
    samples.HASH,
)
BARE = replace(MANIFEST, collected=replace(COLLECTED, image=None, workload=None, cluster=None), snapshot=None, quiesced=None)
KEPT = Kept(Path("/b"), MANIFEST)
OTHERS: dict[str, Callable[[], str]] = {
    "backup": lambda: backup_document(KEPT),
    "backup-bare": lambda: backup_document(Kept(Path("/b"), BARE)),
    "backup-manifest": lambda: encode(MANIFEST).decode(),
    "backups": lambda: list_document([KEPT, Kept(Path("/c"), None, "backup-partial")]),
    "status-nothing": lambda: status_document(nothing_yet()),
    "run-nothing": lambda: run_document(nothing_yet()),
    "report-without-plan": lambda: report_document(
        ended("PREFLIGHTED"), standing(ended("PREFLIGHTED"), running=False), None
    ),
    "explain": lambda: explain_document(ENTRY),
    "graph": graph_document,
    "codes": lambda: codes_document(catalogue.entries().values()),
    "journal": lambda: "\n".join(journal_document(samples.RUN, samples.stamped(*samples.FAILED, *samples.BLOCKED))),
    "journal-empty": lambda: "\n".join(journal_document(samples.RUN, ())),
    "journal-anchored": lambda: verified_document(replace(HOLDS, anchored_at=2)),
    "journal-repaired": lambda: mended_document(Mended("/j", 2, samples.HASH, "/k", 2, ("entered", "unreadable"))),
    "journal-whole": lambda: mended_document(Mended("/j", 2, samples.HASH)),
    "undone": lambda: undone_document(ended("REVERTED"), Act.SWAP),
    "pause": lambda: pause_document(ended("APPLYING"), asked=True),
    "journal-verify": lambda: verified_document(HOLDS),
    "journal-damaged": lambda: verified_document(replace(HOLDS, ok=False, first_bad_line=2, wrong="line 2: x")),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_documents(name: str) -> None:
    """Every other answer is a valid document, too."""
    checked(OTHERS[name]())


SANDBOX = {
    "schema": "migrator.sandbox/1",
    "running": True,
    "directory": "/tmp/x",
    "log": [{"at": "2026-01-02T03:04:05Z", "op": "create", "type": "aws_x", "id": "i", "address": None, "result": "ok"}],
}


def test_sandbox() -> None:
    """The sandbox's status is valid as the contract describes it."""
    checked(json.dumps(SANDBOX))


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        (risk_document(samples.RISK), ("level",), "terrible"),
        (risk_document(samples.RISK), ("more",), 1),
        (risk_document(samples.RISK), ("changes", 0, "order"), None),
        (risk_document(samples.RISK), ("changes", 4, "order"), "create-delete"),
        (risk_document(samples.RISK), ("changes", 0, "action"), "no-op"),
        (risk_document(samples.OFFERED), ("approval",), "0123"),
        (look_document(samples.LOOK), ("findings", 0, "more"), 1),
        (status_document(nothing_yet()), ("states", 0, "status"), "waiting"),
        (status_document(nothing_yet()), ("waiting_for",), {"approval": None}),
        (error_document(samples.PROBLEM), ("exit",), 0),
        (json.dumps(SANDBOX), ("log", 0, "at"), "yesterday"),
    ],
)
def test_schemas_refuse(text: str, path: tuple[str | int, ...], value: object) -> None:
    """A value, a name or a time that the contract does not know makes a document invalid."""
    document = json.loads(text)
    *way, last = path
    place = document
    for one in way:
        place = place[one]
    place[last] = value
    with pytest.raises(jsonschema.ValidationError):
        checked(json.dumps(document))


def test_documents_lose_nothing_of_hostile_data() -> None:
    """A document keeps every character, escaped, so that it can be printed anywhere."""
    text = risk_document(RiskReport(hostile(samples.ASSESSMENT, "level", "action", "order", "findings", "code")))
    assert "\x1b" not in text
    assert json.loads(text)["changes"][0]["address"].endswith(ATTACK)
