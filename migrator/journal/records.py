"""The stored form of events: one JSON object a line, versioned, chained by SHA-256. Independent of how events are written.

{"v": 1, "n": 0, "at": "...Z", "prev": SHA-256 of the line before, "type": "...", "data": {...}, "sum": SHA-256 of the rest}
"""

import hashlib

import msgspec

from checks.problem import Problem
from states import edited, events, mending, moving, saving, undoing
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
    "backed-up": saving.BackedUp,
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
    "tried-again": mending.TriedAgain,
    "repaired": mending.Repaired,
    "recovered": mending.Recovered,
    "files-known": edited.FilesKnown,
    "moved": moving.Moved,
    "arrived": moving.Arrived,
    "mirrored": moving.Mirrored,
    "saves-changed": saving.SavesChanged,
    "collected": saving.Collected,
    "quiesce-intended": saving.QuiesceIntended,
    "quiesced": saving.Quiesced,
    "snapshot-intended": saving.SnapshotIntended,
    "snapshot-stands": saving.SnapshotStands,
    "undo-intended": undoing.UndoIntended,
    "undone": undoing.Undone,
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


READ = msgspec.json.Decoder(Record)
DATA = {name: msgspec.json.Decoder(one) for name, one in TYPES.items()}
# What a decoder says of bytes that are not what it reads; text that is no UTF-8 is a failure of its own.
UNDECODABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
# How every line ends: its sum, in hex, and what closes it.
SUM, END = 64, b'"}\n'


def digest(line: bytes) -> str:
    """What the next line is chained to."""
    return hashlib.sha256(line).hexdigest()


def encode(stamped: Stamped, previous: str) -> bytes:
    """The line for an event, with its newline."""
    data = msgspec.Raw(msgspec.json.encode(stamped.event))
    record = Record(VERSION, stamped.number, stamped.at, previous, NAMES[type(stamped.event)], data, "")
    body = msgspec.json.encode(record)
    return body[: -len(END) + 1] + digest(body).encode() + END


def decode(line: bytes, number: int, previous: str) -> Stamped:
    """The event of a line; Damaged where number, chain, sum or shape are wrong; a Problem where it is of a newer version."""
    try:
        record = READ.decode(line)
    except UNDECODABLE as error:
        _refuse_newer(_version(line), number)
        raise Damaged(f"it is not a record: {error}") from error
    if record.v != VERSION:
        _refuse_changed_version(record, line, number)
    if (record.n, record.prev) != (number, previous):
        raise Damaged("its number or its chain does not fit the line before")
    if not _holds(record, line):
        raise Damaged("its sum does not fit its content")
    return _event(record)


def _holds(record: Record, line: bytes) -> bool:
    """Whether the bytes are what was written: the sum covers all of them but itself."""
    return digest(line[: -SUM - len(END)] + END[:-1]) == record.sum


def _event(record: Record) -> Stamped:
    if record.type not in DATA:
        raise _newer(f"Line {record.n + 1} is of the type {record.type!r}, which this migrator does not know.")
    try:
        return Stamped(record.n, record.at, DATA[record.type].decode(record.data))
    except UNDECODABLE as error:
        raise Damaged(f"its data is not of the type {record.type}: {error}") from error


def _version(line: bytes) -> int:
    try:
        return msgspec.json.decode(line, type=Version).v
    except UNDECODABLE:
        return VERSION


def _refuse_changed_version(record: Record, line: bytes, number: int) -> None:
    """A line of ours whose version alone was changed is damage, not a newer version."""
    ours = line.replace(b'{"v":%d,' % record.v, b'{"v":%d,' % VERSION, 1)
    if not _holds(record, ours):
        _refuse_newer(record.v, number)
    raise Damaged("its version is not the one that was written")


def _refuse_newer(version: int, number: int) -> None:
    if version > VERSION:
        raise _newer(f"Line {number + 1} has version {version}; this migrator knows version {VERSION}.")


def _newer(why: str) -> Problem:
    return Problem(
        "journal-newer",
        what="The journal was written by a newer version of migrator.",
        why=why,
        next="pip install --upgrade wandb-migrator",
    )
