"""The plugin protocol's wire format: protobuf, just enough of it, and msgpack values with unknowns.

Field numbers are those of Terraform's tfplugin6.proto.
"""

import json
from collections.abc import Iterator

import msgpack

Message = dict[int, list[object]]
Value = object


class Unknown:
    """A value that is known only after apply."""

    def __repr__(self) -> str:
        return "<unknown>"

    def __deepcopy__(self, memo: object) -> "Unknown":
        return self


UNKNOWN = Unknown()


def _varint(number: int) -> bytes:
    out = bytearray()
    while True:
        byte, number = number & 0x7F, number >> 7
        out.append(byte | (0x80 if number else 0))
        if not number:
            return bytes(out)


def encode(*fields: tuple[int, bytes | str | int | None]) -> bytes:
    """A message from (field number, value); None, zero, False and empty text are left out, as proto3 does."""
    out = bytearray()
    for number, value in fields:
        if value is None or value in (0, ""):
            continue
        if isinstance(value, int):
            out += _varint(number << 3) + _varint(int(value))
            continue
        raw = value.encode() if isinstance(value, str) else value
        out += _varint(number << 3 | 2) + _varint(len(raw)) + raw
    return bytes(out)


def decode(raw: bytes) -> Message:
    """A message as field number -> values in order: bytes for length-delimited fields, int for varints."""
    message: Message = {}
    reader = _Reader(raw)
    for number, value in reader.fields():
        message.setdefault(number, []).append(value)
    return message


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0

    def fields(self) -> Iterator[tuple[int, object]]:
        while self._at < len(self._raw):
            key = self._number()
            yield key >> 3, self._value(key & 7)

    def _value(self, wire_type: int) -> object:
        if wire_type == 0:
            return self._number()
        return self._take(self._number() if wire_type == 2 else 4 if wire_type == 5 else 8)

    def _number(self) -> int:
        shift = result = 0
        while True:
            byte = self._raw[self._at]
            self._at += 1
            result |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return result

    def _take(self, length: int) -> bytes:
        self._at += length
        return self._raw[self._at - length : self._at]


def raw_field(message: Message, number: int) -> bytes:
    """The first length-delimited value of a field, empty where it is absent."""
    value = message.get(number, [b""])[0]
    return value if isinstance(value, bytes) else b""


def text_field(message: Message, number: int) -> str:
    """The first value of a string field."""
    return raw_field(message, number).decode()


def _extension(code: int, data: bytes) -> Unknown:  # noqa: ARG001 - every extension of the protocol is an unknown value
    return UNKNOWN


def decode_value(raw: bytes) -> Value:
    """A DynamicValue: plain Python with `UNKNOWN` where a value is not known yet."""
    message = decode(raw)
    if 1 in message:
        return msgpack.unpackb(raw_field(message, 1), raw=False, strict_map_key=False, ext_hook=_extension)
    return json.loads(raw_field(message, 2)) if 2 in message else None


def encode_value(value: Value) -> bytes:
    """The DynamicValue of plain Python and `UNKNOWN`."""
    return encode((1, msgpack.packb(value, default=_unknown, use_bin_type=True)))


def _unknown(value: object) -> msgpack.ExtType:
    if value is UNKNOWN:
        return msgpack.ExtType(0, b"\0")
    raise TypeError(value)


def has_unknown(value: Value) -> bool:
    """Whether anything inside is unknown."""
    if isinstance(value, dict):
        return any(map(has_unknown, value.values()))
    return any(map(has_unknown, value)) if isinstance(value, list) else value is UNKNOWN


def diagnostic(summary: str, detail: str = "") -> bytes:
    """An error diagnostic."""
    return encode((1, 1), (2, summary), (3, detail))
