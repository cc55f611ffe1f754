"""Where the bytes of a plan come from: a file or standard input, and what cannot be read."""

import io
import json
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from checks.problem import Exit, Problem
from migrator import planfile
from migrator.planfile import LIMIT, read_plan


class Input(io.TextIOWrapper):
    """Standard input, a terminal or not."""

    def __init__(self, raw: bytes, *, terminal: bool = False) -> None:
        super().__init__(io.BufferedReader(io.BytesIO(raw)))
        self.terminal = terminal

    def isatty(self) -> bool:
        """Whether a person sits there."""
        return self.terminal


def refused(source: str) -> Problem:
    """The problem that reading ends in."""
    with pytest.raises(Problem) as caught:
        read_plan(source)
    assert caught.value.exit is Exit.USAGE
    return caught.value


def test_a_file_and_a_pipe_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte, from either."""
    (tmp_path / "plan.json").write_bytes(b"\xef\xbb\xbf{}\n")
    monkeypatch.setattr("sys.stdin", Input(b" {\xff"))
    assert (read_plan(str(tmp_path / "plan.json")), read_plan("-")) == (b"\xef\xbb\xbf{}\n", b" {\xff")


def test_a_named_pipe_is_read(tmp_path: Path) -> None:
    """What `<(terraform show -json PLANFILE)` hands over is no plain file, and is longer than one read gives."""
    pipe, text = tmp_path / "pipe", b"{" + b" " * 300_000 + b"}"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(text,))
    writer.start()
    assert read_plan(str(pipe)) == text
    writer.join()


BEGINNINGS = {
    "zeros": (b"\x00" * 100, "plan-truncated"),
    "a plan file": (b"PK\x03\x04", "plan-binary"),
    "words": (b"Terraform used the selected providers", "plan-unreadable"),
    "a list": (b"[1, 2]", "plan-unreadable"),
    "nothing": (b"", "plan-truncated"),
}


@pytest.mark.parametrize(("head", "code"), BEGINNINGS.values(), ids=BEGINNINGS)
def test_what_begins_otherwise_is_not_read(head: bytes, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file or a pipe: the beginning tells."""
    (tmp_path / "plan.json").write_bytes(head)
    monkeypatch.setattr("sys.stdin", Input(head))
    assert (refused(str(tmp_path / "plan.json")).code, refused("-").code) == (code, code)


def limited() -> None:
    """Let a process have so much memory, and no more."""
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def test_a_huge_file_of_something_else_takes_no_memory(tmp_path: Path) -> None:
    """Nearly 2 GB of zeros are told by their beginning, in a process that could not hold them."""
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        os.truncate(file.fileno(), LIMIT)
    command = (sys.executable, "-m", "migrator", "assess", str(large), "--format", "json")
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limited)
    assert (done.returncode, json.loads(done.stdout)["code"]) == (2, "plan-truncated")


def test_a_closed_input_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `<&-` leaves it: Python has no standard input then."""
    monkeypatch.setattr("sys.stdin", None)
    assert "closed" in refused("-").what


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_what_cannot_be_read_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file, and no plain file."""
    monkeypatch.chdir(tmp_path)
    problem = refused(name)
    assert (problem.code, name in problem.what) == ("plan-unreadable", True)


def test_a_terminal_is_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody types a plan: waiting for it would look like hanging."""
    monkeypatch.setattr("sys.stdin", Input(b"", terminal=True))
    assert "migrator assess -" in refused("-").next


def test_more_than_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is refused by its size, before a byte of it is read; a pipe when it has given more."""
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        os.truncate(file.fileno(), LIMIT + 1)
    assert refused(str(large)).code == "plan-too-large"
    monkeypatch.setattr(planfile, "LIMIT", 3)
    monkeypatch.setattr("sys.stdin", Input(b"{  }"))
    assert refused("-").code == "plan-too-large"


def test_more_than_the_memory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is too small says so, instead of a traceback."""

    def full(_: Path) -> bytes:
        raise MemoryError

    (tmp_path / "plan.json").write_text("{}")
    monkeypatch.setattr(Path, "read_bytes", full)
    assert "memory" in refused(str(tmp_path / "plan.json")).why
