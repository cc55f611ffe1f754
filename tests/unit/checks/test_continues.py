"""What may go on under an approval after a partial apply: less of the same, never more."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from checks.approved import decode_changes, encode
from checks.continues import Refusal, continues
from tests.support.plans import MAKE_FIRST, REPLACE, VALUES, Json, changes, entry, kept

A = "aws_thing.a"
TAINTED = {"action_reason": "replace_because_tainted"}


def refusals(approved: list[Json], remaining: list[Json]) -> list[str]:
    """Why the one does not continue the other."""
    return [str(one) for one in continues(kept(*approved), kept(*remaining))]


def went_on(before: Json, now: Json) -> bool:
    """Whether one change may follow the other."""
    return refusals([before], [now]) == []


@given(changes())
def test_a_plan_continues_itself(entries: list[Json]) -> None:
    """What was approved may be done, all of it."""
    assert refusals(entries, entries) == []


@given(
    changes().flatmap(lambda made: some.tuples(some.just(made), some.lists(some.sampled_from(made or [None]), unique_by=id)))
)
def test_a_part_of_a_plan_continues_it(made: tuple[list[Json], list[Json | None]]) -> None:
    """Whatever of it was done already, the rest may be."""
    assert refusals(made[0], [one for one in made[1] if one]) == []


@given(changes(), changes())
def test_a_new_address_never_continues(approved: list[Json], remaining: list[Json]) -> None:
    """An address that the approval does not know is refused, by name."""
    new = {one["address"] for one in remaining} - {one["address"] for one in approved}
    said = {one.address for one in continues(kept(*approved), kept(*remaining)) if str(one).endswith("was never approved")}
    assert said == new


@given(changes())
def test_the_stored_form_is_the_same(entries: list[Json]) -> None:
    """What is stored is read back unchanged."""
    assert decode_changes(encode(kept(*entries))) == kept(*entries)


@given(VALUES, VALUES)
def test_a_known_value_never_changes(old: Any, new: Any) -> None:
    """Another known value is refused; only null and an empty collection are the same nothing."""
    before, now = (kept(entry(A, "update", after={"a": one})) for one in (old, new))
    assert (continues(before, now) == ()) is (before[0].values == now[0].values)


@given(VALUES)
def test_an_unknown_value_may_become_known(value: Any) -> None:
    """What was to be known after apply may be anything now."""
    assert went_on(
        entry(A, "create", after={"b": 1}, after_unknown={"a": True}), entry(A, "create", after={"a": value, "b": 1})
    )


@given(VALUES)
def test_a_known_value_never_becomes_unknown(value: Any) -> None:
    """What was known when it was approved has to be known still."""
    assume(value not in (None, [], {}))
    assert not went_on(entry(A, "create", after={"a": value}), entry(A, "create", after={}, after_unknown={"a": True}))


@pytest.mark.parametrize(
    ("before", "now", "why"),
    [
        ({"a": 1}, {"a": 2}, "a: 1 was approved, and now it is 2"),
        ({"a": 1}, {"a": True}, "a: 1 was approved, and now it is true"),
        ({"a": 1}, {"a": "1"}, 'a: 1 was approved, and now it is "1"'),
        ({"a": 1}, {}, "a: 1 was approved, and now it is nothing"),
        ({"a": [1, 2]}, {"a": [1]}, "a[1]: 2 was approved, and now it is nothing"),
        ({"a": [1]}, {"a": [1, 2]}, "a[1]: nothing was approved, and now it is 2"),
        ({"a": {"b": 1}}, {"a": {"c": 1}}, "a.b: 1 was approved, and now it is nothing"),
        ({}, {"a": False}, "a: nothing was approved, and now it is false"),
    ],
)
def test_values_that_differ_are_named(before: Json, now: Json, why: str) -> None:
    """A value that changed, went or came is refused by its path, with what it was and what it is."""
    assert f"{A}: {why}" in refusals([entry(A, "update", after=before)], [entry(A, "update", after=now)])


def test_what_is_not_shown_is_said_to_differ() -> None:
    """Two secrets, or two values that are cut alike, look the same: that they differ is said; of others it is not."""
    said = "a: (sensitive) was approved, and now it is (sensitive) (they differ where it is not shown)"
    assert str(Refusal(A, "a", "(sensitive)", "(sensitive)")) == f"{A}: {said}"
    assert str(Refusal(A, "a", "1", "2")) == f"{A}: a: 1 was approved, and now it is 2"


@pytest.mark.parametrize("name", ["name_prefix", "names", "nam"])
def test_an_unknown_covers_no_namesake(name: str) -> None:
    """What is unknown allows values below it, not at a path that only begins with the same letters."""
    before = entry(A, "create", after={}, after_unknown={"name": True})
    assert went_on(before, entry(A, "create", after={"name": {"deep": ["x"]}}))
    assert not went_on(before, entry(A, "create", after={"name": "x", name: "y"}))


@pytest.mark.parametrize("actions", [REPLACE, MAKE_FIRST])
def test_a_replacement_may_shrink_to_its_create(actions: tuple[str, ...]) -> None:
    """Where the old object is gone the new one may be made, with the approved values."""
    before = entry(A, *actions, before={"a": 0}, after={"a": 1}, after_unknown={"id": True})
    assert went_on(before, entry(A, "create", after={"a": 1}, after_unknown={"id": True}))
    assert not went_on(before, entry(A, "create", after={"a": 2}, after_unknown={"id": True}))


@pytest.mark.parametrize("actions", [REPLACE, MAKE_FIRST])
def test_a_replacement_may_shrink_to_the_old_objects_delete(actions: tuple[str, ...]) -> None:
    """Where the new object is there the old one, deposed, may go; the new one may not."""
    before = entry(A, *actions, before={"a": 0}, after={"a": 1})
    assert went_on(before, entry(A, "delete", before={"a": 0}, deposed="00ff"))
    assert not went_on(before, entry(A, "delete", before={"a": 1}))


@pytest.mark.parametrize("actions", [("create",), ("update",), ("delete",), ("forget",)])
def test_a_deposed_object_of_anything_else_is_new(actions: tuple[str, ...]) -> None:
    """Only a replacement leaves an old object behind."""
    why = refusals([entry(A, *actions)], [entry(A, "delete", deposed="00ff")])
    assert why == [f"{A}: {actions[0]} was approved, and now it is delete of the deposed object 00ff"]


@pytest.mark.parametrize("beside", [[], [entry(A, "update", after={"a": 1})]], ids=["alone", "beside an update"])
def test_an_approved_deposed_object_may_still_go(beside: list[Json]) -> None:
    """A deposed object that was approved for deletion is looked up by its own key."""
    approved = [entry(A, "delete", deposed="00ff"), *beside]
    assert refusals(approved, approved[:1]) == []
    assert refusals(approved, [entry(A, "delete", deposed="00aa")]) != []


@pytest.mark.parametrize("actions", [("create",), ("update",), REPLACE, MAKE_FIRST])
@pytest.mark.parametrize("reason", [{}, TAINTED], ids=["sound", "tainted"])
def test_a_tainted_replacement_never_continues(actions: tuple[str, ...], reason: dict[str, str]) -> None:
    """What an apply left half-made is replaced under a new approval only, whatever was approved before."""
    approved = [entry(A, *actions, **reason)]
    assert refusals(approved, [entry(A, *REPLACE, **TAINTED)]) == [
        f"{A}: what an apply left half-made would be replaced; that is never approved beforehand"
    ]


WORDS = {"create": ("create",), "update": ("update",), "delete": ("delete",), "forget": ("forget",)}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        *((one, other) for one in WORDS.values() for other in WORDS.values() if one != other),
        *((one, REPLACE) for one in WORDS.values()),
        (REPLACE, ("update",)),
        (REPLACE, ("forget",)),
        (REPLACE, ("delete",)),
        (MAKE_FIRST, ("delete",)),
        (REPLACE, MAKE_FIRST),
        (MAKE_FIRST, REPLACE),
    ],
    ids="-".join,
)
def test_another_action_never_continues(before: tuple[str, ...], now: tuple[str, ...]) -> None:
    """An address may only do what was approved for it, in the approved order."""
    (why,) = refusals([entry(A, *before)], [entry(A, *now)])
    assert "was approved, and now it is" in why


def test_only_managed_changes_are_kept() -> None:
    """Reads and no-ops need no approval; what is kept is sorted by address and old object."""
    every = kept(
        entry("aws_thing.b", "create"),
        entry(A, *MAKE_FIRST),
        entry(A, "delete", deposed="00ff"),
        entry("aws_thing.c", "no-op"),
        entry("data.aws_thing.d", "read", mode="data"),
        entry("aws_thing.e", "no-op", previous_address="aws_thing.z"),
    )
    assert [(one.address, one.deposed, one.action, one.order) for one in every] == [
        (A, None, "replace", "create-delete"),
        (A, "00ff", "delete", None),
        ("aws_thing.b", None, "create", None),
        ("aws_thing.e", None, "move", None),
    ]
