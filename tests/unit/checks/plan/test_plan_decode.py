"""Decoding `terraform show -json`: closed against whatever is not known."""

import json
from typing import Any

import msgspec
import pytest

from checks.plan import decode
from checks.plan.decode import parts, shallow, value
from checks.problem import Exit, Problem
from tests.support.plans import document, entry, plan

INVOCATION: dict[str, Any] = {
    "address": "action.aws_lambda_invoke.a",
    "type": "aws_lambda_invoke",
    "name": "a",
    "config_values": {"payload": "{}"},
    "config_sensitive": {},
    "config_unknown": {},
    "provider_name": "registry.terraform.io/hashicorp/aws",
    "lifecycle_action_trigger": {"triggering_resource_address": "aws_a.b", "action_trigger_event": "AfterCreate"},
    "invoke_action_trigger": {},
}
# Every property that Terraform 1.1 to 1.15 and OpenTofu write, beside those that are judged.
WHOLE: dict[str, Any] = {
    "terraform_version": "1.15.5",
    "timestamp": "2026-01-02T03:04:05Z",
    "variables": {"a": {"value": 1}},
    "planned_values": {"root_module": {}},
    "proposed_unknown": {},
    "resource_drift": [entry("aws_a.d", "update", before={"a": 1}, after={"a": 2})],
    "prior_state": {"values": {}},
    "configuration": {"root_module": {}},
    "relevant_attributes": [{"resource": "a.b", "attribute": ["c"]}],
    "condition_results": [{"//": "deprecated", "address": "aws_a.b", "result": True, "unknown": False}],
    "checks": [{"address": {"kind": "check", "to_display": "check.a"}, "status": "fail", "instances": []}],
    "deferred_changes": [{"reason": "resource_config_unknown", "resource_change": entry("aws_a.e", "create")}],
    "action_invocations": [INVOCATION],
    "deferred_action_invocations": [{"reason": "unknown", "action_invocation": INVOCATION}],
    "output_changes": {"url": {"actions": ["create"], "after": "x", "after_unknown": False}},
    "complete": True,
    "errored": False,
    "applyable": True,
}
MORE = {"module_address": "module.m", "index": 0, "index_unknown": False, "provider_name": "p", "action_reason": "x"}


def refused(raw: bytes) -> Problem:
    """The problem that decoding ends in."""
    with pytest.raises(Problem) as caught:
        decode(raw)
    return caught.value


def without(*keys: str) -> bytes:
    """A plan of one change that lacks these keys."""
    change = {key: part for key, part in entry("aws_a.b", "create").items() if key not in keys}
    return document(change)


def test_a_whole_plan_is_read() -> None:
    """Every property that Terraform writes is known."""
    change = entry("aws_a.b[0]", "create", importing={"id": "i", "unknown": False, "identity": {}}, generated_config="x")
    change["change"] |= {"before_identity": None, "after_identity": {"id": "i"}, "replace_paths": [["a", 0]]}
    read = plan({**change, **MORE, "deposed": "00ff", "previous_address": "aws_a.c"}, **WHOLE)
    assert (read.complete, read.errored, read.applyable) == (True, False, True)
    assert [one.deposed for one in read.changes] == ["00ff"]
    assert [one.address for one in read.resource_drift] == ["aws_a.d"]
    assert [one.reason for one in read.deferred_changes] == ["resource_config_unknown"]
    assert [one.address for one in read.action_invocations] == ["action.aws_lambda_invoke.a"]
    assert [(one.status, one.address.to_display) for one in read.checks] == [("fail", "check.a")]


def test_an_old_plan_is_read() -> None:
    """What older Terraforms do not say is None, not false."""
    read = plan(entry("aws_a.b", "create"), format_version="1.0")
    assert (read.complete, read.errored, read.applyable) == (None, None, None)


@pytest.mark.parametrize(
    "raw",
    [
        b"not json",
        b"[]",
        b"null",
        b'"text"',
        b'{"resource_changes": []}',
        b'{"format_version": 1.2, "resource_changes": []}',
        b'{"format_version": "1.2", "resource_changes": {}}',
        b'{"format_version": "1.2", "resource_changes": [null]}',
        b'{"format_version": "1.2", "errored": "yes"}',
        b'{"format_version": "1.2", "planned_values": ' + b"[" * 100_000,
        b'{"format_version": "1.2", "resource_changes": ' + b"[" * 100_000,
        *(without(key) for key in ("address", "mode", "type", "name", "change")),
    ],
)
def test_garbage_is_refused(raw: bytes) -> None:
    """What is not a plan is refused, with the command that makes one, as a fault of the input."""
    problem = refused(raw)
    assert (problem.code, problem.exit) == ("plan-unreadable", Exit.USAGE)
    assert "terraform show -json" in problem.next


