"""Faults files: what is accepted, what is refused, and which operation a rule hits."""

import json
import os
import re
import threading
from pathlib import Path

import pytest

from migrator.sandbox.faults import WORLDS, FaultFile, Rule, load
from migrator.sandbox.store import Store
from tests.support.bench import until

ERROR = {"error": "Throttling"}


def put(path: Path, *entries: object) -> None:
    """Put faults in force, at another time than any before."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(json.dumps(entries))
    os.utime(path, ns=(before + 10**9, before + 10**9))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "truncated"),
        ('{"op": "create"}', "Expected `array`"),
        ("[1]", "Expected `object`"),
        ('[{"world": "flat-earth"}]', "a world is one of"),
        ('[{"world": 1}]', "a world is one of"),
        ('[{"world": "deployer-401", "op": "create"}]', "nothing beside it"),
        ('[{"kind": "aws_vpc"}]', "unknown keys ['kind']"),
        ('[{"op": "destroy", "error": "x"}]', "Invalid enum value 'destroy'"),
        ('[{"type": 1, "error": "x"}]', "Expected `str`"),
        ('[{"nth": 0, "error": "x"}]', "Expected `int` >= 1"),
        ('[{"nth": "2", "error": "x"}]', "Expected `int`"),
        ('[{"nth": true, "error": "x"}]', "Expected `int`"),
        ('[{"times": 0, "error": "x"}]', "Expected `int` >= 1"),
        ('[{"sleep": -1}]', "Expected `float` >= 0"),
        ('[{"sleep": NaN}]', "malformed"),
        ('[{"error": 5}]', "Expected `str | null`"),
        ('[{"crash": "yes"}]', "Expected `bool`"),
        ('[{"op": "create"}]', "does nothing"),
        ('[{"partial": true}]', "does nothing"),
        ('[{"partial": true, "crash": true}]', "partial wants an error"),
    ],
)
def test_what_is_refused(text: str, says: str) -> None:
    """A faults file that would not do what it says is refused with one ValueError that names the mistake."""
    with pytest.raises(ValueError, match=re.escape(says)):
        load(text)


def test_what_is_accepted() -> None:
    """Rules and worlds may stand side by side; what is left out is any operation, of any type, for ever."""
    found = load('[{"world": "deployer-401"}, {"error": "x"}, {"op": "create", "type": "aws_vpc", "nth": 2, "sleep": 1.5}]')
    assert found.worlds == {"deployer-401"}
    assert found.rules[0] == Rule(error="x")
    assert found.rules[1] == Rule("create", "aws_vpc", 2, 1, 1.5)


@pytest.mark.parametrize("text", ["", "[]"])
def test_no_faults(text: str) -> None:
    """Nothing and an empty list are no faults."""
    assert load(text) == load("[]")
    assert load(text).rules == ()


@pytest.mark.parametrize(
    ("rule", "hits"),
    [
        ({"nth": 2}, [False, True, False, False]),
        ({"nth": 2, "times": 2}, [False, True, True, False]),
        ({}, [True, True, True, True]),
        ({"times": 1}, [True, False, False, False]),
    ],
)
def test_which_operations_are_hit(tmp_path: Path, faults: FaultFile, rule: dict[str, object], hits: list[bool]) -> None:
    """A rule hits the nth matching operation and as many after it as it says: one, or without nth all."""
    put(tmp_path / "faults.json", {**ERROR, **rule})
    assert [faults.hit("create", "aws_vpc") is not None for _ in hits] == hits


@pytest.mark.parametrize(
    ("op", "kind", "hit"), [("create", "aws_vpc", True), ("delete", "aws_vpc", False), ("create", "x", False)]
)
def test_what_matches(tmp_path: Path, faults: FaultFile, op: str, kind: str, hit: bool) -> None:
    """Only operations of the rule's kind on its type are counted and hit."""
    put(tmp_path / "faults.json", {"op": "create", "type": "aws_vpc", **ERROR})
    assert (faults.hit(op, kind) is not None) is hit


def test_counting_starts_anew(tmp_path: Path, faults: FaultFile) -> None:
    """The same faults put in force again count from one, as new ones would."""
    for _ in range(2):
        put(tmp_path / "faults.json", {"nth": 1, **ERROR})
        assert [faults.hit("create", "x") is not None for _ in range(2)] == [True, False]


def test_rules_that_look_alike_count_apart(tmp_path: Path, faults: FaultFile) -> None:
    """Two equal rules are two rules: each counts every operation once."""
    put(tmp_path / "faults.json", {"nth": 2, **ERROR}, {"nth": 2, **ERROR})
    assert [faults.hit("create", "x") is not None for _ in range(3)] == [False, True, False]


def test_what_is_held(tmp_path: Path, faults: FaultFile, store: Store) -> None:
    """An operation that is held says so in the log, and waits until other faults are in force."""
    put(tmp_path / "faults.json", {"nth": 1, "hold": True})
    hit: list[Rule | None] = []
    waiting = threading.Thread(target=lambda: hit.append(faults.hit("create", "x")))
    waiting.start()
    until(lambda: bool(store.operations()))
    assert [(one["op"], one["type"], one["result"]) for one in store.operations()] == [("create", "x", "held")]
    waiting.join(0.1)
    assert waiting.is_alive()
    put(tmp_path / "faults.json")
    waiting.join()
    assert hit == [Rule(nth=1, times=1, hold=True)]


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_worlds(tmp_path: Path, faults: FaultFile, name: str) -> None:
    """A world is in force as long as the file names it."""
    put(tmp_path / "faults.json", {"world": name})
    assert faults.worlds() == {name}
    put(tmp_path / "faults.json")
    assert faults.worlds() == frozenset()
