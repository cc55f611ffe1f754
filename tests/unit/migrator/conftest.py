"""The documented deployment in the sandbox's AWS."""

from collections.abc import Iterator

import pytest

from tests.support.live_aws import PLACE, LiveAws, live_aws


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveAws]:
    """One for all tests of a file; a test that breaks something heals it."""
    with live_aws(tmp_path_factory.mktemp("aws")) as one:
        one.put()
        one.live.at(PLACE)
        yield one
