"""The healthy world of preflight: a sandbox after the remedies, shared by a process; each test mends what it breaks."""

from collections.abc import Iterator

import pytest

from tests.support.prepared import running
from tests.support.sandbox import Sandbox


@pytest.fixture(scope="session")
def remedied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox with the remedied layout, on which preflight is clean."""
    with running(tmp_path_factory.mktemp("remedied") / "deployment", layout="remedied") as made:
        yield made
