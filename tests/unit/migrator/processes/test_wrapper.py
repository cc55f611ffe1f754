"""What outlives us: the wrapper, and telling processes apart."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from migrator.processes import wrapper
from migrator.processes.identity import alive, identify, myself
from states.events import Process

Start = Callable[..., "subprocess.Popen[bytes]"]


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, generously."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a wrapper on `tmp_path` in a session of its own; whatever is left at the end is killed."""
    begun: list[subprocess.Popen[bytes]] = []

    def go(*command: str) -> "subprocess.Popen[bytes]":
        line = (sys.executable, "-I", "-S", str(Path(wrapper.__file__)), str(tmp_path), "--", *command)
        begun.append(subprocess.Popen(line, start_new_session=True, stderr=subprocess.PIPE))
        return begun[-1]

    yield go
    if (tmp_path / "process.json").exists() and alive(recorded(tmp_path)):
        os.kill(recorded(tmp_path).pid, signal.SIGKILL)
    for one in begun:
        one.kill()
        one.wait()
        if one.stderr is not None:
            one.stderr.close()


def recorded(into: Path) -> Process:
    """The identity that the wrapper wrote."""
    return Process(**json.loads((into / "process.json").read_text()))


@pytest.mark.parametrize(
    ("script", "ending"), [("exit 0", "0"), ("exit 7", "7"), ("kill -9 $$", "signal 9"), ("kill -15 $$", "signal 15")]
)
def test_how_it_ended_is_recorded(tmp_path: Path, start: Start, script: str, ending: str) -> None:
    """The exit file holds the exit code, or the signal, and the wrapper itself ends well."""
    assert start("sh", "-c", script).wait() == 0
    assert (tmp_path / "exit").read_text() == ending


def test_its_streams_are_files_for_their_owner(tmp_path: Path, start: Start) -> None:
    """Standard output and error go to files of their own, input is empty, and every file has mode 0600."""
    start("sh", "-c", "cat; echo out; echo err >&2").wait()
    assert (tmp_path / "stdout").read_text() == "out\n"
    assert (tmp_path / "stderr").read_text() == "err\n"
    assert {one.name for one in tmp_path.iterdir()} == {"claim", "process.json", "stdout", "stderr", "exit"}
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {0o600}


def test_it_is_recorded_while_it_runs(tmp_path: Path, start: Start) -> None:
    """While the command runs it is named by pid and start time, alone in its session, and no exit is there yet."""
    outer = start("sleep", "600")
    until((tmp_path / "process.json").exists)
    process = recorded(tmp_path)
    assert alive(process)
    assert process == identify(process.pid)
    assert os.getsid(process.pid) == process.pid != os.getsid(outer.pid)
    assert not (tmp_path / "exit").exists()


def test_the_wrapper_ignores_what_ends_a_terminal(tmp_path: Path, start: Start) -> None:
    """Signals to the wrapper change nothing; the command does not inherit that, and its end by a signal is recorded."""
    outer = start("sh", "-c", "echo ready; exec sleep 600")
    # Recorded before it is let go: only once it has spoken are its signals its own.
    until(lambda: (tmp_path / "stdout").exists() and (tmp_path / "stdout").read_text() == "ready\n")
    for one in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        os.kill(outer.pid, one)
    assert alive(recorded(tmp_path))
    os.kill(recorded(tmp_path).pid, signal.SIGINT)
    assert outer.wait() == 0
    assert (tmp_path / "exit").read_text() == "signal 2"


def test_a_command_that_is_killed_before_it_runs(tmp_path: Path) -> None:
    """Killed between its record and its start, it never runs, and the signal is recorded as how it ended."""
    outside = (
        "import os, signal, sys; sys.path.insert(0, sys.argv[1]); import wrapper; from pathlib import Path\n"
        "own = wrapper.write\n"
        "def write(path, text):\n"
        "    own(path, text)\n"
        "    if path.name == 'process.json':\n"
        "        pid = wrapper.json.loads(text)['pid']\n"
        "        os.kill(pid, signal.SIGKILL)\n"
        "        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)\n"
        "wrapper.write = write\n"
        "sys.exit(wrapper.main(Path(sys.argv[2]), ['sh', '-c', 'touch ' + sys.argv[2] + '/ran']))\n"
    )
    folder = str(Path(wrapper.__file__).parent)
    assert subprocess.run((sys.executable, "-I", "-c", outside, folder, str(tmp_path)), check=False).returncode == 0
    assert (tmp_path / "exit").read_text() == "signal 9"
    assert not (tmp_path / "ran").exists()


def test_what_is_given_up_never_starts(tmp_path: Path, start: Start) -> None:
    """Whoever claimed the start first decides: a wrapper that comes too late runs nothing."""
    assert wrapper.claim(tmp_path)
    assert not wrapper.claim(tmp_path)
    assert start("sh", "-c", f"echo ran > {tmp_path}/ran").wait() != 0
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "process.json").exists()


def test_a_command_that_cannot_be_recorded_never_runs(tmp_path: Path, start: Start) -> None:
    """Where its identity cannot be written, the command ends without having run."""
    (tmp_path / "process.json").mkdir()
    (tmp_path / "process.json" / "full").write_text("")
    try:
        assert start("sh", "-c", f"echo ran > {tmp_path}/ran").wait() != 0
        assert not (tmp_path / "ran").exists()
    finally:
        (tmp_path / "process.json" / "full").unlink()
        (tmp_path / "process.json").rmdir()


def test_a_program_that_is_not_there_is_said(tmp_path: Path, start: Start) -> None:
    """A program that cannot be run is named, and nothing is claimed or recorded."""
    outer = start("no-such-program")
    assert b"no-such-program" in outer.communicate()[1]
    assert list(tmp_path.iterdir()) == []


def test_a_process_is_more_than_its_pid() -> None:
    """Another start time, boot or host is another process; so is one that was not there when it was looked at."""
    me = myself()
    assert alive(me)
    for other in (replace(me, started="1"), replace(me, boot="b"), replace(me, host="h"), replace(me, started="")):
        assert not alive(other)


def test_a_zombie_is_dead() -> None:
    """A process that ended and was not waited for is not alive, and neither is one that was."""
    with subprocess.Popen(("sleep", "600")) as child:
        process = identify(child.pid)
        assert alive(process)
        child.kill()
        until(lambda: not alive(process))
        assert identify(child.pid).started == ""
    assert not alive(process)
