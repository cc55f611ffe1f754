"""One writer: the lock, its note, and who may take it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.problem import Exit, Problem
from migrator.journal.lock import Lock, held
from migrator.processes.identity import alive
from states.events import Process
from states.ports import Clock

HOLDER = """
import sys, time
from pathlib import Path
from migrator.journal.lock import Lock
from migrator.journal.runs import SYSTEM
Lock(Path(sys.argv[1]), SYSTEM).acquire()
print("held", flush=True)
time.sleep(600)
"""
ROOT = Path(__file__).parents[4]


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that holds the lock of `tmp_path`."""
    command = (sys.executable, "-c", HOLDER, str(tmp_path))
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"held\n"
            yield process
        finally:
            process.kill()


def test_the_second_is_told_who_was_first(tmp_path: Path, clock: Clock, holder: "subprocess.Popen[bytes]") -> None:
    """Whoever finds the lock taken learns who has it, with pid, host and since when, and what to type."""
    with pytest.raises(Problem) as raised:
        Lock(tmp_path, clock).acquire()
    note = json.loads((tmp_path / "lock").read_text())
    assert (raised.value.code, raised.value.exit) == ("lock-held", Exit.FAILED)
    assert f"pid {holder.pid}" in raised.value.what
    assert note["since"] in raised.value.what
    assert note["host"] in raised.value.what
    assert raised.value.next.startswith("migrator status")
    assert f"--dir {tmp_path.parent} " in raised.value.next
    assert "`migrator" in raised.value.what


def test_the_note_names_a_process_beyond_doubt(tmp_path: Path, holder: "subprocess.Popen[bytes]") -> None:
    """The note holds pid, start time, boot and host of the holder: enough to see whether it lives."""
    note = json.loads((tmp_path / "lock").read_text())
    process = Process(note["pid"], note["started"], note["boot"], note["host"])
    assert process.pid == holder.pid
    assert alive(process)
    assert note["command"]


def test_death_lets_go(tmp_path: Path, clock: Clock, holder: "subprocess.Popen[bytes]") -> None:
    """A holder that is killed leaves its note behind, and the lock is free at once: nobody deletes a file."""
    assert held(tmp_path)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert (tmp_path / "lock").read_text()
    assert not held(tmp_path)
    with Lock(tmp_path, clock):
        assert json.loads((tmp_path / "lock").read_text())["pid"] == os.getpid()


def test_letting_go_lets_the_next_one_in(tmp_path: Path, clock: Clock) -> None:
    """After release the lock is free and its note empty; releasing again is harmless."""
    lock = Lock(tmp_path, clock)
    with lock:
        assert held(tmp_path)
    lock.release()
    assert not held(tmp_path)
    assert (tmp_path / "lock").read_bytes() == b""
    Lock(tmp_path, clock).acquire()


def test_looking_does_not_take_the_lock_away(tmp_path: Path, clock: Clock) -> None:
    """Commands that only look, however often, never keep a writer out, and never create anything."""
    assert not held(tmp_path)
    assert list(tmp_path.iterdir()) == []
    command = (sys.executable, "-c", LOOKER, str(tmp_path))
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as looker:
        try:
            assert looker.stdout is not None
            looker.stdout.readline()
            for _ in range(300):
                with Lock(tmp_path, clock):
                    pass
        finally:
            looker.kill()


LOOKER = """
import sys
from pathlib import Path
from migrator.journal.lock import held
print("looking", flush=True)
while True:
    held(Path(sys.argv[1]))
"""


def test_a_note_that_cannot_be_read_is_no_reason_to_fail(
    tmp_path: Path, clock: Clock, holder: "subprocess.Popen[bytes]"
) -> None:
    """Garbage in the lock file still gives `lock-held`, without a name."""
    (tmp_path / "lock").write_text("{")
    with pytest.raises(Problem) as raised:
        Lock(tmp_path, clock).acquire()
    assert raised.value.what == "Somebody is working on this workspace."


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, clock: Clock) -> None:
    """Where the lock cannot be written, the Problem is `journal-unwritable`."""
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="journal-unwritable"):
        Lock(tmp_path / "file" / ".migrator", clock).acquire()
