"""AWS: every part of the deployment as the last apply asked for it, and nothing of the old left."""

from collections.abc import Iterator

from checks.facts.health import Health
from checks.health import aws_bucket, aws_data, aws_nodes, aws_platform
from checks.health.model import Judged
from runbooks.model import Runbook


def judge(health: Health, runbook: Runbook) -> Iterator[Judged]:  # noqa: ARG001 - the shape of a group
    """Cluster, nodes, database, files."""
    yield from aws_platform.judge(health.aws)
    yield from aws_nodes.judge(health.aws)
    yield from aws_data.judge(health.aws)
    yield from aws_bucket.judge(health.aws)
