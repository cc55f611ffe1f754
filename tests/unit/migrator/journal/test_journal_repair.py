"""Repair: what holds becomes the journal, nothing is deleted, and no instant at which it dies does harm."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from checks.problem import Problem
from migrator.cli import invoke
from migrator.journal import JournalFile, repair, verify
from migrator.journal.disk import Disk
from migrator.journal.lock import Lock
from migrator.journal.reading import scan
from states.events import Taken
from states.mending import Repaired
from states.ports import Clock
from tests.support import samples
from tests.support.journals import EVENTFUL, written
from tests.support.schemas import checked

BAD = 5
LOST = len(EVENTFUL) - BAD + 1


def damaged(folder: Path, clock: Clock, line: int = BAD, rest: bytes = b"") -> tuple[Path, bytes]:
    """A journal whose line is damaged; its path and bytes."""
    lines = written(folder, clock).splitlines(keepends=True)
    lines[line - 1] = lines[line - 1].replace(b'"data":{', b'"data":{ ')
    content = b"".join(lines) + rest
    (folder / "journal.jsonl").write_bytes(content)
    return folder / "journal.jsonl", content


def test_what_holds_is_the_journal(tmp_path: Path, clock: Clock) -> None:
    """The lines before the damage are the journal, then one that says what was lost; all of the damaged file is kept."""
    path, content = damaged(tmp_path, clock)
    done = repair(path, clock)
    assert tuple(one.event for one in scan(path).events[:-1]) == EVENTFUL[: BAD - 1]
    assert done.kept is not None
    assert (done.held, done.lost, done.head) == (BAD - 1, LOST, scan(path).head)
    assert scan(path).events[-1].event == Repaired(Path(done.kept).name, LOST, done.names)
    assert Path(done.kept).read_bytes() == content
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {0o600}


def test_what_is_lost_is_named(tmp_path: Path, clock: Clock) -> None:
    """Lost events that can still be read are named in their order, and the others counted."""
    path, _ = damaged(tmp_path, clock, len(EVENTFUL) - 1, b'{"type":"from-nowhere"}\n{"v":1,"ty')
    assert repair(path, clock).names == ("entered", "verified", "unreadable", "unreadable")


def test_a_journal_that_holds_is_left_alone(tmp_path: Path, clock: Clock) -> None:
    """A second repair, or one of a journal with a torn last line, changes no byte and says that there was nothing to do."""
    path, _ = damaged(tmp_path, clock)
    repair(path, clock)
    for torn in (b"", b"{torn"):
        path.write_bytes(path.read_bytes() + torn)
        before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
        assert repair(path, clock).kept is None
        assert before == {one.name: one.read_bytes() for one in tmp_path.iterdir()}


def test_a_repaired_journal_goes_on(tmp_path: Path, clock: Clock) -> None:
    """After a repair the journal takes events, and a second damage is repaired beside the first."""
    path, _ = damaged(tmp_path, clock)
    repair(path, clock)
    JournalFile.open(tmp_path, clock).append(Taken(samples.WHO))
    assert verify(path).ok
    path.write_bytes(path.read_bytes().replace(b'"type":"taken"', b'"type":"token"'))
    repair(path, clock)
    assert [type(one.event) for one in scan(path).events[-2:]] == [Repaired, Repaired]
    assert len(list(tmp_path.glob("journal.damaged-*"))) == 2


def test_nothing_holds(tmp_path: Path, clock: Clock) -> None:
    """A journal whose first line is damaged is not made an empty one, which would forget the run: it is left, and said."""
    path, content = damaged(tmp_path, clock, 1)
    with pytest.raises(Problem, match="journal-beyond-repair"):
        repair(path, clock)
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == ["journal.jsonl"]


def test_a_newer_journal_is_not_repaired(tmp_path: Path, clock: Clock) -> None:
    """A line of a newer version is no damage, and nothing of it is thrown away here."""
    content = written(tmp_path, clock, EVENTFUL[:2]) + b'{"v":2,"other":"shape"}\n'
    (tmp_path / "journal.jsonl").write_bytes(content)
    with pytest.raises(Problem, match="journal-newer"):
        repair(tmp_path / "journal.jsonl", clock)
    assert (tmp_path / "journal.jsonl").read_bytes() == content


KILLED = """
import os, signal, sys
from pathlib import Path
from migrator.journal import repair
from migrator.journal.disk import Disk
from migrator.journal.runs import SYSTEM

class Dying(Disk):
    left = int(sys.argv[2])
    def call(self, name, *given):
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1
        return getattr(Disk, name)(self, *given)

for name in ("open", "write", "sync", "replace", "sync_folder"):
    setattr(Dying, name, lambda self, *given, name=name: self.call(name, *given))
repair(Path(sys.argv[1]), SYSTEM, Dying())
"""


def test_killed_at_every_call(tmp_path: Path, clock: Clock) -> None:
    """A repair that is killed before, between or after any of its calls is done by the next one, with the same outcome."""
    survived = 0
    for calls in range(11):
        path, content = damaged(tmp_path / str(calls), clock)
        command = (sys.executable, "-c", KILLED, str(path), str(calls))
        code = subprocess.run(command, check=False, cwd=Path(__file__).parents[4]).returncode
        survived += code == 0
        assert code in (0, -signal.SIGKILL)
        assert path.read_bytes() == content or verify(path).ok, "neither the damaged journal nor the repaired one"
        repair(path, clock)
        assert len(scan(path).events) == BAD
        assert [one.read_bytes() for one in path.parent.glob("journal.damaged-*")] == [content]
    assert survived == 1, "ten calls, and the eleventh time all of them"


class FullDisk(Disk):
    """A disk that takes no file's name any more."""

    def replace(self, source: Path, target: Path) -> None:  # noqa: ARG002 - the port's shape
        """No room."""
        raise OSError(28, os.strerror(28))


def test_no_room(tmp_path: Path, clock: Clock) -> None:
    """Where the damaged file cannot be kept, the journal is not touched."""
    path, content = damaged(tmp_path, clock)
    with pytest.raises(Problem, match="journal-unwritable"):
        repair(path, clock, FullDisk())
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == ["journal.jsonl"]


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Path:
    """A workspace whose only run has a damaged journal."""
    damaged(tmp_path / ".migrator" / samples.RUN, clock)
    return tmp_path


def test_the_command(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`journal repair` says what held, what is lost and where the damaged file is; then verify and status work again."""
    where = ("--dir", str(workspace))
    assert invoke(["journal", "verify", *where]) == 1
    capsys.readouterr()
    assert invoke(["journal", "repair", *where, "--format", "json"]) == 0
    document = checked(capsys.readouterr().out)
    assert (document["held"], document["lost"], document["names"][0]) == (BAD - 1, LOST, "scratch-intended")
    assert Path(document["kept"]).exists()
    assert invoke(["journal", "verify", *where]) == 0
    assert document["head"] in capsys.readouterr().out
    assert invoke(["journal", "repair", *where]) == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert invoke(["report", *where]) == 0
    assert "repaired" in capsys.readouterr().out


def test_not_while_somebody_writes(workspace: Path, clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    """While another process works on the workspace nothing is repaired: exit code 1, and the journal as it was."""
    path = workspace / ".migrator" / samples.RUN / "journal.jsonl"
    before = path.read_bytes()
    with Lock(workspace / ".migrator", clock):
        assert invoke(["journal", "repair", "--dir", str(workspace), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["code"] == "lock-held"
    assert path.read_bytes() == before
