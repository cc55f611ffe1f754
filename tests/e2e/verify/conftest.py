"""One migrated sandbox for everything that verify is shown to find; each test breaks it and mends it."""

from collections.abc import Iterator

import pytest

from tests.support.healed import migrated_sandbox
from tests.support.sandbox import Sandbox


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox that was migrated and verified."""
    with migrated_sandbox(tmp_path_factory.mktemp("migrated") / "deployment") as made:
        yield made
