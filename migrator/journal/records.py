"""The stored form of events: one JSON object a line, versioned, chained by SHA-256. Independent of how events are written.

{"v": 1, "n": 0, "at": "...Z", "prev": SHA-256 of the line before, "type": "...", "data": {...}, "sum": SHA-256 of the rest}
"""

import hashlib

import msgspec

from checks.problem import Problem
from states import events, mending
from states.events import Event, Stamped

VERSION = 1
GENESIS = "0" * 64

# Written out, not derived: a class may be renamed, what is on people's disks may not.
TYPES: dict[str, type[Event]] = {
    "started": events.Started,
    "taken": events.Taken,
    "entered": events.Entered,
    "accepted": events.Accepted,
    "resumed": events.Resumed,
    "halted": events.Halted,
    "preflighted": events.Preflighted,
    "scratch-intended": events.ScratchIntended,
    "previewed": events.Previewed,
    "approved": events.Approved,
    "awaiting-approval": events.AwaitingApproval,
    "backed-up": events.BackedUp,
    "swap-intended": events.SwapIntended,
    "swapped": events.Swapped,
    "planned": events.Planned,
    "apply-intended": events.ApplyIntended,
    "apply-started": events.ApplyStarted,
    "action-seen": events.ActionSeen,
    "applied": events.Applied,
    "unfinished": events.Unfinished,
    "verified": events.Verified,
    "reverted": events.Reverted,
    "doubted": mending.Doubted,
    "taint-offered": mending.TaintOffered,
    "reconcile-intended": mending.ReconcileIntended,
    "reconciled": mending.Reconciled,
    "reconsidered": mending.Reconsidered,
    "unlock-asked": mending.UnlockAsked,
    "unlock-intended": mending.UnlockIntended,
    "unlocked": mending.Unlocked,
    "push-intended": mending.PushIntended,
    "pushed": mending.Pushed,
}
NAMES = {one: name for name, one in TYPES.items()}


class Version(msgspec.Struct, frozen=True):
    """The only thing of a line that every version has in common."""

    v: int


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
    return _line(msgspec.structs.replace(record, sum=_sum(record)))


def decode(line: bytes, number: int, previous: str) -> Stamped:
    """The event of a line; Damaged where number, chain, sum or shape are wrong; a Problem where it is of a newer version."""
    try:
        if (newer := msgspec.json.decode(line, type=Version).v) > VERSION:
            raise _newer(f"Line {number + 1} has version {newer}; this migrator knows version {VERSION}.")
        record = msgspec.json.decode(line, type=Record)
    except msgspec.MsgspecError as error:
        raise Damaged(f"it is not a record: {error}") from error
    _check(record, line, number, previous)
    if record.type not in TYPES:
        raise _newer(f"Line {number + 1} is of the type {record.type!r}, which this migrator does not know.")
    try:
        return Stamped(record.n, record.at, msgspec.json.decode(record.data, type=TYPES[record.type]))
    except msgspec.MsgspecError as error:
        raise Damaged(f"its data is not of the type {record.type}: {error}") from error


def _check(record: Record, line: bytes, number: int, previous: str) -> None:
    if (record.n, record.prev) != (number, previous):
        raise Damaged("its number or its chain does not fit the line before")
    if _sum(record) != record.sum:
        raise Damaged("its sum does not fit its content")
    if _line(record) != line:  # blanks or fields that no sum covers
        raise Damaged("its bytes are not those that migrator writes")


def _line(record: Record) -> bytes:
    return msgspec.json.encode(record) + b"\n"


def _sum(record: Record) -> str:
    return digest(msgspec.json.encode(msgspec.structs.replace(record, sum="")))


def _newer(why: str) -> Problem:
    return Problem(
        "journal-newer",
        what="The journal was written by a newer version of migrator.",
        why=why,
        next="pip install --upgrade wandb-migrator",
    )
