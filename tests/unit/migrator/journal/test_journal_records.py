"""The stored form: total over the events, stable on disk, closed against change."""

import dataclasses
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.problem import Problem
from migrator.journal.records import GENESIS, NAMES, TYPES, Damaged, decode, digest, encode
from states.events import Entered, Event, Stamped, State

LINE = encode(Stamped(0, "2026-01-02T03:04:05.678Z", Entered(State.PREFLIGHT)), GENESIS)
st.register_type_strategy(str, st.text(st.characters(codec="utf-8"), max_size=12))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(int, st.integers(-(2**53), 2**53))

FIELDS = {
    "started": "run version inputs who",
    "taken": "who",
    "entered": "state",
    "accepted": "code reason who",
    "resumed": "state",
    "halted": "code what why next exit then",
    "preflighted": "then blocked_by passed unknown",
    "scratch-intended": "path terraform",
    "previewed": "then offer blocked_by",
    "approved": "then offer who ticket expires_at",
    "awaiting-approval": "approval then",
    "backed-up": "parts absent origin snapshot image workload quiesced copied directory then",
    "swap-intended": "steps",
    "swapped": "steps then",
    "planned": "then offer plan_sha256 blocked_by because",
    "apply-intended": "plan_sha256 into",
    "apply-started": "process",
    "action-seen": "address verb change phase id elapsed said_at",
    "applied": "counts then",
    "unfinished": "exit_code in_doubt then retried",
    "verified": "passed then",
    "reverted": "then",
    "doubted": "addresses because",
    "taint-offered": "addresses because",
    "reconcile-intended": "imports untaints",
    "reconciled": "imports untaints",
    "reconsidered": "then",
    "unlock-asked": "id who",
    "unlock-intended": "id",
    "unlocked": "id",
    "push-intended": "lineage serial sha256",
    "pushed": "serial kept",
    "repaired": "kept lost names",
    "recovered": "applies",
    "files-known": "files",
    "tried-again": "command failures",
    "moved": "directory who before host fetched streams",
    "arrived": "",
    "mirrored": "place",
    "saves-changed": "snapshot quiesce backup_to",
    "undo-intended": "act who",
    "undone": "act sha256",
    "collected": "parts absent origin image workload cluster",
    "quiesce-intended": "workload",
    "quiesced": "workload",
    "snapshot-intended": "cluster id",
    "snapshot-stands": "snapshot",
}


def resealed(**changed: object) -> bytes:
    """The line with some fields changed and the sum made to fit again."""
    fields = {**msgspec.json.decode(LINE), **changed, "sum": ""}
    fields["sum"] = digest(msgspec.json.encode(fields))
    return msgspec.json.encode(fields) + b"\n"


def test_every_event_has_one_name_and_every_name_one_event() -> None:
    """The mapping of names is total over `Event`, and no name is used twice."""
    assert set(TYPES.values()) == set(get_args(Event))
    assert len(NAMES) == len(TYPES)


@given(event=st.one_of([st.from_type(one) for one in get_args(Event)]), number=st.integers(0, 10**6))
def test_every_event_comes_back_as_it_was_stored(event: Event, number: int) -> None:
    """Whatever an event holds, its line gives the equal event back, and is exactly one line."""
    stamped = Stamped(number, "2026-01-02T03:04:05.678Z", event)
    line = encode(stamped, GENESIS)
    assert line.count(b"\n") == 1
    assert decode(line, number, GENESIS) == stamped


def test_the_stored_form_is_the_documented_one() -> None:
    """A line has the documented fields in their order: changing them would orphan the journals that people have."""
    assert list(msgspec.json.decode(LINE)) == ["v", "n", "at", "prev", "type", "data", "sum"]
    assert LINE.startswith(b'{"v":1,"n":0,"at":"2026-01-02T03:04:05.678Z","prev":"0000')
    assert b'"type":"entered","data":{"state":"preflight"},"sum":"' in LINE
    assert msgspec.json.decode(LINE)["sum"] == digest(msgspec.json.encode({**msgspec.json.decode(LINE), "sum": ""}))


def test_the_fields_on_disk_are_these() -> None:
    """What stands under `data` is pinned: a field that is renamed needs a new version, or old journals are lost."""
    assert {name: " ".join(field.name for field in dataclasses.fields(one)) for name, one in TYPES.items()} == FIELDS


@pytest.mark.parametrize("position", range(len(LINE) - 1))
def test_no_byte_of_a_line_can_change_unseen(position: int) -> None:
    """A line with any one byte changed is damaged, or says that it is of a newer version; it is never believed."""
    changed = LINE[:position] + bytes([LINE[position] ^ 1]) + LINE[position + 1 :]
    with pytest.raises((Damaged, Problem)):
        decode(changed, 0, GENESIS)


@pytest.mark.parametrize("line", [LINE.replace(b'{"v"', b'{ "v"'), LINE.replace(b'{"v":1', b'{"v":1,"x":2')])
def test_bytes_that_were_put_in_are_damage(line: bytes) -> None:
    """Blanks and unknown fields change the sum, though not what is decoded: a line that has them is not believed."""
    with pytest.raises(Damaged, match="sum"):
        decode(line, 0, GENESIS)


@pytest.mark.parametrize(("number", "previous"), [(1, GENESIS), (0, "f" * 64)])
def test_a_line_belongs_to_its_place(number: int, previous: str) -> None:
    """A whole and true line is damage where another line should stand."""
    with pytest.raises(Damaged, match="chain"):
        decode(LINE, number, previous)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (resealed(type="teleported"), "Line 1 is of the type 'teleported', which this migrator does not know."),
        (b'{"v":2,"other":"shape"}\n', "Line 1 has version 2; this migrator knows version 1."),
        (resealed(v=2), "Line 1 has version 2; this migrator knows version 1."),
    ],
)
def test_a_newer_journal_is_said_and_not_called_damage(line: bytes, why: str) -> None:
    """A newer version, or a type that is not known here, is the Problem `journal-newer`, with what to install."""
    with pytest.raises(Problem) as raised:
        decode(line, 0, GENESIS)
    assert (raised.value.code, raised.value.why) == ("journal-newer", why)
    assert raised.value.what == "The journal was written by a newer version of migrator."
    assert raised.value.next == "pip install --upgrade wandb-migrator"


def test_a_version_that_was_changed_is_damage() -> None:
    """A line of this version that calls itself newer was not written by a newer one."""
    with pytest.raises(Damaged, match=r"^its version is not the one that was written$"):
        decode(LINE.replace(b'{"v":1,', b'{"v":2,', 1), 0, GENESIS)


def test_data_of_another_shape_is_damage() -> None:
    """A sum that fits does not help data that is not the event's."""
    with pytest.raises(Damaged, match="entered"):
        decode(resealed(data={"state": "nowhere"}), 0, GENESIS)
