"""The disk fails, the clock goes back, there are no locks, two write at once: it is said, and no promise is broken."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from checks.problem import Exit, Problem
from migrator.journal import JournalFile, Runs, repair, verify
from migrator.journal.disk import Disk
from migrator.journal.lock import Lock, held
from migrator.journal.reading import scan
from states.events import Entered, State, Taken
from states.ports import Clock
from tests.support import samples
from tests.support.disks import FailingDisk
from tests.support.journals import EVENTFUL, STARTED, written

ROOT = Path(__file__).parents[4]
Work = Callable[[Path, Clock, Disk, list[object]], None]


def begins(folder: Path, clock: Clock, disk: Disk, promised: list[object]) -> None:
    """A new run with three events and a file."""
    runs = Runs(folder, clock, disk)
    with runs.lock():
        journal = runs.create(STARTED)
        promised.append(STARTED)
        runs.files(samples.RUN).write("backup/state", b"content")
        for one in (Entered(State.PREFLIGHT), Taken(samples.WHO)):
            journal.append(one)
            promised.append(one)


def goes_on(folder: Path, clock: Clock, disk: Disk, promised: list[object]) -> None:
    """A journal with a torn last line is opened and takes an event."""
    path = folder / ".migrator" / samples.RUN / "journal.jsonl"
    path.write_bytes(written(path.parent, clock, EVENTFUL[:3]) + b'{"v":1,"n"')
    promised += EVENTFUL[:3]
    journal = Runs(folder, clock, disk).open(samples.RUN)
    journal.append(Taken(samples.WHO))
    promised.append(Taken(samples.WHO))


def mends(folder: Path, clock: Clock, disk: Disk, promised: list[object]) -> None:
    """A damaged journal is repaired."""
    path = folder / ".migrator" / samples.RUN / "journal.jsonl"
    path.write_bytes(written(path.parent, clock, EVENTFUL[:3]) + b"garbage\n")
    promised += EVENTFUL[:3]
    repair(path, clock, disk)


@pytest.mark.parametrize("forever", [False, True])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize(("work", "calls"), [(begins, 25), (goes_on, 11), (mends, 10)])
def test_the_disk_fails_at_every_call(
    tmp_path: Path, clock: Clock, work: Work, calls: int, code: int, *, forever: bool
) -> None:
    """Whichever call fails, once or from then on, the Problem is `journal-unwritable`; what was promised is there."""
    for nth in count():
        folder, promised, disk = tmp_path / str(nth), [], FailingDisk(nth, code, forever=forever)
        folder.mkdir()
        said = outcome(work, folder, clock, disk, promised)
        assert said == (("journal-unwritable", Exit.FAILED) if disk.failed else None), disk.failed
        holds(folder, clock, promised)
        if not disk.failed:
            break
    assert nth >= calls, "fewer calls than there were: is something not asked of the disk any more?"


def outcome(work: Work, folder: Path, clock: Clock, disk: Disk, promised: list[object]) -> tuple[str, Exit] | None:
    """Do the work; code and exit code of what stopped it."""
    try:
        work(folder, clock, disk, promised)
    except Problem as problem:
        return problem.code, problem.exit
    return None


def holds(folder: Path, clock: Clock, promised: list[object]) -> None:
    """With a disk that works, every promised event is there, and the journal takes more."""
    path = folder / ".migrator" / samples.RUN / "journal.jsonl"
    if not promised:
        return
    repair(path, clock)
    journal = JournalFile.open(path.parent, clock)
    assert [one.event for one in journal.events()][: len(promised)] == promised
    journal.append(Taken(samples.WHO))
    assert verify(path).ok


class LocklessDisk(Disk):
    """A file system without flock."""

    def __init__(self, code: int) -> None:
        self.code = code

    def lock(self, descriptor: int, operation: int) -> None:  # noqa: ARG002 - the port's shape
        """There is none."""
        raise OSError(self.code, os.strerror(self.code))


def open_files() -> int:
    """How many descriptors this process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL])
