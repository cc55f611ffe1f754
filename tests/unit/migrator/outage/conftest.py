"""A run's directory with a journal, and an application that can be taken away."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from migrator.outage import probe
from tests.support.application import Application, application


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Application]:
    """The application; it is up."""
    with application(tmp_path) as made:
        yield made


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Path]:
    """The directory of a run that is under way; whatever watches it in the end is ended."""
    path = tmp_path / ".migrator" / "20260102T030405Z-9f3a"
    path.mkdir(parents=True)
    (path / "journal.jsonl").write_text('{"v":1,"n":0,"type":"started","data":{}}\n')
    yield path
    with suppress(OSError):  # a test may have removed it
        probe.turn_off(path)
    probe.wait(path, 60)
