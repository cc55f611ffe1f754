"""The names of the documents, and their order, are those of the contract."""

from migrator.report.documents import error_document, run_document, status_document
from migrator.report.plan_json import risk_document
from migrator.report.preflight import look_document
from migrator.standing import standing
from tests.support import samples
from tests.support.samples import ended
from tests.support.schemas import Document, checked

FINDING = ["code", "severity", "blocks", "subject", "because", "remedy"]
ASSESS = [
    "schema",
    "level",
    "complete",
    "summary",
    "changes",
    "findings",
    "contract",
    "dimensions",
    "forecast",
    "live",
    "upgrades",
]
STATUS = ["schema", "run", "state", "waiting_for", "blocked_by", "accepted", "states", "next", "head"]


def order(document: Document) -> list[str]:
    """The names of a document, in its order."""
    return list(document)


def test_the_contract_of_assess() -> None:
    """`migrator.assess/1` has the contract's names in the contract's order, down to changes, findings and contract."""
    document = checked(risk_document(samples.RISK))
    assert order(document) == ASSESS
    assert order(document["summary"]) == [
        "create",
        "update",
        "delete",
        "replace",
        "forget",
        "read",
        "no_op",
        "import",
        "move",
    ]
    assert order(document["changes"][0]) == [
        "address", "deposed", "type", "action", "order", "severity", "expected", "because", "findings",
        "dimensions",
    ]  # fmt: skip
    assert order(document["findings"][0]) == FINDING
    assert order(document["contract"]) == ["runbook", "matched", "missing", "unexpected", "rules"]
    assert document["summary"]["move"] == 1


def test_the_contract_of_plan() -> None:
    """`migrator.plan/1` is the assess document and the approval."""
    document = checked(risk_document(samples.OFFERED))
    assert order(document) == [*ASSESS, "approval"]


def test_the_contract_of_preflight() -> None:
    """`migrator.preflight/1` has findings, what passed, what is unknown with its reason, what was left out, the time."""
    document = checked(look_document(samples.LOOK))
    assert order(document) == ["schema", "findings", "passed", "unknown", "accepted", "skipped", "seconds"]
    assert order(document["findings"][0]) == FINDING
    assert document["passed"] == ["aws-credentials"]
    assert order(document["unknown"][0]) == ["code", "reason"]


def test_the_contract_of_status() -> None:
    """`migrator.status/1` has the contract's names in the contract's order, and the eight states in theirs."""
    document = checked(status_document(standing(ended("WAITING"), running=False, head=samples.HASH)))
    assert order(document) == [*STATUS, "slow", "users", "terraform"]
    assert document["waiting_for"] == {"approval": samples.APPROVAL}
    assert document["head"] == samples.HASH
    assert order(document["states"][0]) == ["name", "status", "started_at", "ended_at"]
    assert [one["name"] for one in document["states"]] == [
        "preflight", "preview", "approve", "backup", "swap", "plan", "apply", "verify",
    ]  # fmt: skip


def test_the_contract_of_error() -> None:
    """`migrator.error/1` has the contract's names in the contract's order."""
    assert order(checked(error_document(samples.PROBLEM))) == ["schema", "code", "what", "why", "next", "exit"]


def test_the_document_of_a_run() -> None:
    """`migrator.run/1` is the standing, why approval is wanted again, and the findings and unknowns it rests on."""
    document = checked(run_document(standing(ended("DIFFERS"), running=False), samples.VERDICT))
    assert order(document) == [*STATUS, "because", "findings", "unknown"]
    assert document["because"] == list(samples.BECAUSE)
    assert [one["code"] for one in document["findings"]] == ["files-layout", "variable-undeclared"]
