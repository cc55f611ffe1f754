"""What this program waits for does not outlive it, whichever thread waits."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from migrator.terraform.children import Children
from tests.support.bench import until

DEAF = (
    "import pathlib,signal,time; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "pathlib.Path('ready').touch(); time.sleep(600)\n"
)
POLITE = (
    "import pathlib,time\ntry:\n    pathlib.Path('ready').touch(); time.sleep(600)\nexcept KeyboardInterrupt:\n"
    "    pathlib.Path('let-go').touch()\n"
)


def started(children: Children, path: Path, code: str) -> "subprocess.Popen[bytes]":
    """One of them, at work."""
    with (path / "out").open("wb") as out:
        process = children.start((sys.executable, "-c", code), path, {}, out, out)
    until((path / "ready").exists)
    return process


def test_who_hears_an_interrupt_ends_in_order(tmp_path: Path) -> None:
    """One SIGINT, and time to let go; afterwards nothing starts any more."""
    children = Children(grace=60)
    process = started(children, tmp_path, POLITE)
    children.end()
    assert process.poll() == 0
    assert (tmp_path / "let-go").exists()
    with pytest.raises(KeyboardInterrupt):
        children.start((sys.executable, "-c", ""), tmp_path, {}, BytesIO(), BytesIO())


def test_who_does_not_hear_is_killed(tmp_path: Path) -> None:
    """After its time, with everything that it started."""
    children = Children(grace=0.2)
    process = started(children, tmp_path, DEAF)
    children.end()
    until(lambda: process.poll() == -9)


def test_who_has_ended_is_left_alone(tmp_path: Path) -> None:
    """Its pid may be somebody else's by now."""
    children = Children()
    process = started(children, tmp_path, DEAF)
    children.ended(process)
    children.end()
    assert process.poll() is None
    process.kill()
    process.wait()
