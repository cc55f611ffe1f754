"""A Kubernetes object as it can be applied again: without what the server, or its controllers, set."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]

METADATA = frozenset(
    {
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "finalizers",
        "generation",
        "managedFields",
        "ownerReferences",
        "resourceVersion",
        "selfLink",
        "uid",
    }
)
ANNOTATIONS = frozenset(
    {
        "deployment.kubernetes.io/revision",
        "kubectl.kubernetes.io/last-applied-configuration",
        "pv.kubernetes.io/bind-completed",
    }
)
# Kind -> what the cluster put into the spec by itself. Node ports stay: the old load balancer's targets are on them.
SPEC = {
    "Service": frozenset({"healthCheckNodePort"}),
    "PersistentVolumeClaim": frozenset({"volumeName"}),
}
HEADLESS = "None"


def reapplicable(whole: Document) -> dict[str, Any]:
    """The object without status and identity; an address that was given to a Service goes, that it has none stays."""
    kept = {name: value for name, value in whole.items() if name not in ("status", "metadata")}
    first: dict[str, Any] = {name: kept.pop(name) for name in ("apiVersion", "kind") if name in kept}
    first["metadata"] = _metadata(whole.get("metadata") or {})
    if whole.get("kind") == "ServiceAccount":
        kept.pop("secrets", None)
    if isinstance(kept.get("spec"), Mapping):
        kept["spec"] = _spec(str(whole.get("kind")), kept["spec"])
    return {**first, **kept}


def _metadata(whole: Document) -> dict[str, Any]:
    kept = {name: value for name, value in whole.items() if name not in METADATA}
    annotations = {name: value for name, value in (kept.pop("annotations", None) or {}).items() if name not in ANNOTATIONS}
    return {**kept, **({"annotations": annotations} if annotations else {})}


def _spec(kind: str, whole: Document) -> dict[str, Any]:
    gone = SPEC.get(kind, frozenset())
    if kind == "Service" and whole.get("clusterIP") != HEADLESS:
        gone = gone | {"clusterIP", "clusterIPs"}
    return {name: value for name, value in whole.items() if name not in gone}
