"""What people did to the sandbox's cluster: objects of their own, changes of the world's objects, deletions."""

import time
from typing import Any

from migrator.sandbox.store import Store

Item = dict[str, Any]


def key(namespace: str | None, name: str) -> str:
    """The id of an object among those of its kind."""
    return f"{namespace or ''}/{name}"


class People:
    """Reads and writes of the store. A change is of one object, by its uid, and goes with it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def own(self, plural: str) -> list[Item]:
        """What people made."""
        return list(self._store.all(f"kubectl:{plural}"))

    def made(self, plural: str, namespace: str | None, name: str) -> Item | None:
        """One of those."""
        return self._store.get(f"kubectl:{plural}", key(namespace, name))

    def make(self, plural: str, item: Item) -> None:
        """Make one, or overwrite it."""
        meta = item["metadata"]
        self._store.put(f"kubectl:{plural}", key(meta.get("namespace"), meta["name"]), item)

    def unmake(self, plural: str, namespace: str | None, name: str) -> None:
        """Delete one of those."""
        self._store.remove(f"kubectl:{plural}", key(namespace, name))

    def changed(self, plural: str, namespace: str | None, name: str, uid: str) -> Item | None:
        """The world's object as people changed it."""
        found: Any = self._store.get(f"changed:{plural}", key(namespace, name))
        item: Item | None = found["item"] if found and found["uid"] == uid else None
        return item

    def change(self, plural: str, item: Item) -> None:
        """Change an object of the world's."""
        meta = item["metadata"]
        whole = {"uid": meta["uid"], "item": item, "at": time.time()}
        self._store.put(f"changed:{plural}", key(meta.get("namespace"), meta["name"]), whole)

    def undo(self, plural: str, namespace: str | None, name: str, *, rested: float) -> bool:
        """The world's object as it was, where its last change is `rested` seconds old; whether there was one."""
        found: Any = self._store.get(f"changed:{plural}", key(namespace, name))
        if not found or time.time() - found["at"] < rested:
            return False
        self._store.remove(f"changed:{plural}", key(namespace, name))
        return True

    def delete(self, plural: str, namespace: str | None, name: str) -> None:
        """Delete an object of the world's."""
        self._store.remove(f"gone:{plural}", key(namespace, name))
        self._store.put(f"gone:{plural}", key(namespace, name), {})

    def gone(self, plural: str, namespace: str | None, name: str, since: float = 0.0) -> bool:
        """Whether an object of the world's that was made at `since` was deleted."""
        deleted = self.deleted(plural, namespace, name)
        return deleted is not None and deleted >= since

    def deleted(self, plural: str, namespace: str | None, name: str) -> float | None:
        """When people last deleted an object of the world's; None where they did not."""
        return self._store.created(f"gone:{plural}", key(namespace, name))

    def back(self, plural: str, namespace: str | None, name: str) -> None:
        """Somebody makes a deleted object of the world's again."""
        self._store.remove(f"gone:{plural}", key(namespace, name))

    def replicas(self, namespace: str, name: str, uid: str) -> int:
        """How many pods people want of a Deployment of the world's."""
        found = self.changed("deployments", namespace, name, uid)
        count = found["spec"].get("replicas", 1) if found else 1
        return int(count)

    def images(self, namespace: str, name: str, uid: str) -> dict[str, str]:
        """The images that people gave to a Deployment's containers, by their names."""
        found = self.changed("deployments", namespace, name, uid)
        return {one["name"]: one["image"] for one in _containers(found)} if found else {}


def _containers(deployment: Item) -> list[Item]:
    found: list[Item] = deployment["spec"]["template"]["spec"]["containers"]
    return found
