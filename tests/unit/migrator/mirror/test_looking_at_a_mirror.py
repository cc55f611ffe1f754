"""status, report, journal show and verify, from anywhere: the mirror is read, and nothing is taken or left."""

import json
from pathlib import Path

import pytest

from migrator.cli import invoke
from migrator.journal import Runs
from migrator.journal.runs import SYSTEM
from migrator.mirror.bucket import Bucket
from migrator.mirror.copy import Copy
from migrator.mirror.lease import Lease
from states.events import Halted
from tests.support import samples
from tests.support.journals import STARTED, written

HALTED = Halted("terraform-failed", "w", "w", "n", 1)


@pytest.fixture
def place(tmp_path: Path, bucket: Bucket) -> str:
    """A mirror with one run, which waits for approval."""
    folder = Runs(tmp_path / "there").files(samples.RUN).path("")
    (tmp_path / "there").mkdir()
    written(folder, SYSTEM, (STARTED, *samples.WAITING))
    Copy(bucket, folder, 0, 0).push()
    return str(bucket.place)


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    """The document that a command answers."""
    assert invoke([*arguments, "--format", "json"]) == 0
    said: dict[str, object] = json.loads(capsys.readouterr().out)
    return said


def test_the_status_of_a_run_elsewhere(place: str, bucket: Bucket, capsys: pytest.CaptureFixture[str]) -> None:
    """What it waits for, and whether anybody works on it, from a directory that knows nothing of it."""
    found = asked(capsys, "status", "--journal", place)
    assert (found["run"], found["state"]) == (samples.RUN, "waiting")
    assert "--approve" in str(found["next"])
    lease = Lease(bucket)
    lease.take()
    assert "migrator status" in str(asked(capsys, "status", "--journal", place)["next"])
    lease.release()


def test_the_journal_of_a_run_elsewhere(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each event is shown, each line checked, by the name of the mirror; nothing is left behind here."""
    events = asked(capsys, "journal", "show", "--journal", place)["events"]
    assert isinstance(events, list)
    checked = asked(capsys, "journal", "verify", "--journal", place, "--dir", str(tmp_path))
    assert (checked["lines"], checked["path"]) == (len(events), f"{place}/{samples.RUN}")
    assert {one.name for one in tmp_path.iterdir()} == {"there"}


@pytest.mark.parametrize("more", [0, 1, -1])
def test_the_mirror_beside_the_journal_here(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: int
) -> None:
    """As long, longer or shorter than the mirror, the journal here is told to be the same, and by how much they differ."""
    path = Runs(tmp_path / "there").path(samples.RUN)
    whole = path.read_bytes().splitlines(keepends=True)
    if more > 0:
        Runs(tmp_path / "there").open(samples.RUN).append(HALTED)
    else:
        path.write_bytes(b"".join(whole[: len(whole) + more]))
    checked = asked(capsys, "journal", "verify", "--journal", place, "--dir", str(tmp_path / "there"))
    assert (checked["lines"], checked["here"]) == (len(whole), len(whole) + more)


def test_a_mirror_that_went_another_way(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With another line behind the common ones, the two are not the same journal: exit 1, and the line is named."""
    path = Runs(tmp_path / "there").path(samples.RUN)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    Runs(tmp_path / "there").open(samples.RUN).append(HALTED)
    assert invoke(["journal", "verify", "--journal", place, "--dir", str(tmp_path / "there"), "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["code"], f"after line {len(lines) - 1}" in said["what"]) == ("mirror-diverged", True)


def test_a_mirror_without_runs(bucket: Bucket, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing there is no run, as with a directory."""
    assert asked(capsys, "status", "--journal", str(bucket.place))["run"] is None
    capsys.readouterr()
    assert invoke(["report", "--journal", str(bucket.place)]) == 2
    said = capsys.readouterr().err
    assert str(bucket.place) in said
    assert "/migrator-" not in said


def test_a_bucket_that_is_not_there(bucket: Bucket, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever only looks is told to look again: it is no time to begin a run, least of all one without a mirror."""
    assert bucket.folders() == ()
    assert invoke(["status", "--journal", "s3://not-there/x"]) == 1
    said = capsys.readouterr().err
    assert "mend the cause, then: migrator status --journal s3://not-there/x" in said
    assert "migrator run" not in said
