"""Manual snapshots of an Aurora cluster."""

from typing import Any

from checks.facts import NotThere
from states.belongings import SeenSnapshot


def every(rds: Any, cluster: str) -> tuple[SeenSnapshot, ...]:
    """By time; those that have not begun yet come last."""
    pages = rds.get_paginator("describe_db_cluster_snapshots").paginate(DBClusterIdentifier=cluster, SnapshotType="manual")
    found = [_seen(one) for page in pages for one in page["DBClusterSnapshots"]]
    return tuple(sorted(found, key=lambda one: (not one.taken_at, one.taken_at)))


def _seen(one: dict[str, Any]) -> SeenSnapshot:
    at = one.get("SnapshotCreateTime")
    percent = int(one.get("PercentProgress") or 0)
    return SeenSnapshot(
        one["DBClusterSnapshotIdentifier"], one["Status"], percent, at.isoformat(timespec="seconds") if at else ""
    )


def make(rds: Any, cluster: str, ident: str) -> NotThere | None:
    """One that is there already, by this name, is the one that was asked for."""
    try:
        rds.create_db_cluster_snapshot(DBClusterIdentifier=cluster, DBClusterSnapshotIdentifier=ident)
    except rds.exceptions.DBClusterSnapshotAlreadyExistsFault:
        return None
    except rds.exceptions.DBClusterNotFoundFault:
        return NotThere(f"the Aurora cluster {cluster}")
    return None
