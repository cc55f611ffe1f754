"""Power loss: whatever was not synced may be gone or torn. What anybody built on is there, and the journal is legal.

A SIGKILL shows none of this, since the system still has what was written. So the calls are recorded, and for each of
their prefixes every disk is made that may be found afterwards (`tests.support.power`).
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrator.journal import JournalFile, Runs, repair
from migrator.journal.reading import scan
from migrator.journal.records import digest, encode
from states.events import Entered, Stamped, State, Taken
from states.ports import Clock
from tests.support import samples
from tests.support.disks import Careless, RecordingDisk
from tests.support.journals import EVENTFUL, STARTED, written
from tests.support.power import after_power_loss

RUN = Path(".migrator") / samples.RUN
JOURNAL = RUN / "journal.jsonl"
FILE = RUN / "approved.json"
Work = Callable[[Path, Clock, RecordingDisk], None]


def begins(folder: Path, clock: Clock, disk: RecordingDisk) -> None:
    """A new run: its start, three events, a file of it that is written twice."""
    runs = Runs(folder, clock, disk)
    journal = runs.create(STARTED)
    disk.promised("event")
    for number, one in enumerate((Entered(State.PREFLIGHT), Taken(samples.WHO), Taken(samples.WHO))):
        journal.append(one)
        disk.promised("event")
        if number < 2:
            runs.files(samples.RUN).write("approved.json", b"version %d" % number)
            disk.promised(f"version {number}")


def begins_again(folder: Path, clock: Clock, disk: RecordingDisk) -> None:
    """The same, where a process that made the folder of all runs was killed before its name was on the disk."""
    disk.make_folder(folder / RUN.parent)
    begins(folder, clock, disk)


def goes_on(folder: Path, clock: Clock, disk: RecordingDisk) -> None:
    """A journal whose writer was killed before its last line was synced, and torn behind it, is opened: it is believed."""
    line = encode(Stamped(3, "2026-01-02T03:04:05.678Z", Taken(samples.WHO)), digest(_lines(folder)[-1]))
    descriptor = disk.open(folder / JOURNAL, os.O_WRONLY | os.O_APPEND)
    disk.write(descriptor, line + b'{"v":1')
    os.close(descriptor)
    journal = JournalFile.open(folder / RUN, clock, disk)
    for _ in journal.events():
        disk.promised("event")
    journal.append(Taken(samples.WHO))
    disk.promised("event")


def _lines(folder: Path) -> list[bytes]:
    return (folder / JOURNAL).read_bytes().splitlines(keepends=True)


def mends(folder: Path, clock: Clock, disk: RecordingDisk) -> None:
    """A damaged journal is repaired and goes on."""
    repair(folder / JOURNAL, clock, disk)
    disk.promised("repaired")
    JournalFile.open(folder / RUN, clock, disk).append(Taken(samples.WHO))
    disk.promised("went on")


def found(folder: Path, clock: Clock, work: Work) -> Iterator[tuple[Path, list[str]]]:
    """Every disk that may be found after a power loss anywhere in the work, and what was promised by then."""
    return after_power_loss(folder, lambda where, disk: work(where, clock, disk))


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """The workspace that loses its power."""
    (tmp_path / "live").mkdir()
    return tmp_path / "live"


@pytest.mark.parametrize("work", [begins, begins_again])
def test_a_new_run(live: Path, clock: Clock, work: Work) -> None:
    """Each event that was answered for is there; each file of the run is there as a whole, the promised or the next one."""
    disks = list(found(live, clock, work))
    assert len(disks) > 40
    for folder, promised in disks:
        kept = Runs(folder, clock).latest()
        assert (len(kept.events) if kept else 0) >= promised.count("event"), promised
        versions = [one for one in promised if one.startswith("version")]
        content = (folder / FILE).read_bytes() if (folder / FILE).exists() else None
        assert content in (None, b"version 0", b"version 1")[len(versions) :], promised


def test_a_run_that_was_killed_before_it_lost_power(live: Path, clock: Clock) -> None:
    """What a new process reads and builds on is made durable first, whoever wrote it and died before it was."""
    written(live / RUN, clock, EVENTFUL[:3])
    disks = list(found(live, clock, goes_on))
    assert len(disks) > 10
    for folder, promised in disks:
        assert len(JournalFile.open(folder / RUN, clock).events()) >= max(3, promised.count("event")), promised


def test_a_repair(live: Path, clock: Clock) -> None:
    """A power loss in a repair leaves the damaged journal or the repaired one; the damaged one is never gone."""
    damaged = written(live / RUN, clock, EVENTFUL[:4]) + b"garbage\n"
    (live / JOURNAL).write_bytes(damaged)
    disks = list(found(live, clock, mends))
    assert len(disks) > 10
    for folder, promised in disks:
        now = (folder / JOURNAL).read_bytes()
        assert damaged in (now, *(one.read_bytes() for one in (folder / RUN).glob("journal.damaged-*"))), promised
        if now != damaged or promised:
            assert len(scan(folder / JOURNAL).events) >= 4 + len(promised), promised


@pytest.mark.parametrize("forgets", ["sync", "sync_folder"])
def test_a_forgotten_sync_is_noticed(live: Path, clock: Clock, forgets: str) -> None:
    """The disks that are made here are no friends: of a program that forgets a sync, promised events are lost in some."""

    def carelessly(folder: Path, clock: Clock, disk: RecordingDisk) -> None:
        careless = Careless(forgets)
        begins(folder, clock, careless)
        disk.calls, disk.marks = careless.calls, careless.marks

    lost = 0
    for folder, promised in found(live, clock, carelessly):
        kept = Runs(folder, clock).latest()
        lost += (len(kept.events) if kept else 0) < promised.count("event")
    assert lost
