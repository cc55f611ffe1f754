"""What makes a plan another one than the approved, told by address and attribute."""

import pytest
from hypothesis import given

from checks.continues import departures
from tests.support.plans import MAKE_FIRST, REPLACE, Json, changes, entry, kept

A, B = "aws_thing.a", "aws_thing.b"


def told(approved: list[Json], made: list[Json]) -> list[str]:
    """The departures as lines."""
    return [str(one) for one in departures(kept(*approved), kept(*made))]


@given(changes())
def test_the_same_plan_departs_in_nothing(entries: list[Json]) -> None:
    """A plan does not differ from itself, in whatever order it is listed."""
    assert told(entries, entries[::-1]) == []


@given(changes(), changes())
def test_departures_go_both_ways(first: list[Json], second: list[Json]) -> None:
    """Where one plan departs from another, the other departs from it, at the same addresses."""
    there, back = told(first, second), told(second, first)
    assert {one.split(":")[0] for one in there} == {one.split(":")[0] for one in back}


@pytest.mark.parametrize(
    ("approved", "made", "lines"),
    [
        ([entry(A, "create")], [], [f"{A}: create was approved, and is not planned any more"]),
        ([], [entry(A, "delete")], [f"{A}: delete was never approved"]),
        (
            [entry(A, "create")],
            [entry(B, "create")],
            [f"{A}: create was approved, and is not planned any more", f"{B}: create was never approved"],
        ),
        ([entry(A, "update")], [entry(A, *REPLACE)], [f"{A}: update was approved, and now it is replace (delete-create)"]),
        (
            [entry(A, *MAKE_FIRST)],
            [entry(A, *REPLACE)],
            [f"{A}: replace (create-delete) was approved, and now it is replace (delete-create)"],
        ),
        (
            [entry(A, "update", after={"a": 1, "b": 1, "c": 1})],
            [entry(A, "update", after={"a": 2, "b": 1, "d": 1})],
            [
                f"{A}: a: 1 was approved, and now it is 2",
                f"{A}: c: 1 was approved, and now it is nothing",
                f"{A}: d: nothing was approved, and now it is 1",
            ],
        ),
        (
            [entry(A, "create", after={}, after_unknown={"a": True})],
            [entry(A, "create", after={"a": 1})],
            [f"{A}: a: (known after apply) was approved, and now it is 1"],
        ),
        (
            [entry(A, "create", after={}, after_unknown={"a": True})],
            [entry(A, "create", after={})],
            [f"{A}: a: (known after apply) was approved, and now it is nothing"],
        ),
        (
            [entry(A, "delete", deposed="00ff")],
            [entry(A, "delete")],
            [
                f"{A}: delete of the deposed object 00ff was approved, and is not planned any more",
                f"{A}: delete was never approved",
            ],
        ),
    ],
    ids=[
        "gone",
        "new",
        "another address",
        "another action",
        "another order",
        "values",
        "known now",
        "never unknown",
        "current for old",
    ],
)
def test_each_departure_is_told(approved: list[Json], made: list[Json], lines: list[str]) -> None:
    """What is gone comes first, then what is new, then what changed."""
    assert told(approved, made) == lines
