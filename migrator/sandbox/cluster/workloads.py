"""The world's workloads as Deployments, their ReplicaSets and their Pods. Numbers that are zero are left out, as there."""

import hashlib

from migrator.sandbox.cluster.containers import scheduled, status
from migrator.sandbox.cluster.kinds import Item
from migrator.sandbox.cluster.metadata import changed_at, metadata, owner
from migrator.sandbox.operator import SIDECAR_NAME
from migrator.sandbox.workload import Workload

# The sidecar's Deployment calls the other container so.
MANAGER = "manager"
HELM = {"app.kubernetes.io/managed-by": "Helm"}


def deployment(one: Workload) -> Item:
    """The Deployment."""
    by_helm = {} if one.name == "wandb" else HELM
    return {
        "metadata": metadata("deployments", one.name, one.namespace, {**one.labels, **by_helm}, one.since),
        "spec": {
            "replicas": one.replicas,
            "selector": {"matchLabels": one.labels},
            "strategy": {"type": "RollingUpdate"},
            "template": {"metadata": {"labels": one.labels}, "spec": _pod_spec(one)},
        },
        "status": {**_counts(one), "observedGeneration": 1, "conditions": _conditions(one)},
    }


def _counts(one: Workload) -> Item:
    count = one.replicas
    if not count:
        return {}
    ready = {"availableReplicas": count, "readyReplicas": count} if one.available else {"unavailableReplicas": count}
    return {"replicas": count, "updatedReplicas": count, **ready}


def _conditions(one: Workload) -> list[Item]:
    times = {"lastTransitionTime": changed_at(one), "lastUpdateTime": changed_at(one)}
    up = one.available or not one.replicas
    available = ("True", "MinimumReplicasAvailable") if up else ("False", "MinimumReplicasUnavailable")
    stuck = one.waiting is not None and not one.available
    progress = ("False", "ProgressDeadlineExceeded") if stuck else ("True", "NewReplicaSetAvailable")
    told = zip(("Available", "Progressing"), (available, progress), strict=True)
    return [{"type": name, "status": status, "reason": reason, **times} for name, (status, reason) in told]


def containers(one: Workload) -> list[Item]:
    """Its containers; a sidecar comes first."""
    env = {"env": [{"name": name, "value": value} for name, value in one.env]} if one.env else {}
    whole = {"name": MANAGER if one.sidecar else one.name, "image": one.image, **env}
    return [*([{"name": SIDECAR_NAME, "image": one.sidecar}] if one.sidecar else ()), whole]


def _pod_spec(one: Workload) -> Item:
    return {"containers": containers(one), "serviceAccountName": one.service_account}


def replica_set(one: Workload) -> Item:
    """The ReplicaSet of a Deployment."""
    counts = {
        name: count for name, count in _counts(one).items() if name in ("replicas", "availableReplicas", "readyReplicas")
    }
    template_hash = hashlib.sha256(one.uid.encode()).hexdigest()[:10]
    named = metadata("replicasets", f"{one.name}-{template_hash}", one.namespace, one.labels, one.since)
    return {
        "metadata": {**named, **owner(deployment(one), "Deployment")},
        "spec": {
            "replicas": one.replicas,
            "selector": {"matchLabels": one.labels},
            "template": {"metadata": {"labels": one.labels}, "spec": _pod_spec(one)},
        },
        "status": {**counts, "observedGeneration": 1},
    }


def pods(one: Workload) -> list[Item]:
    """Its pods."""
    return [_pod(one, number) for number in range(one.replicas)]


def _pod(one: Workload, number: int) -> Item:
    named = metadata("pods", f"{one.name}-{number}", one.namespace, one.labels, one.since)
    return {
        "metadata": {**named, **owner(replica_set(one), "ReplicaSet")},
        "spec": {**_pod_spec(one), "nodeName": "" if one.waiting == "Unschedulable" else "ip-10-0-0-10.stand-in"},
        "status": {
            "phase": "Running" if one.available or one.waiting in ("CrashLoopBackOff", "OOMKilled") else "Pending",
            "conditions": scheduled(one),
            "startTime": changed_at(one),
            **({} if one.waiting == "Unschedulable" else {"containerStatuses": _statuses(one)}),
        },
    }


def _statuses(one: Workload) -> list[Item]:
    """What waits is the first container: the sidecar, where it has one, but for an operator that crashes."""
    every = containers(one)
    struck = every[-1] if one.waiting == "CrashLoopBackOff" else every[0]
    return [status(each, one, struck=each is struck or one.waiting is None) for each in every]
