"""Whatever becomes of a journal's bytes: it is recovered exactly, or refused; it is never read as something else."""

import os
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from checks.problem import Problem
from migrator.cli import invoke
from migrator.journal import JournalFile, verify
from migrator.journal.reading import scan
from states.events import Event, Reverted
from states.ports import Clock
from states.run import after, fold
from tests.support.journals import EVENTFUL, written

NEWLINE = b"\n"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> bytes:
    """A journal with every kind of event that a run can meet."""
    return written(tmp_path_factory.mktemp("whole"), clock)


def test_the_journal_has_every_kind(whole: bytes) -> None:
    """No kind of event is left out, and the run that they make is legal."""
    assert {type(one) for one in EVENTFUL} == set(get_args(Event)) - {Reverted}
    assert whole.count(b"\n") == len(EVENTFUL)


def test_folding_at_once_is_folding_one_by_one(tmp_path: Path, whole: bytes) -> None:
    """The fold of a whole journal is what its events make one after the other."""
    (tmp_path / "journal.jsonl").write_bytes(whole)
    events = scan(tmp_path / "journal.jsonl").events
    run = fold(events[:1])
    for one in events[1:]:
        run = after(run, one)
    assert run == fold(events)


def test_cut_at_every_byte(tmp_path: Path, whole: bytes) -> None:
    """Of a journal that is cut anywhere, the whole lines are read, and the rest is known as torn."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(whole)
    for length in range(len(whole), -1, -1):
        os.truncate(path, length)
        found = scan(path)
        size = whole[:length].rfind(b"\n") + 1
        assert tuple(one.event for one in found.events) == EVENTFUL[: whole[:length].count(b"\n")]
        assert (found.size, found.torn) == (size, whole[size:length])


def test_one_bit_flipped_in_every_byte(tmp_path: Path, whole: bytes) -> None:
    """A journal with any one bit flipped, newlines included, is refused as damaged at that very line."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(whole)
    with path.open("r+b", buffering=0) as file:
        for at, byte in enumerate(whole):
            os.pwrite(file.fileno(), bytes([byte ^ 1 << at % 8]), at)
            with pytest.raises(Problem, match="journal-damaged") as raised:
                scan(path)
            assert raised.value.what.startswith(f"Line {whole[:at].count(NEWLINE) + 1} of "), at
            os.pwrite(file.fileno(), bytes([byte]), at)


def test_every_bit_of_the_last_line(tmp_path: Path, whole: bytes) -> None:
    """Of the last line, where damage could look like a line that was never finished, every single bit counts."""
    path = tmp_path / "journal.jsonl"
    last = len(whole.splitlines())
    for at, bit in product(range(whole[:-1].rfind(NEWLINE) + 1, len(whole)), range(8)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
        found = verify(path)
        assert (found.ok, found.lines, found.first_bad_line) == (False, last - 1, last), (at, bit)


def test_every_line_left_out_or_doubled(tmp_path: Path, whole: bytes) -> None:
    """A line that is missing from the middle, or there twice, is damage at that very place."""
    path, lines = tmp_path / "journal.jsonl", whole.splitlines(keepends=True)
    for at in range(len(lines) - 1):
        for changed, bad in ((lines[:at] + lines[at + 1 :], at + 1), (lines[: at + 1] + lines[at:], at + 2)):
            path.write_bytes(b"".join(changed))
            assert verify(path).first_bad_line == bad


@pytest.mark.parametrize("command", [("status",), ("report",), ("journal", "show"), ("journal", "verify"), ("resume",)])
def test_commands_say_it(
    tmp_path: Path, clock: Clock, whole: bytes, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    """Every command that reads a damaged journal says so, exit code 1, without a traceback, and leaves it as it was."""
    path = tmp_path / ".migrator/20260102T030405Z-9f3a/journal.jsonl"
    JournalFile.create(path.parent, clock)
    for at in (5, len(whole) // 2, len(whole) - 1):
        damaged = whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :]
        path.write_bytes(damaged)
        assert invoke([*command, "--dir", str(tmp_path)]) == 1
        said = "".join(capsys.readouterr())
        assert "journal-damaged" in said or "DAMAGED" in said
        assert "Traceback" not in said
        assert path.read_bytes() == damaged


def test_a_tail_of_zeros_is_torn(tmp_path: Path, whole: bytes) -> None:
    """What a power loss can leave of an append, a length without its bytes, is cut; a whole line without them is refused."""
    path = tmp_path / "journal.jsonl"
    path.write_bytes(whole + b"\0" * 300)
    assert len(scan(path).events) == len(EVENTFUL)
    path.write_bytes(whole + b"\0" * 300 + b"\n")
    assert verify(path).first_bad_line == len(EVENTFUL) + 1
