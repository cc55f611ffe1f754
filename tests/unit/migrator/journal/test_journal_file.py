"""The journal file: durable, append-only, and sure of what it holds after any crash."""

import errno
import os
import stat
from pathlib import Path

import pytest

from checks.problem import Exit, Problem
from migrator.journal import JournalFile, verify
from migrator.journal.disk import Disk
from states.events import Event, Reverted
from states.ports import Clock


class FailingDisk(Disk):
    """A disk that takes `room` bytes of the next write and then fails, or fails only to sync."""

    def __init__(self, room: int | None, code: int = errno.ENOSPC, *, short: bool = False) -> None:
        self.room = room
        self.code = code
        self.short = short

    def write(self, descriptor: int, content: bytes) -> int:
        """Take what there is room for; then say so, or pretend that a short write is all there is to it."""
        if self.room is None:
            return super().write(descriptor, content)
        taken = os.write(descriptor, content[: self.room])
        if self.short:
            return taken
        raise OSError(self.code, os.strerror(self.code))

    def sync(self, descriptor: int) -> None:
        """The disk fails where the write did not."""
        if self.room is None:
            raise OSError(self.code, os.strerror(self.code))
        super().sync(descriptor)


class CountingDisk(Disk):
    """A disk that counts what it is asked for."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def write(self, descriptor: int, content: bytes) -> int:
        """Count and write."""
        self.calls.append("write")
        return super().write(descriptor, content)

    def sync(self, descriptor: int) -> None:
        """Count and sync."""
        self.calls.append("sync")
        super().sync(descriptor)


def filled(folder: Path, clock: Clock, events: tuple[Event, ...]) -> bytes:
    """A journal with these events; its bytes."""
    journal = JournalFile.create(folder, clock)
    for one in events:
        journal.append(one)
    return (folder / "journal.jsonl").read_bytes()


def test_what_is_appended_is_there_again(tmp_path: Path, clock: Clock, events: tuple[Event, ...]) -> None:
    """A journal that is opened again holds the same events, numbers, times and head."""
    journal = JournalFile.create(tmp_path / "run", clock)
    stamped = tuple(journal.append(one) for one in events)
    again = JournalFile.open(tmp_path / "run", clock)
    assert again.events() == journal.events() == stamped
    assert (again.head, again.torn) == (journal.head, None)
    assert [one.number for one in stamped] == [0, 1, 2]
    assert stamped[0].at == "2026-01-02T03:04:05.678Z"


def test_an_event_is_one_write_and_one_sync(tmp_path: Path, clock: Clock, events: tuple[Event, ...]) -> None:
    """A line is written in one call, so that a crash leaves at most one torn line, and synced before the answer."""
    disk = CountingDisk()
    JournalFile.create(tmp_path, clock, disk).append(events[0])
    assert disk.calls == ["write", "sync"]


def test_only_its_owner_can_read_it(tmp_path: Path, clock: Clock) -> None:
    """The file has mode 0600, and every directory that is made for it 0700."""
    JournalFile.create(tmp_path / ".migrator" / "run", clock)
    modes = [stat.S_IMODE((tmp_path / one).stat().st_mode) for one in (".migrator", ".migrator/run")]
    assert modes == [0o700, 0o700]
    assert stat.S_IMODE((tmp_path / ".migrator/run/journal.jsonl").stat().st_mode) == 0o600


def test_every_crash_leaves_exactly_the_whole_lines(tmp_path: Path, clock: Clock, events: tuple[Event, ...]) -> None:
    """For every prefix of a journal's bytes, opening gives the events of its whole lines, cuts the rest and keeps it."""
    raw = filled(tmp_path / "whole", clock, events)
    for length in range(len(raw) + 1):
        folder = tmp_path / str(length)
        folder.mkdir()
        path = folder / "journal.jsonl"
        path.write_bytes(raw[:length])
        whole = raw[:length].rfind(b"\n") + 1
        journal = JournalFile.open(folder, clock)
        assert tuple(one.event for one in journal.events()) == events[: raw[:length].count(b"\n")]
        assert path.read_bytes() == raw[:whole]
        assert (journal.torn is None) == (whole == length)
        if journal.torn:
            assert Path(journal.torn).read_bytes() == raw[whole:length]
            assert stat.S_IMODE(Path(journal.torn).stat().st_mode) == 0o600
        journal.append(Reverted())
        assert verify(path).ok


def test_a_second_torn_line_does_not_cover_the_first(tmp_path: Path, clock: Clock, events: tuple[Event, ...]) -> None:
    """Each torn line is kept in a file of its own."""
    raw = filled(tmp_path, clock, events)
    for number, rest in ((1, b"one"), (2, b"two")):
        (tmp_path / "journal.jsonl").write_bytes(raw + rest)
        assert JournalFile.open(tmp_path, clock).torn == str(tmp_path / f"journal.torn-{number}")
        assert (tmp_path / f"journal.torn-{number}").read_bytes() == rest


