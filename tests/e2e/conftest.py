"""A sandbox for one test, or one for all tests of a file that only look."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sandbox import Sandbox, running


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox of this test's own."""
    with running(tmp_path / "deployment") as made:
        yield made


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox that several tests look at and none changes."""
    with running(tmp_path_factory.mktemp("shared") / "deployment") as made:
        yield made
