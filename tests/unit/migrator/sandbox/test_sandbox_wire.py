"""The plugin protocol's wire format, and schemas written as one line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.sandbox.providers.schema import Attribute, block, encode_schema
from migrator.sandbox.providers.wire import (
    UNKNOWN,
    decode,
    decode_value,
    diagnostic,
    encode,
    encode_value,
    has_unknown,
    raw_field,
    text_field,
)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | st.text() | st.just(UNKNOWN),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(PLAIN)
def test_a_value_comes_back(value: object) -> None:
    """Any value, unknowns inside, is the same after encoding and decoding."""
    assert decode_value(encode_value(value)) == value


@given(st.integers(1, 2**20), st.integers(1, 2**60), st.binary(min_size=1, max_size=300))
def test_a_message_comes_back(number: int, whole: int, raw: bytes) -> None:
    """Numbers and bytes of any size come back under their field's number, repeated ones in order."""
    assert decode(encode((number, whole), (number + 1, raw), (number + 1, raw))) == {number: [whole], number + 1: [raw, raw]}


@pytest.mark.parametrize("value", [None, 0, False, ""])
def test_what_is_left_out(value: int | str | None) -> None:
    """Nothing, zero, false and empty text take no place, as proto3 says; absent fields read as empty."""
    assert encode((1, value)) == b""
    assert (raw_field({}, 1), text_field({}, 1)) == (b"", "")


def test_fixed_width_fields_are_passed_over() -> None:
    """Fields of 4 and 8 bytes, which the stand-ins have no use for, do not disturb what follows."""
    assert decode(b"\x0d1234" + b"\x1112345678" + encode((3, "x")))[3] == [b"x"]


@pytest.mark.parametrize(
    ("value", "inside"), [([{"a": UNKNOWN}], True), (UNKNOWN, True), ({"a": [1]}, False), (None, False)]
)
def test_unknown_inside(value: object, inside: bool) -> None:
    """An unknown is found however deep it lies."""
    assert has_unknown(value) is inside


def test_json_is_a_value_too() -> None:
    """A DynamicValue may come as JSON."""
    assert decode_value(encode((2, json.dumps({"a": 1})))) == {"a": 1}
    assert decode_value(b"") is None


def test_a_diagnostic() -> None:
    """A diagnostic is an error with summary and detail."""
    assert decode(diagnostic("s", "d")) == {1: [1], 2: [b"s"], 3: [b"d"]}


@pytest.mark.parametrize(
    ("word", "expected", "forces", "anew"),
    [
        ("a", Attribute("string"), False, False),
        ("a*", Attribute("string", required=True, optional=False), False, False),
        ("a:n~", Attribute("number", optional=False, computed=True), False, False),
        ("a:ls?", Attribute(["list", "string"], computed=True), False, False),
        ("a!", Attribute("string"), True, False),
        ("a~^", Attribute("string", optional=False, computed=True, sensitive=True), False, False),
        ("a:n~+", Attribute("number", optional=False, computed=True), False, True),
        ("a?+", Attribute("string", computed=True), False, True),
    ],
)
def test_a_schema_line(word: str, expected: Attribute, forces: bool, anew: bool) -> None:
    """Each mark means one thing; every resource has a computed id besides."""
    found = block(word)
    assert (found.attributes["a"], "a" in found.forces, "a" in found.anew) == (expected, forces, anew)
    assert found.attributes["id"] == Attribute("string", optional=False, computed=True)


def test_a_schema_message() -> None:
    """A schema says its version, its attributes with their types, and its blocks."""
    message = decode(encode_schema(block("a:ms*", version=3, inner=block("b", nested=True, most=1))))
    body = decode(raw_field(message, 2))
    first = decode(raw_field(body, 2))
    nested = decode(raw_field(body, 3))
    assert message[1] == [3]
    assert (text_field(first, 1), json.loads(raw_field(first, 2))) == ("a", ["map", "string"])
    assert (text_field(nested, 1), nested[3], nested[5]) == ("inner", [2], [1])
