"""What stands in the sandbox's cluster, as Kubernetes objects: the world's own, and what a person made with kubectl.

The world's objects come and go with the deployment. A person may make others of every kind that is played, and change the
world's, but not delete those. Numbers that are zero are left out, as there.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from migrator.sandbox.cluster_pods import ran
from migrator.sandbox.store import Store
from migrator.sandbox.world import Workload, World

Item = dict[str, Any]
OPERATOR_GROUP = "apps.wandb.com"
DEFINITION = f"weightsandbiases.{OPERATOR_GROUP}"


@dataclass(frozen=True)
class Kind:
    """A kind that is played; the core group has no name, and every version is v1."""

    group: str | None
    plural: str
    name: str

    @property
    def api_version(self) -> str:
        """As an object says it."""
        return f"{self.group}/v1" if self.group else "v1"


KINDS = {
    (one.group, one.plural): one
    for one in (
        Kind("apps", "deployments", "Deployment"),
        Kind("apps", "statefulsets", "StatefulSet"),
        Kind(None, "pods", "Pod"),
        Kind(None, "secrets", "Secret"),
        Kind(None, "configmaps", "ConfigMap"),
        Kind("networking.k8s.io", "ingresses", "Ingress"),
        Kind("networking.k8s.io", "ingressclasses", "IngressClass"),
        Kind("policy", "poddisruptionbudgets", "PodDisruptionBudget"),
        Kind("storage.k8s.io", "storageclasses", "StorageClass"),
        Kind("apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition"),
        Kind(OPERATOR_GROUP, "weightsandbiases", "WeightsAndBiases"),
    )
}


class Objects:
    """Every object, by kind. What a person made is kept in the store."""

    def __init__(self, world: World, store: Store) -> None:
        self._world = world
        self._store = store

    def serves(self, kind: Kind) -> bool:
        """Whether the cluster knows a kind: the operator's only with its definition."""
        names = [one["metadata"]["name"] for one in self.all(KINDS["apiextensions.k8s.io", "customresourcedefinitions"])]
        return kind.group != OPERATOR_GROUP or DEFINITION in names

    def all(self, kind: Kind) -> list[Item]:
        """The objects of a kind: the world's, as they were changed, and then a person's own."""
        every: list[Item] = [*self._store.all(_table(kind))]
        kept = {_key(one): one for one in every}
        own = self._own(kind)
        there = {_key(one) for one in own}
        items = [kept.get(_key(one), one) for one in own] + [one for key, one in kept.items() if key not in there]
        living = [one for one in items if _key(one) in there or not one["metadata"].get("changed")]
        finished: dict[str, Callable[[Item], Item]] = {"poddisruptionbudgets": self._budget, "pods": ran}
        return list(map(finished.get(kind.plural, dict), living))

    def put(self, kind: Kind, item: Item) -> None:
        """Make an object, or change one that is there."""
        ours = any(_key(one) == _key(item) for one in self._own(kind))
        whole = {**item, "metadata": {"labels": {}, **item["metadata"], **({"changed": True} if ours else {})}}
        self._store.put(_table(kind), "/".join(_key(item)), whole)

    def remove(self, kind: Kind, item: Item) -> bool:
        """Delete what a person made; False where it is the world's."""
        if any(_key(one) == _key(item) for one in self._own(kind)):
            return False
        self._store.remove(_table(kind), "/".join(_key(item)))
        return True

    def _own(self, kind: Kind) -> list[Item]:
        makers: dict[str, Callable[[], list[Item]]] = {
            "deployments": lambda: [_deployment(one) for one in self._world.deployments()],
            "pods": lambda: [_pod(one) for one in self._world.deployments()],
            "secrets": lambda: [_release(one) for one in self._store.all("helm_release")],
            "ingresses": self._ingresses,
            "ingressclasses": lambda: [_ingress_class() for one in self._world.controllers() if one.name.startswith("aws-")],
            "storageclasses": lambda: [_storage_class(name) for name in self._world.storage_classes()],
            "customresourcedefinitions": lambda: [_definition()] if self._world.operator() else [],
            "weightsandbiases": self._custom_resources,
        }
        make = makers.get(kind.plural)
        return make() if make else []

    def _ingresses(self) -> list[Item]:
        host = self._world.ingress()
        if host is None:
            return []
        points = [{"hostname": host}] if host else []
        status = {"loadBalancer": {"ingress": points}}
        return [{"metadata": metadata("wandb", "default"), "spec": {"ingressClassName": "alb"}, "status": status}]

    def _custom_resources(self) -> list[Item]:
        found = self._world.custom_resource()
        if found is None:
            return []
        status = {key: value for key, value in zip(("phase", "version"), found, strict=True) if value}
        return [{"metadata": metadata("wandb", "default"), "spec": {}, "status": status}]

    def _budget(self, item: Item) -> Item:
        """A budget with its status: the pods that it chooses, and how many of them it lets go."""
        spec, space = item.get("spec", {}), item["metadata"]["namespace"]
        wanted = spec.get("selector", {}).get("matchLabels", {}).items()
        pods = [one for one in self.all(KINDS[None, "pods"]) if one["metadata"]["namespace"] == space]
        chosen = [one for one in pods if wanted <= one["metadata"]["labels"].items()]
        running = sum(one["status"]["phase"] == "Running" for one in chosen)
        least = _least(spec, len(chosen))
        counts = {"currentHealthy": running, "desiredHealthy": least, "expectedPods": len(chosen)}
        return {**item, "status": {**counts, "disruptionsAllowed": max(0, running - least)}}


