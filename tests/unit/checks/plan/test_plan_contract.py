"""A plan held against the runbook: expected, missing, unexpected, forbidden."""

from typing import Any

import pytest

from checks.model import Severity
from checks.plan import assess
from checks.plan.model import Assessment, Contract
from tests.support.documented import ALL, documented
from tests.support.facts import GUIDE, LATER, RUNBOOK
from tests.support.plans import MAKE_FIRST, REPLACE, Json, entry, plan, updated

NODES = next(one.address for one in GUIDE.expected if "aws_eks_node_group" in one.address)
RECORD = next(one.address for one in GUIDE.expected if "aws_route53_record" in one.address)


def judged(*entries: Json, **parts: Any) -> Assessment:
    """The judgment with the runbook's contract."""
    return assess(plan(*entries, **parts), RUNBOOK)


def codes(found: Assessment) -> set[str]:
    """The codes of all findings."""
    return {one.code for one in found.findings}


def test_the_documented_plan_is_all_expected() -> None:
    """The 55 documented actions match, nothing is missing or more, nothing blocks."""
    found = judged(*ALL)
    assert found.contract is not None
    assert (found.contract.runbook, found.contract.matched) == ("wandb-aws-operator", 55)
    assert (found.contract.missing, found.contract.unexpected) == ((), ())
    assert all(one.expected for one in found.changes)
    assert found.blocking() == ()


def test_the_old_application_is_meant_to_end() -> None:
    """Where the end of a workload is documented it is medium, and by hazards alone high: it is an outage all the same."""
    ends = [one for one in ALL if one["type"] in ("kubernetes_deployment", "kubernetes_secret", "kubernetes_service")]
    assert len(ends) >= 3
    levels = {one.subject: one.severity for one in judged(*ALL).findings if one.code == "old-application-ends"}
    assert {levels[one["address"]] for one in ends} == {Severity.MEDIUM}
    assert {one.severity for one in assess(plan(*ends), None).findings if one.code == "old-application-ends"} == {
        Severity.HIGH
    }


def test_what_is_missing_is_listed() -> None:
    """A documented action that the plan lacks is listed by its address, and is no finding."""
    found = judged(*ALL[1:])
    assert found.contract is not None
    assert (found.contract.matched, found.contract.missing) == (54, (GUIDE.expected[0].address,))
    assert found.blocking() == ()


@pytest.mark.parametrize("actions", [("delete",), ("forget",), REPLACE], ids=["delete", "forget", "replace"])
def test_what_goes_and_is_not_documented_blocks(actions: tuple[str, ...]) -> None:
    """An undocumented delete, removal or replacement is unexpected and blocks."""
    found = judged(*ALL, entry("aws_sqs_queue.mine", *actions))
    assert found.contract is not None
    assert found.contract.unexpected == ("aws_sqs_queue.mine",)
    assert found.blocking() == ("unexpected-change",)
    assert found.blocking(frozenset({"unexpected-change"})) == ()


@pytest.mark.parametrize(
    "one",
    [
        entry("aws_sqs_queue.mine", "create"),
        updated("aws_sqs_queue.mine", {"tags": {"a": "b"}}, {"tags": {"a": "c"}}),
        entry("aws_sqs_queue.mine", "no-op", previous_address="aws_sqs_queue.yours"),
        entry("random_id.mine", "delete"),
    ],
    ids=["create", "tags", "move", "harmless delete"],
)
def test_what_changes_nothing_about_the_risk_is_only_listed(one: Json) -> None:
    """Undocumented creates and cosmetics are listed as unexpected, without a finding."""
    found = judged(*ALL, one)
    assert found.contract is not None
    assert found.contract.unexpected == (one["address"],)
    assert "unexpected-change" not in codes(found)


def test_an_undocumented_update_is_told() -> None:
    """An update of more than tags is a finding of medium severity, which does not block."""
    found = judged(*ALL, updated("aws_sqs_queue.mine", {"delay": 1, "tags": {}}, {"delay": 2, "tags": {"a": "b"}}))
    said = next(one for one in found.findings if one.code == "unexpected-change")
    assert (said.severity, said.blocks, said.subject) == (Severity.MEDIUM, False, "aws_sqs_queue.mine")
    assert said.because == ("wandb-aws-operator documents no update of it",)


def test_a_dangerous_update_that_is_not_documented_blocks() -> None:
    """An undocumented update with a hazard of high severity blocks, with that severity."""
    found = judged(*ALL, updated("aws_db_instance.mine", {"publicly_accessible": False}, {"publicly_accessible": True}))
    assert found.blocking() == ("unexpected-change",)


@pytest.mark.parametrize(("address", "actions"), [(NODES, REPLACE), (RECORD, MAKE_FIRST)], ids=["nodes", "record"])
def test_the_other_order_is_unexpected(address: str, actions: tuple[str, ...]) -> None:
    """A documented replacement in the other order is not the documented one."""
    found = judged(*(one for one in ALL if one["address"] != address), entry(address, *actions))
    assert found.contract is not None
    assert (found.contract.missing, found.contract.unexpected) == ((address,), (address,))
    assert found.blocking() == ("unexpected-change",)


