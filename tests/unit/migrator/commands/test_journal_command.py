"""`migrator journal show` and `verify`, and the hash that is kept elsewhere."""

import json
from pathlib import Path

import pytest

from migrator.cli import invoke
from migrator.journal import Files, JournalFile
from migrator.journal.runs import SYSTEM
from states.events import Taken
from states.stored import store_offered
from tests.support import samples
from tests.support.journals import EVENTFUL, written
from tests.support.schemas import checked

JOURNAL = Path(".migrator") / samples.RUN / "journal.jsonl"


@pytest.fixture
def where(tmp_path: Path) -> tuple[str, str]:
    """The option that names a workspace with one run."""
    written((tmp_path / JOURNAL).parent, SYSTEM)
    store_offered(Files((tmp_path / JOURNAL).parent), samples.ASSESSMENT, ())
    return "--dir", str(tmp_path)


def document(capsys: pytest.CaptureFixture[str], *command: str) -> dict[str, object]:
    """What a command answers in JSON, held against its schema."""
    assert invoke([*command, "--format", "json"]) == 0
    found: dict[str, object] = checked(capsys.readouterr().out)
    return found


def test_every_event_is_shown(where: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Text has a line for each event, JSON an object, in their order; a file gets the same."""
    assert invoke(["journal", "show", *where]) == 0
    text = capsys.readouterr().out
    assert len(text.splitlines()) == len(EVENTFUL)
    shown = document(capsys, "journal", "show", *where)["events"]
    assert [one["type"] for one in shown] == [type(one).__name__ for one in EVENTFUL]  # type: ignore[attr-defined]
    assert invoke(["journal", "show", *where, "--out", str(tmp_path / "shown")]) == 0
    assert (tmp_path / "shown").read_text() == text


def test_more_events_than_are_written_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A long journal is shown whole, whichever form it is asked for in."""
    written((tmp_path / JOURNAL).parent, SYSTEM, (EVENTFUL[0], *[Taken(samples.WHO)] * 2001))
    assert invoke(["journal", "show", "--dir", str(tmp_path)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2002
    shown = document(capsys, "journal", "show", "--dir", str(tmp_path))["events"]
    assert [one["number"] for one in shown] == list(range(2002))  # type: ignore[attr-defined]


def test_a_damaged_journal_is_not_shown_in_part(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Where a late line is damaged, nothing is shown of the ones before: standard output has the error alone."""
    path = tmp_path / JOURNAL
    path.write_bytes(path.read_bytes()[:-9] + b"x" * 8 + b"\n")
    assert invoke(["journal", "show", *where, "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["code"] == "journal-damaged"


def test_the_head_is_told(where: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """`status`, `report` and `journal verify` give the same hash, in every form."""
    head = document(capsys, "journal", "verify", *where)["head"]
    for command in ("status", "report"):
        assert document(capsys, command, *where)["head"] == head
        assert invoke([command, *where]) == 0
        assert str(head) in capsys.readouterr().out


def test_an_anchor_is_found_again(where: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A head that was kept is found after the run went on, by twelve digits too; `verify` says which line it is."""
    head = str(document(capsys, "status", *where)["head"])
    JournalFile.open((tmp_path / JOURNAL).parent, SYSTEM).append(Taken(samples.WHO))
    for digits in (head, head[:12], head[:16].upper()):
        found = document(capsys, "journal", "verify", *where, "--head", digits)
        assert (found["anchored_at"], found["lines"]) == (len(EVENTFUL), len(EVENTFUL) + 1)
    assert invoke(["journal", "verify", *where, "--head", head]) == 0
    assert f"line {len(EVENTFUL)}" in capsys.readouterr().out


def test_a_journal_that_was_written_anew(where: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A journal that was cut behind a line holds, and does not contain the head that was kept: exit code 1."""
    head = str(document(capsys, "status", *where)["head"])
    lines = (tmp_path / JOURNAL).read_bytes().splitlines(keepends=True)
    (tmp_path / JOURNAL).write_bytes(b"".join(lines[:-1]))
    assert invoke(["journal", "verify", *where]) == 0
    capsys.readouterr()
    assert invoke(["journal", "verify", *where, "--head", head, "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["code"] == "journal-without-head"


@pytest.mark.parametrize("digits", ["abc", "g" * 12, "a" * 65, ""])
def test_an_anchor_that_is_none(where: tuple[str, str], capsys: pytest.CaptureFixture[str], digits: str) -> None:
    """What cannot be a hash is a usage error, not a missing anchor."""
    assert invoke(["journal", "verify", *where, "--head", digits, "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "approval-malformed"