def _least(spec: Item, pods: int) -> int:
    """How many of the pods have to stay; percentages are rounded up, as there."""
    most = spec.get("maxUnavailable")
    return max(0, pods - _share(most, pods)) if most is not None else _share(spec.get("minAvailable", 1), pods)


def _share(count: int | str, pods: int) -> int:
    return -(-pods * int(count.rstrip("%")) // 100) if isinstance(count, str) else count


def _table(kind: Kind) -> str:
    return f"kubectl:{kind.plural}"


def _key(item: Item) -> tuple[str, str]:
    return item["metadata"].get("namespace", ""), item["metadata"]["name"]


def metadata(name: str, namespace: str | None = None, labels: dict[str, str] | None = None) -> Item:
    """An object's metadata; cluster-wide ones have no namespace."""
    place = {} if namespace is None else {"namespace": namespace}
    return {**place, "name": name, "labels": labels or {}, "uid": f"{namespace or 'cluster'}-{name}"}


def _deployment(one: Workload) -> Item:
    available = {"availableReplicas": 1, "readyReplicas": 1} if one.available else {}
    env = {"env": [{"name": name, "value": value} for name, value in one.env]} if one.env else {}
    containers = [{"name": one.name, "image": one.image, **env}]
    return {
        "metadata": metadata(one.name, one.namespace, one.labels),
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": one.labels},
            "template": {"metadata": {"labels": one.labels}, "spec": {"containers": containers}},
        },
        "status": {"replicas": 1, **available},
    }


def _pod(one: Workload) -> Item:
    waiting = {"waiting": {"reason": one.waiting or "ContainerCreating"}}
    status = {
        "imageID": "",
        "ready": one.available,
        "restartCount": 0,
        "state": {"running": {}} if one.available else waiting,
    }
    container = {"name": one.name, "image": one.image}
    return {
        "metadata": metadata(f"{one.name}-0", one.namespace, one.labels),
        "spec": {"containers": [container]},
        "status": {"phase": "Running" if one.available else "Pending", "containerStatuses": [{**container, **status}]},
    }


def _release(attributes: dict[str, object]) -> Item:
    """The record that helm keeps of a release, with nothing in it but its labels."""
    name, space = str(attributes["name"]), str(attributes["namespace"])
    labels = {"owner": "helm", "name": name, "status": str(attributes.get("status", "deployed")), "version": "1"}
    content = base64.b64encode(json.dumps({"stand-in": True}).encode()).decode()
    record = metadata(f"sh.helm.release.v1.{name}.v1", space, labels)
    return {"metadata": record, "type": "helm.sh/release.v1", "data": {"release": content}}


def _ingress_class() -> Item:
    return {"metadata": metadata("alb"), "spec": {"controller": "ingress.k8s.aws/alb"}}


def _storage_class(name: str) -> Item:
    return {"metadata": metadata(name), "provisioner": "kubernetes.io/aws-ebs"}


def _definition() -> Item:
    names = {"kind": "WeightsAndBiases", "plural": "weightsandbiases"}
    version = {"name": "v1", "served": True, "storage": True}
    spec = {"group": OPERATOR_GROUP, "names": names, "scope": "Namespaced", "versions": [version]}
    return {"metadata": metadata(DEFINITION), "spec": spec}
