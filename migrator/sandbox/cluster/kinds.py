"""The kinds that the cluster's API plays."""

from dataclasses import dataclass
from typing import Any

Item = dict[str, Any]
OPERATOR_GROUP = "apps.wandb.com"
DEFINITION = f"weightsandbiases.{OPERATOR_GROUP}"


@dataclass(frozen=True)
class Kind:
    """A kind; the core group has no name, and every version is v1. `status`: it is written apart from the rest."""

    group: str | None
    plural: str
    name: str
    namespaced: bool = True
    status: bool = False
    scale: bool = False
    short: tuple[str, ...] = ()

    @property
    def api_version(self) -> str:
        """As an object says it."""
        return f"{self.group}/v1" if self.group else "v1"

    @property
    def path(self) -> str:
        """Where its group is."""
        return f"/apis/{self.group}/v1" if self.group else "/api/v1"


PLAYED = (
    Kind(None, "configmaps", "ConfigMap", short=("cm",)),
    Kind(None, "events", "Event", short=("ev",)),
    Kind(None, "namespaces", "Namespace", namespaced=False, status=True, short=("ns",)),
    Kind(None, "nodes", "Node", namespaced=False, status=True, short=("no",)),
    Kind(None, "persistentvolumeclaims", "PersistentVolumeClaim", status=True, short=("pvc",)),
    Kind(None, "pods", "Pod", status=True, short=("po",)),
    Kind(None, "secrets", "Secret"),
    Kind(None, "serviceaccounts", "ServiceAccount", short=("sa",)),
    Kind(None, "services", "Service", status=True, short=("svc",)),
    Kind("apps", "daemonsets", "DaemonSet", status=True, short=("ds",)),
    Kind("apps", "deployments", "Deployment", status=True, scale=True, short=("deploy",)),
    Kind("apps", "replicasets", "ReplicaSet", status=True, scale=True, short=("rs",)),
    Kind("apps", "statefulsets", "StatefulSet", status=True, scale=True, short=("sts",)),
    Kind("batch", "jobs", "Job", status=True),
    Kind("networking.k8s.io", "ingresses", "Ingress", status=True, short=("ing",)),
    Kind("networking.k8s.io", "ingressclasses", "IngressClass", namespaced=False),
    Kind("policy", "poddisruptionbudgets", "PodDisruptionBudget", status=True, short=("pdb",)),
    Kind("scheduling.k8s.io", "priorityclasses", "PriorityClass", namespaced=False, short=("pc",)),
    Kind("storage.k8s.io", "storageclasses", "StorageClass", namespaced=False, short=("sc",)),
    Kind(
        "apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition", namespaced=False, status=True,
        short=("crd", "crds"),
    ),
    Kind(OPERATOR_GROUP, "weightsandbiases", "WeightsAndBiases", status=True, short=("wandb",)),
)  # fmt: skip
KINDS = {(one.group, one.plural): one for one in PLAYED}


def kind(plural: str) -> Kind:
    """The kind of a plural name."""
    return next(one for one in PLAYED if one.plural == plural)


def namespace(item: Item) -> str | None:
    """Of an object; None for one of the whole cluster."""
    found: str | None = item["metadata"].get("namespace")
    return found


def key(item: Item) -> tuple[str, str]:
    """Namespace and name."""
    return namespace(item) or "", item["metadata"]["name"]
