"""The stand-ins do not flatter: the sandbox's plan is held against the documented actions, attribute by attribute."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import chain
from typing import Any

import pytest
import yaml

from tests.support.sandbox import Sandbox
from tests.support.swapped import Plan, initialised, planned, swap

pytestmark = pytest.mark.e2e

DOCUMENTED: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    files("runbooks").joinpath("wandb_aws_operator/expected_actions.yaml").read_text()
)
ACTIONS = {"create": ["create"], "update_in_place": ["update"], "destroy": ["delete"]}
EVERY = [pytest.param(kind, one, id=one["address"]) for kind, entries in DOCUMENTED.items() for one in entries]
CHANGED = [pytest.param(one, id=one["address"]) for kind in ("update_in_place", "replace") for one in DOCUMENTED[kind]]
REPLACED = [pytest.param(one, id=one["address"]) for one in DOCUMENTED["replace"]]
DESTROYED = [pytest.param(one, id=one["address"]) for one in DOCUMENTED["destroy"]]
LATER = "known after apply"
PLACEHOLDERS = {
    "<namespace>": "wandb-sandbox",
    "<fqdn>": "wandb.sandbox.example",
    "<arn>": r"arn:aws:\S+",
    "<hex>": "[0-9a-f]{8}",
}
# Differences beside the documented ones: (resource type or *, first attribute) -> why each is nobody's decision.
BESIDE = {
    ("*", "tags_all"): "tags and the provider's default_tags, joined",
    ("aws_autoscaling_attachment", "id"): "a new object gets a new one",
    ("aws_eks_node_group", "id"): "a new object gets a new one",
    ("aws_eks_node_group", "arn"): "a new object gets a new one",
    ("aws_eks_node_group", "resources"): "the new group's autoscaling group",
    ("aws_eks_node_group", "launch_template_version"): "follows the launch template, which is updated",
    ("aws_route53_record", "id"): "made from the name",
    ("aws_route53_record", "fqdn"): "made from the name",
}
Steps = tuple[str, ...]
Difference = tuple[object, object]


@pytest.fixture(scope="module")
def plan(looked_at: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The plan of the swapped workspace, with the override; made once."""
    into = swap(looked_at, tmp_path_factory.mktemp("plan") / "swapped", override=True)
    assert initialised(looked_at, into).code == 0
    return planned(looked_at, into)


def path_of(attribute: str) -> Steps:
    """`a[0].b["c.d"]` as ("a", "b", "c.d"): the blocks in question occur once, so indices say nothing."""
    parts = re.findall(r'\["([^"]+)"\]|\[\d+\]|([^.\[\]]+)', attribute)
    return tuple(quoted or plain for quoted, plain in parts if quoted or plain)


def leaves(value: object, path: Steps = ()) -> Iterator[tuple[Steps, object]]:
    """Every attribute below blocks, objects and maps; a list of plain values is one attribute."""
    if isinstance(value, dict):
        yield from chain.from_iterable(leaves(inner, (*path, key)) for key, inner in value.items())
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        yield from chain.from_iterable(leaves(inner, path) for inner in value)
    else:
        yield path, value


def differences(change: Mapping[str, Any]) -> dict[Steps, Difference]:
    """Attribute path -> (before, after) of what differs; what Terraform does not know yet is LATER."""
    before, after, unknown = (dict(leaves(change[key])) for key in ("before", "after", "after_unknown"))
    after |= {path: LATER for path, value in unknown.items() if value is True}
    wholly = {path for path, value in after.items() if value is LATER}
    before = {path: value for path, value in before.items() if not any(path[: len(one)] == one != path for one in wholly)}
    return {path: (before.get(path), after.get(path)) for path in {*before, *after} if before.get(path) != after.get(path)}


def fits(documented: object, actual: object) -> bool:
    """Whether a value is the documented one; text may hold placeholders."""
    if isinstance(documented, list) and isinstance(actual, list):
        return sorted(documented) == sorted(actual)
    if not isinstance(documented, str) or documented == LATER:
        return documented == actual
    pattern = re.escape(documented)
    for name, expression in PLACEHOLDERS.items():
        pattern = pattern.replace(re.escape(name), expression)
    return re.fullmatch(pattern, str(actual)) is not None


def without_ids(policy: str) -> tuple[bool, dict[str, Any]]:
    """Whether a policy document has statement ids, and the document without them."""
    parsed: dict[str, Any] = json.loads(policy)
    ids = [one.pop("Sid", None) for one in parsed["Statement"]]
    return any(ids), parsed


def without_logs(policy: dict[str, Any]) -> dict[str, Any]:
    """A policy document without its actions on logs."""
    kept = [
        {**one, "Action": [action for action in one["Action"] if not action.startswith("logs:")]}
        for one in policy["Statement"]
    ]
    return {**policy, "Statement": kept}


