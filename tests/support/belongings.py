"""What the deployment has outside of Terraform's files, in memory: objects, records, a bucket, a database, its snapshots."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from checks.facts import Missing, NotThere
from states.belongings import Document, Holdings, Object, SeenSnapshot
from states.saving import Workload
from tests.support.world import FQDN, World

DEPLOYMENT = Object("apps/v1", "Deployment", "deployments", "default", "wandb")
SECRET = Object("v1", "Secret", "secrets", "default", "wandb")
CANARY = "c2VjcmV0LWNhbmFyeQ=="
DIGEST = "wandb/local@sha256:" + "d1" * 32
ALIAS = {"HostedZoneId": "Z35", "DNSName": "lb.example.com.", "EvaluateTargetHealth": True}


def objects() -> dict[Object, Document]:
    """The old application's, as a server has them."""
    server = {"uid": "u-1", "resourceVersion": "17", "managedFields": [{"manager": "terraform"}]}
    containers = [{"name": "wandb", "image": "wandb/local:0.48.0"}]
    return {
        SECRET: {"metadata": {"name": "wandb", "namespace": "default", **server}, "data": {"license": CANARY}},
        DEPLOYMENT: {
            "metadata": {"name": "wandb", "namespace": "default", "generation": 3, **server},
            "spec": {"replicas": 2, "template": {"spec": {"containers": containers}}},
            "status": {"replicas": 2},
        },
    }


@dataclass
class InMemoryBelongings:
    """`says` stands in place of a method's answer, by its name; `snapshot_takes` is how many looks a snapshot takes."""

    world: World
    there: dict[Object, Document] = field(default_factory=objects)
    made: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    older: tuple[SeenSnapshot, ...] = ()
    says: dict[str, Any] = field(default_factory=dict)
    snapshot_takes: int = 0
    replicas: int = 2
    looks: int = 0
    copied: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def holdings(self, state: bytes) -> Holdings | Missing:
        """Everything there is."""
        kept = json.loads(state)
        plain = Holdings(kept["lineage"], kept["serial"], "1.15.0", tuple(self.there), (), "Z1", FQDN, ("wb-files",), "wb")
        return self.says.get("holdings", plain)  # type: ignore[no-any-return]

    def version(self) -> str | NotThere | Missing:
        """Of S3."""
        return self.says.get("version", "v7")  # type: ignore[no-any-return]

    def object(self, wanted: Object) -> Document | NotThere | Missing:
        """As it is there, scaled as it is now."""
        if "object" in self.says:
            return self.says["object"]  # type: ignore[no-any-return]
        found = self.there.get(wanted, NotThere(str(wanted)))
        if isinstance(found, NotThere) or wanted != DEPLOYMENT:
            return found
        return {**found, "spec": {**found["spec"], "replicas": self.replicas}}

    def pods(self, workload: Object) -> tuple[Document, ...] | NotThere | Missing:  # noqa: ARG002 - the port's shape
        """One for each replica."""
        status = {"containerStatuses": [{"imageID": f"docker-pullable://{DIGEST}"}]}
        every = tuple({"metadata": {"name": f"wandb-{one}"}, "status": status} for one in range(self.replicas))
        return self.says.get("pods", every)  # type: ignore[no-any-return]

    def scale(self, workload: Workload, replicas: int) -> NotThere | Missing | None:  # noqa: ARG002 - the port's shape
        """At once."""
        if "scale" in self.says:
            return self.says["scale"]  # type: ignore[no-any-return]
        self.replicas = replicas
        return None

    def records(self, zone: str) -> tuple[Document, ...] | NotThere | Missing:  # noqa: ARG002 - the port's shape
        """The name's, and another's."""
        every = ({"Name": f"{FQDN}.", "Type": "A", "AliasTarget": ALIAS}, {"Name": "other.example.com.", "Type": "A"})
        return self.says.get("records", every)  # type: ignore[no-any-return]

    def bucket(self, name: str) -> dict[str, Document] | NotThere | Missing:
        """With versioning."""
        call = {"put-bucket-versioning": {"Bucket": name, "VersioningConfiguration": {"Status": "Enabled"}}}
        return self.says.get("bucket", call)  # type: ignore[no-any-return]

    def snapshots(self, cluster: str) -> tuple[SeenSnapshot, ...] | NotThere | Missing:  # noqa: ARG002 - the port's shape
        """The older ones, then those that were made; each look brings them on."""
        if "snapshots" in self.says:
            return self.says["snapshots"]  # type: ignore[no-any-return]
        self.looks += 1
        mine = [
            SeenSnapshot(name, "available" if self.looks > due else "creating", 50, at.isoformat())
            for name, (due, at) in self.made.items()
        ]
        return (*self.older, *mine)

    def snapshot(self, cluster: str, ident: str) -> NotThere | Missing | None:  # noqa: ARG002 - the port's shape
        """Once."""
        if "snapshot" in self.says:
            return self.says["snapshot"]  # type: ignore[no-any-return]
        self.made.setdefault(ident, (self.looks + self.snapshot_takes, self.world.now))
        return None

    def copy(self, folder: Path, names: tuple[str, ...], target: str) -> Missing | None:  # noqa: ARG002 - the port's shape
        """All of them."""
        if "copy" in self.says:
            return self.says["copy"]  # type: ignore[no-any-return]
        self.copied[target] = names
        return None