@pytest.mark.parametrize(
    "parts", [{"planned_values": {}}, {"errored": False}, {"complete": True}, {"applyable": False}], ids=min
)
def test_a_plan_without_changes(parts: dict[str, Any]) -> None:
    """Terraform leaves out an empty list of changes; anything else that only a plan says will do."""
    assert decode(json.dumps({"format_version": "1.2", **parts}).encode()).resource_changes == []


@pytest.mark.parametrize("where", ["plan", "entry", "change", "importing", "output", "deferred", "drift", "invocation"])
def test_an_unknown_field_is_refused_by_name(where: str) -> None:
    """A property that is not known is an error with its name, on every level that is judged."""
    change = entry("aws_a.b", "create", importing={"id": "i"})
    whole: dict[str, Any] = {"format_version": "1.2", "resource_changes": [change], "output_changes": {"o": {"actions": []}}}
    levels = {"plan": whole, "entry": change, "change": change["change"], "importing": change["change"]["importing"]}
    deferred, drifted = {"reason": "unknown"}, entry("aws_a.d", "update")
    whole |= {"deferred_changes": [deferred], "resource_drift": [drifted], "action_invocations": [{}]}
    levels |= {"deferred": deferred, "drift": drifted, "invocation": whole["action_invocations"][0]}
    levels.get(where, whole["output_changes"]["o"])["wholly_new"] = 1
    problem = refused(json.dumps(whole).encode())
    assert (problem.code, "`wholly_new`" in problem.why) == ("plan-format-unknown", True)
    assert "--upgrade" in problem.next


@pytest.mark.parametrize("mode", ["ephemeral", "list", ""])
def test_an_unknown_mode_is_refused(mode: str) -> None:
    """A change that is neither managed nor a data source would be judged by nobody: a newer Terraform may write it."""
    assert refused(document(entry("aws_a.b", "create", mode=mode))).code == "plan-format-unknown"


@pytest.mark.parametrize("version", ["2.0", "2.1.7", "0.2", "10.0", "", "v1.2"])
def test_another_format_is_refused(version: str) -> None:
    """Only format 1.x is understood, and the version that is not is said."""
    problem = refused(document(format_version=version))
    assert (problem.code, problem.exit) == ("plan-format-unknown", Exit.USAGE)
    assert f"format version {version};" in problem.what


@pytest.mark.parametrize(("version", "advice"), [("2.0", "--upgrade"), ("0.2", "Terraform 1.1 or newer")])
def test_another_format_is_told_before_what_is_new_in_it(version: str, advice: str) -> None:
    """Fields of another format are not called unknown fields: the format itself is what is not understood."""
    problem = refused(document(format_version=version, wholly_new=1, resource_changes={}))
    assert problem.code == "plan-format-unknown"
    assert f"format version {version};" in problem.what
    assert advice in problem.next


def test_an_object_stands_in_a_plan_once() -> None:
    """An address that comes twice is refused by name; a deposed object beside the current one is another object."""
    twice = refused(document(entry("aws_a.b", "no-op"), entry("aws_a.b", "delete")))
    assert (twice.code, twice.exit, "aws_a.b" in twice.what) == ("plan-address-twice", Exit.USAGE, True)
    assert len(plan(entry("aws_a.b", "no-op"), entry("aws_a.b", "delete", deposed="00ff")).changes) == 2


@pytest.mark.parametrize("version", ["1", "1.0", "1.2", "1.99"])
def test_every_minor_format_is_read(version: str) -> None:
    """Any 1.x will do."""
    assert plan(format_version=version).format_version == version


def test_a_body_is_plain_python() -> None:
    """A raw body is what its JSON says; an empty one is nothing."""
    assert value(msgspec.Raw(b'{"a": [1, null]}')) == {"a": [1, None]}
    assert value(msgspec.Raw(b"")) is None


def test_a_body_that_is_no_text() -> None:
    """Bytes that are not UTF-8 inside a body are found when it is looked at, and are not repeated."""
    with pytest.raises(Problem) as caught:
        value(msgspec.Raw(b'{"a": "\xff"}'))
    assert caught.value.code == "plan-encoding"
    assert "\\xff" not in caught.value.why


def test_a_body_by_its_parts() -> None:
    """A collection is taken apart one level deep; what is no object has no parts."""
    assert [bytes(one) for one in parts(msgspec.Raw(b'{"a": [1], "b": {}}')).values()] == [b"[1]", b"{}"]
    assert [bytes(one) for one in shallow(msgspec.Raw(b"[1, [2]]"))] == [b"1", b"[2]"]
    singles = (b"1", b"1.5", b"true", b'"x"', b"null", b"")
    assert [shallow(msgspec.Raw(one)) for one in singles] == [1, 1.5, True, "x", None, None]
    assert [parts(msgspec.Raw(one)) for one in (b"[1]", *singles)] == [{}] * 7
