"""What the deployment has outside of Terraform's own files, as the states see it: read for a backup, quiesced, snapshotted.

No method raises: what cannot be brought or done is a `checks.facts.Missing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from checks.facts import Missing, NotThere
    from states.saving import Workload

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Object:
    """An object of the cluster: `api` is its apiVersion, `plural` its kind in paths; `namespace` None: in none."""

    api: str
    kind: str
    plural: str
    namespace: str | None
    name: str

    def __str__(self) -> str:
        """As a person calls it."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Holdings:
    """What a state names that is to be saved. `unknown` are addresses in the cluster that nobody here knows how to read."""

    lineage: str
    serial: int
    terraform: str
    objects: tuple[Object, ...] = ()
    unknown: tuple[str, ...] = ()
    zone: str | None = None
    fqdn: str | None = None
    buckets: tuple[str, ...] = ()
    cluster: str | None = None


@dataclass(frozen=True)
class SeenSnapshot:
    """A manual snapshot as AWS tells of it; `taken_at` is RFC 3339, empty where it has not begun yet."""

    id: str
    status: str
    percent: int
    taken_at: str


class Belongings(Protocol):
    """AWS and the cluster, with the credentials of Terraform."""

    def holdings(self, state: bytes) -> Holdings | Missing:
        """What a pulled state names."""
        ...

    def version(self) -> str | NotThere | Missing:
        """The VersionId of the state's object where the backend is S3."""
        ...

    def object(self, wanted: Object) -> Document | NotThere | Missing:
        """An object of the cluster, as its API has it. It may be a secret."""
        ...

    def pods(self, workload: Object) -> tuple[Document, ...] | NotThere | Missing:
        """The pods that a Deployment chooses."""
        ...

    def scale(self, workload: Workload, replicas: int) -> NotThere | Missing | None:
        """Scale a Deployment; None where that is done. Again is harmless."""
        ...

    def records(self, zone: str) -> tuple[Document, ...] | NotThere | Missing:
        """Every record set of a zone, as Route53 has it."""
        ...

    def bucket(self, name: str) -> Mapping[str, Document] | NotThere | Missing:
        """The settings of a bucket: put-call of `aws s3api` -> its whole input."""
        ...

    def snapshots(self, cluster: str) -> tuple[SeenSnapshot, ...] | NotThere | Missing:
        """The manual snapshots of a database cluster, by time."""
        ...

    def snapshot(self, cluster: str, ident: str) -> NotThere | Missing | None:
        """Ask for a snapshot by this name; None where it was asked for, or is there already."""
        ...

    def copy(self, folder: Path, names: tuple[str, ...], target: str) -> Missing | None:
        """Copy files of a folder to `s3://bucket/prefix`, in this order; None where each was read back and is the same."""
        ...
