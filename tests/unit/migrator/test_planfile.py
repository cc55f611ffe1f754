"""Where the bytes of a plan come from: a file or standard input, and what cannot be read."""

import io
import os
from pathlib import Path

import pytest

from checks.problem import Exit, Problem
from migrator import planfile
from migrator.planfile import LIMIT, read_plan


class Input(io.TextIOWrapper):
    """Standard input, a terminal or not."""

    def __init__(self, raw: bytes, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(raw))
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
    (tmp_path / "plan.json").write_bytes(b"\xef{}\n")
    monkeypatch.setattr("sys.stdin", Input(b"\x00\xff"))
    assert (read_plan(str(tmp_path / "plan.json")), read_plan("-")) == (b"\xef{}\n", b"\x00\xff")


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
    monkeypatch.setattr("sys.stdin", Input(b"1234"))
    assert refused("-").code == "plan-too-large"


def test_more_than_the_memory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is too small says so, instead of a traceback."""

    def full(_: Path) -> bytes:
        raise MemoryError

    (tmp_path / "plan.json").write_text("{}")
    monkeypatch.setattr(Path, "read_bytes", full)
    assert "memory" in refused(str(tmp_path / "plan.json")).why
