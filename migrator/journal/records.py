"""The stored form of events: one JSON object a line, versioned, chained by SHA-256. Independent of how events are written.

{"v": 1, "n": 0, "at": "...Z", "prev": SHA-256 of the line before, "type": "...", "data": {...}, "sum": SHA-256 of the rest}
"""

import hashlib
import re
from typing import get_args

import msgspec

from checks.problem import Problem
from states.events import Event, Stamped

VERSION = 1
GENESIS = "0" * 64


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


TYPES: dict[str, type[Event]] = {_kebab(one.__name__): one for one in get_args(Event)}
NAMES = {one: name for name, one in TYPES.items()}


class Record(msgspec.Struct, frozen=True):
    """One line, as stored; the fields' order is the order on disk."""

    v: int
    n: int
    at: str
    prev: str
    type: str
    data: msgspec.Raw
    sum: str


class Damaged(Exception):
    """A whole line that is not what was written."""


def digest(line: bytes) -> str:
    """What the next line is chained to."""
    return hashlib.sha256(line).hexdigest()


def encode(stamped: Stamped, previous: str) -> bytes:
    """The line for an event, with its newline."""
    data = msgspec.Raw(msgspec.json.encode(stamped.event))
    record = Record(VERSION, stamped.number, stamped.at, previous, NAMES[type(stamped.event)], data, "")
    return msgspec.json.encode(msgspec.structs.replace(record, sum=_sum(record))) + b"\n"


def decode(line: bytes, number: int, previous: str) -> Stamped:
    """The event of a line; Damaged where number, chain, sum or shape are wrong; a Problem where it is of a newer version."""
    try:
        record = msgspec.json.decode(line, type=Record)
    except msgspec.MsgspecError as error:
        raise Damaged(f"not a record: {error}") from error
    if record.v > VERSION or (record.v == VERSION and _sum(record) == record.sum and record.type not in TYPES):
        raise _newer(record)
    if (record.n, record.prev) != (number, previous):
        raise Damaged("its number or its chain does not fit the line before")
    if _sum(record) != record.sum:
        raise Damaged("its sum does not fit its content")
    try:
        return Stamped(record.n, record.at, msgspec.json.decode(record.data, type=TYPES[record.type]))
    except (msgspec.MsgspecError, KeyError) as error:
        raise Damaged(f"its data is not a {record.type}: {error}") from error


def _sum(record: Record) -> str:
    return digest(msgspec.json.encode(msgspec.structs.replace(record, sum="")))


def _newer(record: Record) -> Problem:
    return Problem(
        "journal-newer",
        what="The journal was written by a newer version of migrator.",
        why=f"Record {record.n} has version {record.v} and type {record.type!r}; this migrator knows version {VERSION}.",
        next="pip install --upgrade wandb-migrator",
    )
