"""Metadata of the world's objects."""

from datetime import UTC, datetime
from typing import Any

from migrator.sandbox.workload import Workload, uid

Item = dict[str, Any]
LONG_AGO = "2026-01-01T00:00:00Z"


def rfc3339(seconds: float) -> str:
    """As Kubernetes writes times."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds else LONG_AGO


def metadata(
    plural: str, name: str, namespace: str | None = None, labels: dict[str, str] | None = None, since: float = 0.0
) -> Item:
    """An object's metadata; cluster-wide ones have no namespace."""
    place = {} if namespace is None else {"namespace": namespace}
    identity = uid(plural, namespace or "", name, since)
    made = {"uid": identity, "creationTimestamp": rfc3339(since), "generation": 1}
    return {**place, "name": name, "labels": labels or {}, **made}


def owner(item: Item, kind: str, api_version: str = "apps/v1") -> Item:
    """What an object that belongs to this one says of it."""
    meta = item["metadata"]
    named = {"apiVersion": api_version, "kind": kind, "name": meta["name"], "uid": meta["uid"]}
    return {"ownerReferences": [{**named, "controller": True, "blockOwnerDeletion": True}]}


def changed_at(one: Workload) -> str:
    """When a workload last changed, as far as it is told."""
    return rfc3339(one.since)
