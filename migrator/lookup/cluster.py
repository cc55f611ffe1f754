"""What is looked for in the cluster. Each asks the official client once, and raises whatever it raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from checks.facts.existing import Condition, Existing
from migrator.cluster import Connection
from migrator.probes.kubernetes_objects import releases
from runbooks.model import Release

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

Finder = Callable[["ApiClient", Connection, Mapping[str, str]], Existing | None]


def release(client: ApiClient, connection: Connection, keys: Mapping[str, str]) -> Existing | None:
    """A helm release, by helm's own records. One that helm was killed in stays `pending` for ever: it is no good."""
    wanted = Release(keys["name"], keys["namespace"])
    for found in releases((wanted,), client, connection):
        condition = Condition.READY if found.status == "deployed" else Condition.FAILED
        return Existing(f"{found.namespace}/{found.name}", condition, found.status)
    return None


def storage_class(client: ApiClient, connection: Connection, keys: Mapping[str, str]) -> Existing | None:
    """A StorageClass."""
    from kubernetes.client import StorageV1Api  # noqa: PLC0415

    found = connection.pages(StorageV1Api(client).list_storage_class)
    there = any(one.metadata.name == keys["name"] for one in found)
    return Existing(keys["name"], Condition.READY, "there") if there else None


FINDERS: dict[str, Finder] = {"helm_release": release, "kubernetes_storage_class": storage_class}