@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_write_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, clock: Clock, events: tuple[Event, ...], code: int, short: bool
) -> None:
    """A write that fails after any number of bytes leaves the same bytes, says so, and the next append goes on."""
    raw = filled(tmp_path, clock, events[:2])
    longest = len(filled(tmp_path / "longer", clock, events)) - len(raw)
    for room in range(longest):
        journal = JournalFile.open(tmp_path, clock, FailingDisk(room, code, short=short))
        with pytest.raises(Problem) as raised:
            journal.append(events[2])
        assert (raised.value.code, raised.value.exit) == ("journal-unwritable", Exit.FAILED)
        assert (tmp_path / "journal.jsonl").read_bytes() == raw
        assert tuple(one.event for one in journal.events()) == events[:2]
    JournalFile.open(tmp_path, clock).append(events[2])
    assert verify(tmp_path / "journal.jsonl").lines == 3


def test_what_is_not_synced_is_not_written(tmp_path: Path, clock: Clock, events: tuple[Event, ...]) -> None:
    """Where the sync fails the line is taken back: nobody may build on it."""
    raw = filled(tmp_path, clock, events[:1])
    with pytest.raises(Problem, match="journal-unwritable"):
        JournalFile.open(tmp_path, clock, FailingDisk(None)).append(events[1])
    assert (tmp_path / "journal.jsonl").read_bytes() == raw


def test_nothing_is_appended_to_a_file_that_somebody_else_changed(
    tmp_path: Path, clock: Clock, events: tuple[Event, ...]
) -> None:
    """A journal whose length is not what this process left is not written to: the chain would break."""
    filled(tmp_path, clock, events)
    journal = JournalFile.open(tmp_path, clock)
    with (tmp_path / "journal.jsonl").open("ab") as other:
        other.write(b"not ours")
    with pytest.raises(Problem, match="journal-unwritable"):
        journal.append(events[0])


def test_a_damaged_line_stops_everything(tmp_path: Path, clock: Clock, events: tuple[Event, ...]) -> None:
    """A whole line that was changed is the Problem `journal-damaged`, with the line's number and what to type."""
    raw = filled(tmp_path, clock, events)
    (tmp_path / "journal.jsonl").write_bytes(raw.replace(b"preflight", b"preflighT"))
    with pytest.raises(Problem) as raised:
        JournalFile.open(tmp_path, clock)
    assert raised.value.code == "journal-damaged"
    assert raised.value.what.startswith("Line 2 of ")
    assert "journal verify" in raised.value.next
    assert "journal repair" in raised.value.next


@pytest.mark.parametrize(("keep", "first_bad"), [((0, 2), 2), ((1, 2), 1), ((0, 0, 1), 2), ((1, 0), 1)])
def test_lines_cannot_be_lost_or_change_places(
    tmp_path: Path, clock: Clock, events: tuple[Event, ...], keep: tuple[int, ...], first_bad: int
) -> None:
    """A line that is missing, doubled or moved breaks the chain at the first line that does not fit."""
    lines = filled(tmp_path, clock, events).splitlines(keepends=True)
    (tmp_path / "journal.jsonl").write_bytes(b"".join(lines[one] for one in keep))
    found = verify(tmp_path / "journal.jsonl")
    assert (found.ok, found.first_bad_line, found.lines) == (False, first_bad, first_bad - 1)
    assert "chain" in (found.wrong or "")


def test_verify_gives_the_hash_that_stands_for_all(tmp_path: Path, clock: Clock, events: tuple[Event, ...]) -> None:
    """A whole journal verifies with its number of lines and its head; a torn tail is said, and changes nothing."""
    raw = filled(tmp_path, clock, events)
    path = tmp_path / "journal.jsonl"
    found = verify(path)
    assert (found.ok, found.lines, found.wrong) == (True, 3, None)
    assert found.head == JournalFile.open(tmp_path, clock).head
    path.write_bytes(raw + b"{torn")
    assert (verify(path).ok, verify(path).head, verify(path).wrong) == (True, found.head, "5 bytes of a torn last line")
    assert path.read_bytes() == raw + b"{torn"


def test_a_journal_is_never_made_twice(tmp_path: Path, clock: Clock) -> None:
    """Creating a journal where there is one is a Problem, and leaves it alone."""
    JournalFile.create(tmp_path, clock).append(Reverted())
    with pytest.raises(Problem, match="journal-unwritable"):
        JournalFile.create(tmp_path, clock)
    assert verify(tmp_path / "journal.jsonl").lines == 1


def test_a_journal_that_cannot_be_read_is_said(tmp_path: Path, clock: Clock) -> None:
    """A journal that is gone is the Problem `journal-unreadable`, no traceback."""
    with pytest.raises(Problem) as raised:
        JournalFile.open(tmp_path, clock)
    assert raised.value.code == "journal-unreadable"
    assert raised.value.what == f"{tmp_path / 'journal.jsonl'} cannot be read: No such file or directory."
    assert raised.value.why == "A run goes on only from its journal."
    assert raised.value.next == "mend the permissions, then: migrator status"
