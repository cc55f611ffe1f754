"""Helm's own records of its releases, in the form that helm writes: Terraform's, and the one that the operator installs."""

import base64
import gzip
import json

from migrator.sandbox.cluster.kinds import Item
from migrator.sandbox.cluster.metadata import LONG_AGO, metadata, rfc3339
from migrator.sandbox.operator import VERSION
from migrator.sandbox.store import Attributes, Store
from migrator.sandbox.world import World

FAILED = 'Upgrade "wandb" failed: post-upgrade hooks failed: timed out waiting for the condition'
# Which broken world has a second, unhappy revision of the release wandb.
SECOND = {"release-pending": ("pending-upgrade", "Preparing upgrade"), "release-failed": ("failed", FAILED)}


def releases(store: Store, world: World) -> list[Item]:
    """The Secrets."""
    return [*(_terraforms(store, one) for one in store.all("helm_release")), *_operators(world)]


def _terraforms(store: Store, attributes: Attributes) -> Item:
    name, since = str(attributes["name"]), store.created("helm_release", str(attributes["name"])) or 0.0
    status, chart = str(attributes.get("status", "deployed")), str(attributes.get("chart") or name)
    version = str(attributes.get("version") or "1.0.0")
    return record((name, str(attributes["namespace"]), 1), (status, "Install complete"), (chart, version), since)


def _operators(world: World) -> list[Item]:
    if not world.workloads():
        return []
    chart, since = ("operator-wandb", VERSION), world.custom_resource_made()
    second = next((said for name, said in SECOND.items() if name in world.worlds()), None)
    first = record(("wandb", "default", 1), ("deployed", "Install complete"), chart, since)
    return [first, record(("wandb", "default", 2), second, chart, since)] if second else [first]


def record(release: tuple[str, str, int], said: tuple[str, str], chart: tuple[str, str], since: float) -> Item:
    """`release` is name, namespace and revision, `said` status and description, `chart` name and version."""
    name, space, revision = release
    labels = {"owner": "helm", "name": name, "status": said[0], "version": str(revision)}
    at = rfc3339(since) if since else LONG_AGO
    times = {"first_deployed": at, "last_deployed": at, "deleted": ""}
    whole = {
        "name": name,
        "namespace": space,
        "version": revision,
        "info": {**times, "status": said[0], "description": said[1], "notes": "a stand-in"},
        "chart": {"metadata": {"name": chart[0], "version": chart[1], "appVersion": chart[1], "apiVersion": "v2"}},
        "config": {},
        "manifest": "",
    }
    packed = base64.b64encode(gzip.compress(json.dumps(whole).encode(), mtime=0))
    made = metadata("secrets", f"sh.helm.release.v1.{name}.v{revision}", space, labels, since)
    return {"metadata": made, "type": "helm.sh/release.v1", "data": {"release": base64.b64encode(packed).decode()}}