def holds_document(text: str, before: str, after: str) -> None:
    """A policy changed as the words say: ids removed, and nothing else or actions on logs added."""
    (had, old), (has, new) = without_ids(before), without_ids(after)
    assert (had, has) == (True, False)
    if text == "statement ids removed, nothing else":
        assert old == new
    else:
        assert text == "statement ids removed; logs:* actions added"
        assert old == without_logs(old) == without_logs(new) != new


def test_the_plan_is_the_documented_one(plan: Plan) -> None:
    """The plan has the 55 documented addresses and no other: 30 creates, 15 updates, 7 destroys, 3 replacements."""
    counted = Counter("+".join(one["change"]["actions"]) for one in plan.changes().values())
    assert "Plan: 33 to add, 15 to change, 10 to destroy." in plan.said
    assert counted == {"create": 30, "update": 15, "delete": 7, "delete+create": 2, "create+delete": 1}
    assert set(plan.changes()) == {one["address"] for entries in DOCUMENTED.values() for one in entries}


@pytest.mark.parametrize(("kind", "entry"), EVERY)
def test_the_action(plan: Plan, kind: str, entry: dict[str, Any]) -> None:
    """Each documented resource has the documented action, a replacement in the documented order."""
    expected = ACTIONS.get(kind) or entry["order"].partition(" ")[0].split("-")
    assert plan.changes()[entry["address"]]["change"]["actions"] == expected


@pytest.mark.parametrize("entry", CHANGED)
def test_the_differences(plan: Plan, entry: dict[str, Any]) -> None:
    """What is documented to differ differs just so, and nothing else does but what has a reason of its own."""
    resource = plan.changes()[entry["address"]]
    found = differences(resource["change"])
    for one in entry["changes"]:
        path = path_of(one["attribute"])
        if "is" in one:
            assert dict(leaves(resource["change"]["after"]))[path] is one["is"]
            continue
        before, after = found.pop(path)
        if "document" in one:
            holds_document(one["document"], str(before), str(after))
        assert fits(one.get("from", before), before)
        assert fits(one.get("to", after), after)
    beside = {(kind, path[0]) for path in found for kind in ("*", resource["type"])}
    excused = beside & set(BESIDE)
    assert {path[0] for path in found} == {attribute for _, attribute in excused}


@pytest.mark.parametrize("entry", REPLACED)
def test_what_forces_a_replacement(plan: Plan, entry: dict[str, Any]) -> None:
    """A replacement is forced by the documented attributes, and by no other."""
    resource = plan.changes()[entry["address"]]
    assert resource["action_reason"] == "replace_because_cannot_update"
    paths = {".".join(map(str, path)) for path in resource["change"]["replace_paths"]}
    assert paths == set(entry["forced_by"])


@pytest.mark.parametrize("entry", DESTROYED)
def test_why_something_is_destroyed(plan: Plan, entry: dict[str, Any]) -> None:
    """A destroy names its reason: the module call is gone, or its count is 0; and it is of the documented object."""
    resource = plan.changes()[entry["address"]]
    gone = entry["address"].startswith("module.wandb_app.")
    assert resource["action_reason"] == ("delete_because_no_resource_config" if gone else "delete_because_count_index")
    if "object" in entry:
        before = resource["change"]["before"]
        name = "/".join(filter(None, (before.get("namespace"), before["name"])))
        place, *details = entry["object"].split()
        assert name == place
        assert all(word in before["spec"] for word in details)


def test_no_excuse_is_stale(plan: Plan) -> None:
    """Every difference that is excused occurs."""
    found = {
        (kind, path[0])
        for one in plan.changes().values()
        if one["change"]["actions"] not in (["create"], ["delete"])
        for path in differences(one["change"])
        for kind in ("*", one["type"])
    }
    assert set(BESIDE) <= found


def test_a_create_comes_from_nothing(plan: Plan) -> None:
    """What is documented as created is not there before, and does not come by import or move."""
    for entry in DOCUMENTED["create"]:
        resource = plan.changes()[entry["address"]]
        assert resource["change"]["before"] is None
        assert "importing" not in resource["change"]
        assert "previous_address" not in resource


def test_only_the_bucket_is_read_at_apply(plan: Plan) -> None:
    """The one data source that waits for the apply is the bucket, which is why its policy is not known before."""
    read = [one["address"] for one in plan.document["resource_changes"] if one["change"]["actions"] == ["read"]]
    assert read == ["module.wandb_infra.data.aws_s3_bucket.file_storage"]


def test_nothing_drifts(plan: Plan) -> None:
    """The cloud is as the state has it: the upgrade of the aws provider alone changes no resource."""
    assert plan.document.get("resource_drift", []) == []
