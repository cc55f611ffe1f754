"""The meaning of a plan: equal where two plans would do the same, and nowhere else."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from checks.plan.meaning import meaning
from tests.support.plans import ACTIONS, MAKE_FIRST, MARK, REPLACE, VALUES, Json, changes, entry, plan, replaced, updated

ONE = replaced(
    "aws_thing.a",
    {"size": 1, "list": [1, 2]},
    {"size": 2, "list": [1, 2]},
    replace_paths=[["size"], ["list", 0]],
    after_unknown={"id": True},
    before_sensitive={"size": True},
    after_sensitive={},
)
OUTPUT = {"url": {"actions": ["update"], "before": "a", "after": "b"}}


def of(*entries: Json, **parts: Any) -> str:
    """The meaning of a plan of these entries."""
    return meaning(plan(*entries, **parts))


@given(changes().flatmap(lambda made: some.tuples(some.just(made), some.permutations(made))))
def test_the_order_of_the_list_means_nothing(made: tuple[list[Json], list[Json]]) -> None:
    """The same changes in another order mean the same."""
    assert of(*made[0]) == of(*made[1])


@given(changes())
def test_what_changes_nothing_means_nothing(entries: list[Json]) -> None:
    """No-ops, reads of data sources and everything outside the changes can come and go."""
    quiet = [
        entry("aws_thing.y", "no-op", before={"a": 1}, after={"a": 1}),
        entry("data.aws_thing.z", "read", mode="data", after={"a": 1}),
        entry("data.aws_thing.w", "delete", mode="data", before={"a": 1}),
    ]
    outputs = {"same": {"actions": ["no-op"], "before": 1, "after": 1}}
    drift = [entry("aws_thing.v", "update")]
    aside = {"timestamp": "2026-01-02T03:04:05Z", "resource_drift": drift, "variables": {"v": {"value": MARK}}}
    assert of(*entries) == of(*entries, *quiet, output_changes=outputs, **aside)


def test_the_order_of_keys_and_of_paths_means_nothing() -> None:
    """JSON objects have no order, and the paths that force a replacement are a set."""
    turned = copy.deepcopy(ONE)
    turned["change"] = dict(reversed(turned["change"].items()))
    turned["change"]["after"] = dict(reversed(turned["change"]["after"].items()))
    turned["change"]["replace_paths"].reverse()
    assert of(ONE) == of(turned)


def change(key: str, value: Any) -> Callable[[Json], None]:
    """An edit of a part of `change`."""
    return lambda one: one["change"].__setitem__(key, value)


EDITS: dict[str, Callable[[Json], None]] = {
    "action": change("actions", ["update"]),
    "order": change("actions", MAKE_FIRST),
    "value before": change("before", {"size": 0, "list": [1, 2]}),
    "value after": change("after", {"size": 3, "list": [1, 2]}),
    "order in a list": change("after", {"size": 2, "list": [2, 1]}),
    "a type": change("after", {"size": "2", "list": [1, 2]}),
    "null for nothing": change("after", {"size": 2, "list": [1, 2], "more": None}),
    "unknown": change("after_unknown", {"id": True, "arn": True}),
    "known": change("after_unknown", {}),
    "sensitivity before": change("before_sensitive", {}),
    "sensitivity after": change("after_sensitive", {"size": True}),
    "what forces it": change("replace_paths", [["size"]]),
    "import": change("importing", {"id": "i"}),
    "address": lambda one: one.update(address="aws_thing.b"),
    "deposed": lambda one: one.update(deposed="00ff"),
    "previous address": lambda one: one.update(previous_address="aws_thing.b"),
    "type": lambda one: one.update(type="aws_other"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_every_part_of_a_change_counts(edit: Callable[[Json], None]) -> None:
    """Each part that makes a change another change makes another meaning."""
    edited = copy.deepcopy(ONE)
    edit(edited)
    assert of(edited) != of(ONE)


def test_what_is_imported_counts() -> None:
    """Another id, an identity, another identity, or no import at all is another meaning."""
    every = [{"id": "i"}, {"id": "j"}, {"identity": {"id": "i"}}, {"identity": {"id": "j"}}, None]
    assert len({of(entry("aws_thing.a", "no-op", importing=one)) for one in every}) == len(every)


@pytest.mark.parametrize(
    "outputs",
    [
        {},
        {"uri": OUTPUT["url"]},
        {"url": {**OUTPUT["url"], "after": "c"}},
        {"url": {**OUTPUT["url"], "after_sensitive": True}},
        {"url": {**OUTPUT["url"], "actions": ["create"]}},
    ],
    ids=["none", "name", "value", "sensitivity", "action"],
)
def test_outputs_count(outputs: dict[str, Any]) -> None:
    """An output that comes, goes or changes is part of the meaning."""
    assert of(ONE, output_changes=outputs) != of(ONE, output_changes=OUTPUT)


@given(VALUES, VALUES, ACTIONS)
def test_any_other_value_means_something_else(old: Any, new: Any, actions: tuple[str, ...]) -> None:
    """Two values that are not the same JSON never mean the same, in a resource or in an output."""
    assume(json.dumps(old, sort_keys=True) != json.dumps(new, sort_keys=True))
    assert of(entry("aws_thing.a", *actions, after={"a": old})) != of(entry("aws_thing.a", *actions, after={"a": new}))
    outputs = [{"o": {"actions": actions, "after": one}} for one in (old, new)]
    assert of(output_changes=outputs[0]) != of(output_changes=outputs[1])


@given(changes(), changes())
def test_different_lists_of_addresses_mean_something_else(first: list[Json], second: list[Json]) -> None:
    """A change more or less is always another meaning."""
    assume({one["address"] for one in first} != {one["address"] for one in second})
    assert of(*first) != of(*second)


def test_the_meaning_gives_no_value_away() -> None:
    """A meaning is 64 hex digits, whatever stood in the plan."""
    said = of(updated("aws_thing.a", {}, {"password": MARK}))
    assert len(bytes.fromhex(said)) == 32


def test_two_parts_of_one_address_are_both_counted() -> None:
    """An address may come twice, with its current and with its old object, in either order."""
    old, new = entry("aws_thing.a", "delete", deposed="00ff"), entry("aws_thing.a", *REPLACE)
    assert of(old, new) == of(new, old)
    assert len({of(old, new), of(old), of(new)}) == 3
