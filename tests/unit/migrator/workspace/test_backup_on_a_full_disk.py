"""A disk that takes no more in the middle of a backup: said, nothing half there, and with room again it is whole."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checks.problem import Problem
from migrator.journal.files import Files
from migrator.workspace.backup import save
from states.inputs import Inputs

LARGE = 200_000


@contextmanager
def no_more_than(size: int) -> Iterator[None]:
    """The system takes no file larger than that: as on a disk that is full, a write fails after a part of it."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two files fit, the one between them does not."""
    here = tmp_path / "workspace"
    here.mkdir()
    (here / "a.tf").write_text("# a\n")
    (here / "b.tf").write_text("# b\n" * (LARGE // 4))
    (here / "c.tf").write_text("# c\n")
    return here


def test_files_of_the_workspace(workspace: Path, tmp_path: Path) -> None:
    """What was written is whole, the one that did not fit is not there at all; again, all of them are."""
    into = tmp_path / "run/backup"
    with no_more_than(LARGE // 2), pytest.raises(Problem) as said:
        save(workspace, into, Inputs(str(workspace), ()), {})
    assert "File too large" in said.value.what + said.value.why
    assert {one.name: one.read_bytes() for one in into.iterdir()} == {"a.tf": b"# a\n"}
    assert len(save(workspace, into, Inputs(str(workspace), ()), {})) == 3
    assert (into / "b.tf").read_bytes() == (workspace / "b.tf").read_bytes()


def test_files_of_the_run(tmp_path: Path) -> None:
    """The file that was there before stays as it was."""
    files = Files(tmp_path)
    files.write("backup/terraform.tfstate", b"old")
    with no_more_than(LARGE // 2), pytest.raises(Problem, match="journal-unwritable"):
        files.write("backup/terraform.tfstate", b"x" * LARGE)
    assert [one.name for one in (tmp_path / "backup").iterdir()] == ["terraform.tfstate"]
    assert files.read("backup/terraform.tfstate") == b"old"
