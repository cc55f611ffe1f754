"""The dry run counts what the deployment itself says: AWS answers decide how bad a planned change is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.live_deeds import NAME, answering, denied
from tests.support.sandbox import TFVARS, Sandbox

pytestmark = pytest.mark.e2e

PLAN = ("plan", *TFVARS, "--override", "yes")
OLD = {
    "DBClusterSnapshotIdentifier": "before-christmas",
    "DBClusterIdentifier": NAME,
    "Status": "available",
    "SnapshotCreateTime": (datetime.now(UTC) - timedelta(days=40)).isoformat(),
}


def cut(document: dict[str, Any]) -> tuple[str, str]:
    """The severity of the cut of backups, and the line about the snapshot."""
    (found,) = (one for one in document["findings"] if one["code"] == "retention-cut")
    return found["severity"], next(line for line in found["because"] if "snapshot" in line)


def test_snapshots_weigh_on_the_plan(sandbox: Sandbox) -> None:
    """An old snapshot makes the cut of backups critical, one that cannot be seen makes nothing better, and both are said."""
    old, _ = answering("rds:DescribeDBClusterSnapshots", DBClusterSnapshots=[OLD])
    old(sandbox)
    told = sandbox.document(*PLAN)
    assert cut(told) == ("critical", "live: newest snapshot before-christmas is 40 days old: raises high to critical")
    assert told["level"] == "critical"
    moved = {one["name"]: (one["before"], one["wanted"]) for one in told["upgrades"]}
    assert moved["module.wandb_infra"] == ("1.16.10", True)
    assert moved["hashicorp/helm"] == (None, True)
    refused, _ = denied("rds:DescribeDBClusterSnapshots")
    refused(sandbox)
    told = sandbox.document(*PLAN)
    severity, line = cut(told)
    assert severity == "high"
    assert line.startswith("live: snapshot not known: ")
    assert line.endswith("; nothing is lowered")
    assert {one["topic"] for one in told["live"] if one["weight"] == "unknown"} == {"snapshot"}
