"""What is kept of a plan with its approval: enough to tell every difference, and no secret."""

import copy
import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from checks.approved import LONGEST, Seal, approved_changes, decode_changes, encode
from checks.continues import continues, departures
from tests.support.plans import MARK, SEAL, Json, changes, entry, kept, plan

A = "aws_thing.a"
SHAPES = some.sampled_from(
    [lambda leaf: leaf, lambda leaf: [leaf], lambda leaf: {"x": [{"y": leaf}]}, lambda leaf: f"url://{leaf}"]
)


def test_what_is_kept() -> None:
    """Known values are kept with what may be seen, unknown ones as nothing, empty ones not at all."""
    body: Json = {"a": "x", "b": None, "c": [], "d": {"e": [1]}}
    (one,) = kept(entry(A, "create", after=body, after_unknown={"id": True, "f": [{"g": True}], "h": False}))
    assert {path: known and known.shown for path, known in one.values.items()} == {
        "a": '"x"',
        "d.e[0]": "1",
        "id": None,
        "f[0].g": None,
    }


@given(changes(), SHAPES, some.booleans())
def test_no_secret_is_kept_in_clear(entries: list[Json], shape: Any, marked: bool) -> None:
    """What Terraform calls sensitive, or holds a secret that is known, stands in nothing that is stored or said."""
    planted = copy.deepcopy(entries)
    for one in planted:
        one["change"] |= {"before": {"p": shape(MARK)}, "after": {"p": shape(MARK)}}
        one["change"]["after_sensitive"] = {"p": True} if marked else {}
    seal = replace(SEAL, redact=str) if marked else SEAL
    found = approved_changes(plan(*planted), seal)
    said = " ".join(map(str, (*continues(found, kept(*entries)), *departures(kept(*entries), found))))
    assert MARK not in f"{encode(found).decode()} {found!r} {said}"


@pytest.mark.parametrize(
    "body",
    [
        {"password": MARK},
        {"values": [f"license: {MARK}"]},
        {"set": [{"name": "license", "value": MARK}]},
        {"url": f"https://kim:{MARK}@example.com"},
        {"policy": json.dumps({"token": MARK})},
    ],
    ids=lambda body: next(iter(body)),
)
def test_what_its_name_or_its_look_makes_a_secret(body: Json) -> None:
    """Where nobody marked it and nobody knows it, its name or what it reads like hides a value."""
    (one,) = approved_changes(plan(entry(A, "create", after=body)), replace(SEAL, redact=str))
    assert MARK not in repr(one)
    assert any(known and known.shown is None for known in one.values.values())


@pytest.mark.parametrize(
    ("body", "marks"),
    [({"m": {MARK: "x"}}, {"m": True}), ({"m": {MARK: "x"}}, {}), ({"m": [{"n": {MARK: 1}}]}, {"m": [{"n": True}]})],
    ids=["below a mark", "a known secret", "deeper"],
)
def test_a_key_that_is_a_secret(body: Json, marks: Json) -> None:
    """The keys of a sensitive map, and keys that hold a secret, are told from each other and not named."""
    (one,) = kept(entry(A, "create", after=body, after_sensitive=marks))
    assert MARK not in repr(one)
    other = json.loads(json.dumps(body).replace(MARK, f"{MARK}2"))
    (changed,) = kept(entry(A, "create", after=other, after_sensitive=marks))
    assert one.values.keys() != changed.values.keys()


def test_below_a_mark_what_was_unknown_may_become_known() -> None:
    """Keys that are not named keep their place: what is known now lies where the unknown was."""
    marks: Json = {"m": True}
    before = entry(A, "create", after={"m": {"a": "x"}}, after_unknown={"m": {"b": True}}, after_sensitive=marks)
    now = entry(A, "create", after={"m": {"a": "x", "b": {"c": "y"}}}, after_sensitive=marks)
    assert continues(kept(before), kept(now)) == ()


def test_nothing_is_guessed_from_what_is_kept() -> None:
    """Equal values are told to be equal under one key only, and none is kept as its plain digest."""
    body: Json = {"a": "m5.large", "b": "m5.large", "c": 1}
    macs = [
        [known.mac for known in one.values.values() if known]
        for key in (b"one", b"another")
        for one in approved_changes(plan(entry(A, "create", after=body)), Seal(key, str))
    ]
    assert [len({*one}) for one in macs] == [2, 2]
    assert not {*macs[0]} & {*macs[1], *(sha256(msgspec.json.encode(one)).hexdigest() for one in body.values())}


def test_a_long_value_is_shortened_and_still_compared() -> None:
    """What is shown is bounded; two that begin alike differ, and it is said that one cannot see where."""
    old, new = (kept(entry(A, "update", after={"a": "x" * 500 + end})) for end in "yz")
    assert all(known is not None and len(known.shown or "") < LONGEST + 20 for known in old[0].values.values())
    (refusal,) = continues(old, new)
    assert str(refusal).endswith("(they differ where it is not shown)")
    assert continues(old, old) == ()


def test_a_hidden_value_that_differs_is_told_without_it() -> None:
    """A refusal names address and attribute of a secret, and not what it was or is."""
    old, new = (kept(entry(A, "update", after={"password": one})) for one in ("hunter2", "hunter3"))
    assert [str(one) for one in continues(old, new)] == [
        f"{A}: password: (sensitive) was approved, and now it is (sensitive) (they differ where it is not shown)"
    ]


def test_the_form_of_an_older_version() -> None:
    """A list, with bare digests, is of an older version: it is known for that, and not compared."""
    old = [{"address": A, "deposed": None, "action": "create", "values": {"a": "00" * 32}, "order": None}]
    assert decode_changes(json.dumps(old).encode()) is None


@pytest.mark.parametrize("raw", [b"", b"[", b"[1]", b"{}", b'{"form": 2}', b'{"form": 2, "changes": [1]}'])
def test_what_is_no_kept_plan(raw: bytes) -> None:
    """What is neither form is an error."""
    with pytest.raises(msgspec.MsgspecError):
        decode_changes(raw)
