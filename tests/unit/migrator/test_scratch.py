"""Scratch directories of processes that were killed are found and removed; nobody else's are."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from migrator.scratch import scratch_name, sweep, temporary

KILLED = """
import os, signal, sys
from migrator.scratch import scratch_name, temporary
made = scratch_name()
made.mkdir(mode=0o700)
with temporary() as folder:
    (folder / "second.tfplan").write_text("secret")
    if sys.argv[1] == "waits":
        print("there", flush=True)
        sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary directory of one's own, for every process of the test."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def command(how: str) -> tuple[str, ...]:
    """A process with a scratch directory and a temporary one."""
    return (sys.executable, "-c", KILLED, how)


def test_what_a_killed_process_left_is_removed(place: Path) -> None:
    """A SIGKILL leaves both directories; the next start removes them, once, and says which."""
    subprocess.run(command("dies"), check=False)
    left = sorted(place.iterdir())
    assert len(left) == 2
    assert sweep() == tuple(left)
    assert (sweep(), list(place.iterdir())) == ((), [])


def test_what_a_living_process_works_in_stays(place: Path) -> None:
    """The directories of a process that lives, this one's too, are left alone."""
    process = subprocess.Popen(command("waits"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    with temporary() as own:
        assert (sweep(), len(list(place.iterdir()))) == ((), 3)
        assert own.stat().st_mode & 0o777 == 0o700
    process.communicate()
    assert len(sweep()) == 2


@pytest.mark.parametrize("name", ["migrator-", "migrator-x", "migrator-00000000-00000000-1-1-x", "migrator-a-b-c-d-e"])
def test_what_is_not_of_this_host_stays(place: Path, name: str) -> None:
    """A name that says nothing, or is of another machine that shares the directory, is not touched."""
    (place / name).mkdir()
    assert (sweep(), (place / name).is_dir()) == ((), True)


def test_after_a_boot_nothing_lives(place: Path) -> None:
    """What was left before this machine was started anew is of no living process, whoever has its number now."""
    _, host, _, *rest = scratch_name().name.split("-")
    old = place / "-".join(("migrator", host, "00000000", *rest))
    old.mkdir()
    assert sweep() == (old,)


def test_a_link_is_not_followed(place: Path) -> None:
    """A link with such a name, which anybody may have made there, is no directory of ours."""
    (place / "target").mkdir()
    _, host, _, *rest = scratch_name().name.split("-")
    (place / "-".join(("migrator", host, "00000000", *rest))).symlink_to(place / "target")
    assert (sweep(), (place / "target").is_dir()) == ((), True)
