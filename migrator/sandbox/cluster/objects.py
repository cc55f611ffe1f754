"""What stands in the sandbox's cluster, as Kubernetes objects: the world's own, and what a person made with kubectl.

The world's objects come and go with the deployment, and people may change or delete them: the world follows.
"""

import threading
from collections.abc import Callable

from migrator.sandbox.cluster import events, platform, releases, workloads
from migrator.sandbox.cluster.budgets import with_status
from migrator.sandbox.cluster.kinds import DEFINITION, KINDS, OPERATOR_GROUP, Item, Kind, key, namespace
from migrator.sandbox.cluster.logs import ran
from migrator.sandbox.cluster.metadata import rfc3339
from migrator.sandbox.cluster.revisions import Revisions
from migrator.sandbox.store import Store
from migrator.sandbox.workload import uid
from migrator.sandbox.world import World

# What the world itself takes away where people delete it, and what is made anew at once.
FOLLOWED = frozenset({"deployments", "ingresses", "weightsandbiases"})
RENEWED = frozenset({"pods", "replicasets"})


class Objects:
    """Every object, by kind. What people made, changed and deleted is kept in the store."""

    def __init__(self, world: World, store: Store) -> None:
        self._world = world
        self._store = store
        self._people = world.people
        self._lock = threading.RLock()
        self.revisions = Revisions()

    def serves(self, kind: Kind) -> bool:
        """Whether the cluster knows a kind: the operator's only with its definition."""
        if kind.group != OPERATOR_GROUP:
            return True
        names = [one["metadata"]["name"] for one in self.all(KINDS["apiextensions.k8s.io", "customresourcedefinitions"])]
        return DEFINITION in names

    def all(self, kind: Kind) -> list[Item]:
        """The objects of a kind: the world's, as they were changed, and then a person's own."""
        with self._lock:
            made = {key(one): one for one in self._people.own(kind.plural)}
            own = [self._mended(kind, one, made.pop(key(one), None)) for one in self._present(kind)]
            return self.revisions.stamped(kind, [*own, *(self._finished(kind, one) for one in made.values())])

    def _present(self, kind: Kind) -> list[Item]:
        """The world's, less those that people deleted and nobody brought back."""
        if kind.plural in FOLLOWED:
            return self._own(kind)
        if kind.plural in RENEWED:
            return [self._renewed(kind, one) for one in self._own(kind)]
        return [one for one in self._own(kind) if not self._people.gone(kind.plural, *key(one))]

    def _renewed(self, kind: Kind, item: Item) -> Item:
        """What its owner makes anew at once, and then it is another one."""
        deleted = self._people.deleted(kind.plural, *key(item))
        if deleted is None:
            return item
        again = {"uid": uid(kind.plural, *key(item), deleted), "creationTimestamp": rfc3339(deleted)}
        return {**item, "metadata": {**item["metadata"], **again}}

    def _mended(self, kind: Kind, own: Item, made: Item | None) -> Item:
        """One of the world's as people want it; its status stays the world's."""
        meta = own["metadata"]
        wanted = made or self._people.changed(kind.plural, *key(own), uid=meta["uid"])
        if wanted is None:
            return own
        kept = {"uid": meta["uid"], "creationTimestamp": meta["creationTimestamp"]}
        seen = {"observedGeneration": wanted["metadata"].get("generation", 1)}
        status = (
            {"status": {**own["status"], **(seen if "observedGeneration" in own["status"] else {})}}
            if "status" in own
            else {}
        )
        return {**wanted, "metadata": {**wanted["metadata"], **kept}, **status}

    def _finished(self, kind: Kind, item: Item) -> Item:
        if kind.plural == "customresourcedefinitions":
            return {**item, "status": platform.established(item.get("spec", {}))}
        if kind.plural == "poddisruptionbudgets":
            return with_status(item, self.all(KINDS[None, "pods"]))
        if kind.plural == "namespaces":
            return {"spec": {}, "status": {"phase": "Active"}, **item}
        return ran(item) if kind.plural == "pods" else item

    def put(self, kind: Kind, item: Item) -> Item:
        """Make an object, or change one that is there; as it is then."""
        with self._lock:
            if self._is_made(kind, item) or not self._is_own(kind, item):
                self._people.make(kind.plural, item)
                self._people.back(kind.plural, *key(item))
            elif kind.plural == "weightsandbiases" and not item["metadata"].get("finalizers"):
                self._unblock(item)
            else:
                self._people.change(kind.plural, item)
            return next((one for one in self.all(kind) if key(one) == key(item)), item)

    def _unblock(self, item: Item) -> None:
        """Without finalizers, what waits for its end comes to it."""
        if item["metadata"].get("deletionTimestamp"):
            self._world.forget_custom_resource()
        else:
            self._people.change("weightsandbiases", item)

    def remove(self, kind: Kind, item: Item) -> None:
        """Delete; where a finalizer is in the way, it happens later."""
        with self._lock:
            if kind.plural == "weightsandbiases" and self._is_own(kind, item):
                self._world.delete_custom_resource()
            elif self._is_made(kind, item):
                self._people.unmake(kind.plural, *key(item))
            else:
                self._people.delete(kind.plural, *key(item))
            if kind.plural == "namespaces":
                self._empty(item["metadata"]["name"])

    def _empty(self, space: str) -> None:
        for one in KINDS.values():
            for item in self._people.own(one.plural) if one.namespaced else ():
                if namespace(item) == space:
                    self._people.unmake(one.plural, *key(item))

    def _is_made(self, kind: Kind, item: Item) -> bool:
        return self._people.made(kind.plural, *key(item)) is not None

    def _is_own(self, kind: Kind, item: Item) -> bool:
        return key(item) in map(key, self._present(kind))

    def _own(self, kind: Kind) -> list[Item]:
        world, store = self._world, self._store
        makers: dict[str, Callable[[], list[Item]]] = {
            "deployments": lambda: list(map(workloads.deployment, world.deployments())),
            "replicasets": lambda: list(map(workloads.replica_set, world.deployments())),
            "pods": lambda: [pod for one in world.deployments() for pod in workloads.pods(one)],
            "events": lambda: events.events(world),
            "secrets": lambda: [*platform.old_secrets(world), *releases.releases(store, world)],
            "configmaps": lambda: platform.config_maps(world),
            "namespaces": lambda: platform.namespaces(world),
            "nodes": lambda: platform.nodes(store, world),
            "services": lambda: platform.services(world),
            "priorityclasses": lambda: platform.priority_classes(world),
            "ingresses": lambda: platform.ingresses(world),
            "ingressclasses": lambda: platform.ingress_classes(world),
            "storageclasses": lambda: platform.storage_classes(world),
            "customresourcedefinitions": lambda: platform.definitions(world),
            "weightsandbiases": lambda: platform.custom_resources(world),
        }
        make = makers.get(kind.plural)
        return make() if make else []
