"""What a plan entry does, in the contract's words."""

from typing import Any

import pytest

from checks.plan.actions import HIDDEN, LATER, action, differences, order, spell
from checks.problem import Exit, Problem
from tests.support.plans import MAKE_FIRST, MARK, REPLACE, entry, resource, updated


@pytest.mark.parametrize(
    ("actions", "word", "how"),
    [
        (("no-op",), "no-op", None),
        (("create",), "create", None),
        (("read",), "read", None),
        (("update",), "update", None),
        (("delete",), "delete", None),
        (("forget",), "forget", None),
        (REPLACE, "replace", "delete-create"),
        (MAKE_FIRST, "replace", "create-delete"),
        (("create", "forget"), "replace", "create-forget"),
        (("forget", "create"), "replace", "forget-create"),
    ],
)
def test_every_action_has_its_word(actions: tuple[str, ...], word: str, how: str | None) -> None:
    """Each array of Terraform has one word, and a replacement its order."""
    one = resource(entry("aws_a.b", *actions))
    assert (action(one), order(one)) == (word, how)


@pytest.mark.parametrize(
    "actions", [(), ("forget", "delete"), ("update", "create"), ("delete", "delete"), ("open",), ("Create",)]
)
def test_an_unknown_action_is_refused_by_name(actions: tuple[str, ...]) -> None:
    """An array that is not known is an error that names the resource and the array."""
    with pytest.raises(Problem) as caught:
        action(resource(entry("aws_a.b", *actions)))
    assert (caught.value.code, caught.value.exit) == ("plan-action-unknown", Exit.USAGE)
    assert f"aws_a.b: Terraform wants to do {list(actions)}" in caught.value.what


@pytest.mark.parametrize(
    ("actions", "parts", "word"),
    [
        (("no-op",), {"previous_address": "aws_a.c"}, "move"),
        (("no-op",), {"importing": {"id": "i-1"}}, "import"),
        (("no-op",), {"importing": {}}, "import"),
        (("no-op",), {"importing": {"id": "i-1"}, "previous_address": "aws_a.c"}, "import"),
        (("update",), {"previous_address": "aws_a.c"}, "update"),
        (("update",), {"importing": {"id": "i-1"}}, "update"),
        (REPLACE, {"previous_address": "aws_a.c"}, "replace"),
    ],
)
def test_a_pure_move_or_import_has_its_own_word(actions: tuple[str, ...], parts: dict[str, Any], word: str) -> None:
    """Move and import are the word only where nothing else happens."""
    assert action(resource(entry("aws_a.b", *actions, **parts))) == word


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1}, {"a": 1}, {}),
        ({"a": 1}, {"a": 2}, {("a",): (1, 2)}),
        ({"a": 1}, {}, {("a",): (1, None)}),
        ({}, {"a": False}, {("a",): (None, False)}),
        ({"a": 1}, {"a": True}, {("a",): (1, True)}),
        ({"a": 1}, {"a": 1.0}, {}),
        ({"a": None}, {"a": []}, {}),
        ({"a": ["x"]}, {"a": []}, {("a", 0): ("x", None)}),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1}, {"b": 2}]}, {("a", 1, "b"): (None, 2)}),
        ({"a": {"x": 1, "y": 2}}, {"a": {"x": 1, "y": 3}}, {("a", "y"): (2, 3)}),
    ],
)
def test_leaves_that_differ(before: dict[str, Any], after: dict[str, Any], found: dict[Any, Any]) -> None:
    """Only leaves that differ are told; null and an empty collection are the same nothing."""
    assert differences(resource(updated("aws_a.b", before, after))) == found


def test_what_is_unknown_is_later() -> None:
    """An unknown value is later, and what lay below it is not told leaf by leaf."""
    one = updated("aws_a.b", {"a": 1, "list": [{"b": 1}]}, {}, after_unknown={"a": True, "list": True, "c": [{"d": True}]})
    found = differences(resource(one))
    assert found == {("a",): (1, LATER), ("list",): (None, LATER), ("c", 0, "d"): (None, LATER)}


@pytest.mark.parametrize("side", ["before_sensitive", "after_sensitive"])
@pytest.mark.parametrize(
    "flags", [{"deep": [{"key": True}]}, {"deep": [True]}, {"deep": True}, True], ids=["leaf", "item", "list", "whole body"]
)
@pytest.mark.parametrize("after", [{"deep": [{"key": 2}]}, {"deep": []}], ids=["changed", "gone"])
def test_what_is_sensitive_is_hidden(side: str, flags: Any, after: dict[str, Any]) -> None:
    """A value below a path that either side marks sensitive is not even in the differences."""
    one = updated("aws_a.b", {"deep": [{"key": MARK}]}, after, **{side: flags})
    assert differences(resource(one)) == {("deep", 0, "key"): (HIDDEN, HIDDEN)}


def test_what_is_sensitive_and_unknown_is_hidden() -> None:
    """A sensitive value that becomes known later shows neither side."""
    one = updated("aws_a.b", {"key": MARK}, {}, after_unknown={"key": True}, before_sensitive={"key": True})
    assert differences(resource(one)) == {("key",): (HIDDEN, HIDDEN)}


def test_flags_that_say_false_hide_nothing() -> None:
    """Terraform also writes false where nothing is sensitive."""
    one = updated(
        "aws_a.b", {"a": 1, "b": 1}, {"a": 2, "b": 1}, before_sensitive=False, after_sensitive={"a": False, "b": True}
    )
    assert differences(resource(one)) == {("a",): (1, 2)}


@pytest.mark.parametrize(
    ("path", "text"), [(("a",), "a"), (("ebs", 0, "type"), "ebs[0].type"), ((0,), "[0]"), (("a", 0, 1), "a[0][1]")]
)
def test_a_path_as_people_write_it(path: tuple[str | int, ...], text: str) -> None:
    """Names are joined by dots, indices stand in brackets."""
    assert spell(path) == text


@pytest.mark.parametrize("blank", [{}, False, None, {"a": {}, "b": [{"true": False}]}], ids=str)
def test_marks_that_mark_nothing_hide_nothing(blank: object) -> None:
    """A tree of marks without a mark is as none, whatever its keys are called."""
    marks = {"after_unknown": blank, "before_sensitive": blank, "after_sensitive": blank}
    one = updated("aws_a.b", {"a": 1, "b": [{"true": 2}]}, {"a": 1, "b": [{"true": 3}]}, **marks)
    assert differences(resource(one)) == {("b", 0, "true"): (2, 3)}
