"""Deployments, StatefulSets and DaemonSets, by name or by label, with what keeps them from being available."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checks.facts.health.workloads import Workload
from migrator.cluster import log
from migrator.cluster.connection import Connection
from migrator.cluster.pods import Pods

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def one_deployment(client: ApiClient, connection: Connection, redact: log.Redact, namespace: str, name: str) -> Workload:
    """A Deployment."""
    from kubernetes.client import AppsV1Api  # noqa: PLC0415

    found = AppsV1Api(client).read_namespaced_deployment(name, namespace, _request_timeout=connection.each)
    return _workload("Deployment", found, Pods(client, connection, redact))


def labelled(
    client: ApiClient, connection: Connection, redact: log.Redact, namespace: str, label: str
) -> tuple[Workload, ...]:
    """Everything with a label that keeps pods, by name."""
    from kubernetes.client import AppsV1Api  # noqa: PLC0415

    api, pods = AppsV1Api(client), Pods(client, connection, redact)
    kinds = {
        "Deployment": api.list_namespaced_deployment,
        "StatefulSet": api.list_namespaced_stateful_set,
        "DaemonSet": api.list_namespaced_daemon_set,
    }
    pages = ((kind, connection.pages(read, namespace, selector=label)) for kind, read in kinds.items())
    facts = [_workload(kind, one, pods) for kind, found in pages for one in found]
    return tuple(sorted(facts, key=lambda one: (one.name, one.kind)))


def _workload(kind: str, found: Any, pods: Pods) -> Workload:
    desired, available = _counts(kind, found)
    name, namespace = found.metadata.name, found.metadata.namespace
    if available >= desired:
        return Workload(kind, namespace, name, desired, available)
    troubles = pods.troubles(namespace, found.spec.selector.match_labels or {})
    return Workload(kind, namespace, name, desired, available, troubles, _conditions(found))


def _counts(kind: str, found: Any) -> tuple[int, int]:
    """How many are wanted, and how many are available."""
    status = found.status
    if kind == "DaemonSet":
        return status.desired_number_scheduled or 0, status.number_available or 0
    desired = 1 if found.spec.replicas is None else found.spec.replicas
    if kind == "StatefulSet":
        return desired, status.ready_replicas or 0
    return desired, status.available_replicas or 0


def _conditions(found: Any) -> tuple[str, ...]:
    """What it says of itself beside that it is not available: no progress, or pods that cannot be made."""
    every = found.status.conditions or []
    bad = (one for one in every if (one.type, one.status) in (("Progressing", "False"), ("ReplicaFailure", "True")))
    return tuple(f"{one.reason}: {one.message}" for one in bad)
