"""AWS: the parts of the deployment as AWS has them."""

from collections.abc import Iterator

from checks.facts.health import Health
from checks.health.model import Judged
from runbooks.model import Runbook


def judge(health: Health, runbook: Runbook) -> Iterator[Judged]:  # noqa: ARG001 - the shape of a group
    """Whether AWS has every part of the deployment in order."""
    yield from ()
