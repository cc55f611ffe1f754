"""Files that are not the ones they were."""

from hypothesis import given
from hypothesis import strategies as some

from checks.edits import Edit, How, edits

FILES = some.dictionaries(some.sampled_from("abcd"), some.sampled_from(["1", "2"]))


def test_each_way_of_being_another() -> None:
    """Changed, gone and new ones are told, by name; what is the same is not."""
    found = edits({"b": "1", "c": "1", "same": "1"}, {"same": "1", "c": "2", "a": "1"})
    assert found == (Edit("a", How.NEW, None), Edit("b", How.GONE, "1"), Edit("c", How.CHANGED, "1"))
    assert [str(one) for one in found] == ["a (new)", "b (gone)", "c (changed)"]


@given(FILES, FILES)
def test_nothing_is_told_where_nothing_differs(known: dict[str, str], now: dict[str, str]) -> None:
    """There are edits exactly where the two are not the same."""
    assert (edits(known, now) == ()) is (known == now)