def test_another_action_of_a_documented_address_is_unexpected() -> None:
    """A documented create does not excuse a delete of the same address."""
    address = GUIDE.expected[0].address
    found = judged(*ALL[1:], entry(address, "delete"))
    assert found.contract is not None
    assert (found.contract.missing, found.contract.unexpected) == ((address,), (address,))


def test_the_rest_of_a_replacement_is_expected() -> None:
    """The old object that a create-first replacement left behind is deleted as documented; no plan of deletes stops that."""
    found = judged(entry(NODES, "delete", deposed="00ff"))
    assert [one.expected for one in found.changes] == [True]
    assert found.blocking() == ()


@pytest.mark.parametrize(("address", "actions"), [(RECORD, ("delete",)), (NODES, ("forget",))], ids=["record", "forgotten"])
def test_another_deposed_object_is_unexpected(address: str, actions: tuple[str, ...]) -> None:
    """A delete-first replacement leaves no old object behind, and what is forgotten was not replaced."""
    assert [one.expected for one in judged(entry(address, *actions, deposed="00ff")).changes] == [False]


def test_documented_deletes_alone_may_be_a_rest() -> None:
    """After an interrupted apply only documented deletes may be left: that is not a workspace without a configuration."""
    gone = [one for one in ALL if one["change"]["actions"] == ("delete",)]
    assert judged(*gone).blocking() == ()
    assert "only-destroys" in judged(*gone, entry("aws_sqs_queue.mine", "delete")).blocking()


TYPES = [one for one in RUNBOOK.never_touch if "." not in one]


@pytest.mark.parametrize("kind", [*(f"{one}.x" for one in TYPES), *(one for one in RUNBOOK.never_touch if "." in one)])
@pytest.mark.parametrize("actions", [("delete",), ("forget",), REPLACE, MAKE_FIRST])
def test_what_must_never_be_touched(kind: str, actions: tuple[str, ...]) -> None:
    """Whatever way it goes it blocks, critical, and no acceptance helps."""
    found = judged(*ALL, entry(f"module.m.{kind}[0]", *actions))
    assert "never-touch" in found.blocking()
    everything = frozenset(codes(found))
    assert found.blocking(everything) == ("never-touch",)
    assert found.level == "critical"


@pytest.mark.parametrize("actions", [("create",), ("update",), ("no-op",)])
def test_what_must_never_go_may_change(actions: tuple[str, ...]) -> None:
    """Creating or updating it is not touching it in that sense."""
    one = entry("aws_kms_key.x", *actions, before={"tags": {"a": "b"}}, after={"tags": {}})
    assert "never-touch" not in codes(judged(*ALL, one))


def test_another_resource_of_a_named_type_may_go() -> None:
    """Where the list names one resource of a type, others of the type are only unexpected."""
    found = judged(*ALL, entry("aws_iam_role.mine", "delete"))
    assert found.blocking() == ("unexpected-change",)


def test_a_forbidden_change_is_told_once() -> None:
    """What is forbidden is not called unexpected as well."""
    found = judged(*ALL, entry("aws_eip.x", "delete"))
    told = [one.code for one in found.findings if one.subject == "aws_eip.x"]
    assert ("never-touch" in told, "unexpected-change" in told) == (True, False)


def test_without_a_runbook_nothing_is_expected_or_unexpected() -> None:
    """Hazards alone are judged then."""
    found = assess(plan(entry("aws_eip.x", "delete")), None)
    assert (found.contract, found.changes[0].expected, found.findings[0].code) == (None, None, "only-destroys")
    assert found.changes[0].findings == ("identity-lost",)


def later(version: str) -> Json:
    """A plan's configuration that asks for a version of the module."""
    call = {"source": RUNBOOK.source_module, "version_constraint": version}
    return {"root_module": {"module_calls": {RUNBOOK.infra_call: call}}}


def test_the_later_version_has_a_contract_of_its_own() -> None:
    """The 70 actions of 4.24.0 match where the configuration asks for it; of the 55, one is missing then, some are more."""
    every = [documented(one) for one in LATER.expected]
    found = judged(*every, configuration=later("4.24.0"))
    assert found.contract is not None
    assert (found.contract.matched, found.contract.missing, found.contract.unexpected) == (70, (), ())
    assert judged(*every).contract != found.contract


def test_of_another_version_only_hazards_are_judged() -> None:
    """Nothing is called expected, unexpected or missing; that is said; what is never to be touched blocks all the same."""
    bucket = entry("module.wandb_infra.aws_s3_bucket.x", "delete")
    found = judged(*ALL, entry("aws_sqs_queue.mine", "create"), bucket, configuration=later("5.0.0"))
    assert found.contract == Contract(RUNBOOK.name, 0, (), ())
    assert {one.expected for one in found.changes} == {None}
    assert {"contract-unknown", "never-touch"} <= codes(found)
    assert "unexpected-change" not in codes(found)
    assert "5.0.0" in next(one for one in found.findings if one.code == "contract-unknown").because[0]
