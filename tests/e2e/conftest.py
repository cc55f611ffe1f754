"""A sandbox for one test, or one for all tests of a file that only look."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.sandbox import lifecycle
from migrator.sandbox.paths import Home
from tests.support.prepared import running
from tests.support.prepared import waiting as waits
from tests.support.sandbox import Sandbox


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox of this test's own."""
    with running(tmp_path / "deployment") as made:
        yield made


@pytest.fixture
def waiting() -> Iterator[Sandbox]:
    """A sandbox of this test's own, with a run that waits for approval."""
    with waits() as made:
        yield made


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox that several tests look at and none changes."""
    with running(tmp_path_factory.mktemp("shared") / "deployment") as made:
        yield made


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files; what the sandbox leaves behind is seen there."""
    path = tmp_path / "tmp"
    path.mkdir()
    monkeypatch.setenv("TMPDIR", str(path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """Where a test may bring one up; whatever comes of it, it is down at the end."""
    path = tmp_path / "deployment"
    yield path
    lifecycle.down(Home(path))