def test_a_file_system_without_locks(tmp_path: Path, clock: Clock, code: int) -> None:
    """Where files cannot be locked nothing starts, and the reason is said; looking still works."""
    descriptors = open_files()
    with pytest.raises(Problem) as raised:
        Runs(tmp_path, clock, LocklessDisk(code)).lock().acquire()
    assert (raised.value.code, raised.value.exit) == ("locks-unsupported", Exit.FAILED)
    assert os.strerror(code) in raised.value.what
    assert not held(tmp_path / ".migrator", LocklessDisk(code))
    assert open_files() == descriptors, "a descriptor is left open"


def test_a_lock_that_is_held_is_not_a_missing_one(tmp_path: Path, clock: Clock) -> None:
    """Somebody else's lock is `lock-held`, and does not look like a file system without locks."""
    with Lock(tmp_path, clock), pytest.raises(Problem, match="lock-held"):
        Lock(tmp_path, clock).acquire()


def test_a_clock_that_is_set_back(tmp_path: Path) -> None:
    """The journal's times never go back, within a process and across a restart; with the clock they go on."""
    now = [datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)]
    clock = Clock(now=lambda: now[0], sleep=lambda _: None)
    journal = JournalFile.create(tmp_path, clock)
    for hours in (0, -5, 0, 2):
        now[0] += timedelta(hours=hours)
        journal.append(Taken(samples.WHO))
    JournalFile.open(tmp_path, clock).append(Taken(samples.WHO))
    now[0] += timedelta(hours=9)
    JournalFile.open(tmp_path, clock).append(Taken(samples.WHO))
    times = [one.at for one in scan(tmp_path / "journal.jsonl").events]
    assert times == ["2026-01-02T03:04:05.000Z"] * 5 + ["2026-01-02T09:04:05.000Z"]


WRITER = """
import sys
from pathlib import Path
from checks.problem import Problem
from migrator.journal import Runs
from states.events import Accepted
from states.inputs import Who
runs, done = Runs(Path(sys.argv[1])), 0
while done < 15:
    try:
        with runs.lock():
            runs.open(sys.argv[2]).append(Accepted(sys.argv[3], str(done), Who(None, "u", "h")))
    except Problem as problem:
        assert problem.code == "lock-held", problem.code
        continue
    done += 1
"""


def test_two_processes_write(tmp_path: Path, clock: Clock) -> None:
    """Two that want to write take turns: every event of both is there once, in each one's order, and the chain holds."""
    Runs(tmp_path, clock).create(STARTED)
    command = (sys.executable, "-c", WRITER, str(tmp_path), samples.RUN)
    writers = [subprocess.Popen((*command, name), cwd=ROOT) for name in ("a", "b")]
    assert [one.wait() for one in writers] == [0, 0]
    path = tmp_path / ".migrator" / samples.RUN / "journal.jsonl"
    told = [(one.event.code, one.event.reason) for one in scan(path).events[1:]]  # type: ignore[union-attr]
    for name in ("a", "b"):
        assert [reason for code, reason in told if code == name] == [str(number) for number in range(15)]


def test_an_unlocked_second_writer_is_noticed(tmp_path: Path, clock: Clock) -> None:
    """A writer that got past the lock cannot break the chain: whoever comes second is refused."""
    written(tmp_path, clock, EVENTFUL[:2])
    first, second = JournalFile.open(tmp_path, clock), JournalFile.open(tmp_path, clock)
    first.append(Taken(samples.WHO))
    with pytest.raises(Problem, match="journal-unwritable"):
        second.append(Taken(samples.WHO))
    assert verify(tmp_path / "journal.jsonl").lines == 3


class Counting(Disk):
    """Counts what is synced."""

    synced = 0

    def sync(self, descriptor: int) -> None:
        """One more."""
        self.synced += 1
        super().sync(descriptor)

    def sync_folder(self, path: Path) -> None:
        """One more."""
        self.synced += 1
        super().sync_folder(path)


def test_a_record_costs_one_sync(tmp_path: Path, clock: Clock) -> None:
    """Whatever the event, and however long the journal, an append syncs exactly once."""
    disk = Counting()
    journal = JournalFile.create(tmp_path, clock, disk)
    for number, one in enumerate(EVENTFUL, start=disk.synced + 1):
        journal.append(one)
        assert disk.synced == number
