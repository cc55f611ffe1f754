"""Helm's records without helm: the newest of a release, decoded."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import zlib
from typing import TYPE_CHECKING, Any

from checks.facts.health.workloads import Release
from migrator.cluster.connection import Connection

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

TYPE = "helm.sh/release.v1"


def release(client: ApiClient, connection: Connection, namespace: str, name: str) -> Release:
    """The newest record of a release; without one its status is None. The values in the record stay here."""
    from kubernetes.client import CoreV1Api  # noqa: PLC0415

    read = CoreV1Api(client).list_namespaced_secret
    found = connection.pages(read, namespace, selector=f"owner=helm,name={name}")
    records = [one for one in found if (one.type or TYPE) == TYPE]
    if not records:
        return Release(namespace, name, None)
    newest = max(records, key=lambda one: int((one.metadata.labels or {}).get("version", 0)))
    record = decoded((newest.data or {}).get("release", ""))
    info, chart = record.get("info") or {}, (record.get("chart") or {}).get("metadata") or {}
    status = info.get("status") or (newest.metadata.labels or {}).get("status", "unknown")
    about = f"{chart['name']} {chart.get('version', '')}".strip() if chart.get("name") else ""
    return Release(namespace, name, str(status), about, str(info.get("description") or ""))


def decoded(data: str) -> dict[str, Any]:
    """The record of a Secret's `release`; nothing where it is none: the labels then have to do."""
    try:
        record = json.loads(gzip.decompress(base64.b64decode(base64.b64decode(data))))
    except (ValueError, binascii.Error, OSError, EOFError, zlib.error):
        return {}
    return record if isinstance(record, dict) else {}
