"""What `rollback` does in a run with a mirror is in the bucket, too, and not done while another machine has the lease."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from migrator.cli import invoke
from migrator.journal import Runs
from migrator.journal.runs import SYSTEM
from migrator.mirror.bucket import Bucket
from migrator.mirror.copy import Copy, fetched
from migrator.mirror.lease import NAME, Lease
from states.events import State
from states.saving import Kind, Part
from states.undoing import Act, UndoIntended, Undone
from tests.support import samples
from tests.support.at_rest import directory
from tests.support.journals import STARTED, written

LOCKED = b"# the old lock file\n"
LOCK_FILE = ".terraform.lock.hcl"


@pytest.fixture
def place(tmp_path: Path, bucket: Bucket) -> Path:
    """A workspace whose run has its backup, and a mirror that is as long."""
    path = directory(tmp_path / "here")
    (path / LOCK_FILE).write_bytes(b"# the new one\n")
    inputs = replace(samples.INPUTS, directory=str(path), journal=str(bucket.place))
    part = Part(Kind.LOCK_FILE, LOCK_FILE, hashlib.sha256(LOCKED).hexdigest(), len(LOCKED))
    saved = replace(samples.BACKED_UP, parts=(part,))
    files = Runs(path).files(samples.RUN)
    files.write(f"{saved.directory}/{LOCK_FILE}", LOCKED)
    written(
        files.path(""), SYSTEM, (replace(STARTED, inputs=inputs), *samples.APPROVED, *samples.passed(State.BACKUP, saved))
    )
    Copy(bucket, files.path(""), 0, 0).push()
    return path


def restored(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    """The lock file put back on demand: exit code and answer."""
    code = invoke(["rollback", Act.LOCK_FILE.option, "--yes", "--dir", str(path), "--format", "json"])
    said: dict[str, object] = json.loads(capsys.readouterr().out)
    return code, said


def test_an_act_is_in_the_mirror(place: Path, bucket: Bucket, capsys: pytest.CaptureFixture[str]) -> None:
    """On return the bucket has intent and outcome, and the lease is free."""
    code, said = restored(place, capsys)
    assert code == 0, said
    assert (place / LOCK_FILE).read_bytes() == LOCKED
    whole = Runs(place).path(samples.RUN).read_bytes()
    assert fetched(bucket, samples.RUN) == whole
    kept = Runs(place).newest_or(None)
    assert [type(one.event) for one in kept.events[-2:]] == [UndoIntended, Undone]
    assert Lease(bucket).other() is None


def test_nothing_is_done_beside_another_machine(place: Path, bucket: Bucket, capsys: pytest.CaptureFixture[str]) -> None:
    """While another machine holds the lease: refused by its name, and neither file nor journal is touched."""
    held = {"pid": 7, "started": "1", "boot": "b", "host": "elsewhere"}
    lease = {"id": "x", "process": held, "user": "kim", "since": "2026-01-01T00:00:00Z", "until": "2999-01-01T00:00:00Z"}
    bucket.write(NAME, json.dumps(lease).encode())
    before = Runs(place).path(samples.RUN).read_bytes()
    code, said = restored(place, capsys)
    assert (code, said["code"], "elsewhere" in str(said["what"])) == (1, "mirror-held", True)
    assert (place / LOCK_FILE).read_bytes() == b"# the new one\n"
    assert Runs(place).path(samples.RUN).read_bytes() == before == fetched(bucket, samples.RUN)
