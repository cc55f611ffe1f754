"""What the deployment has outside of Terraform's files, asked of AWS and of the cluster: the port `Belongings`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from checks.facts import Missing, NotThere
from checks.facts.configuration import Backend
from migrator.aws import Aws
from migrator.belongings import bucket, cluster, copies, snapshots, version
from migrator.belongings.holdings import holdings
from migrator.cluster import Connection
from states.belongings import Document, Holdings, Object, SeenSnapshot
from states.saving import Workload

__all__ = ["WorldBelongings"]


class WorldBelongings:
    """As Terraform's own credentials see it. Only `scale`, `snapshot` and `copy` change anything."""

    def __init__(self, aws: Aws, connection: Connection, backend: Callable[[], tuple[Backend, str]]) -> None:
        """`backend` is the one in force, with the selected Terraform workspace."""
        self._aws = aws
        self._connection = connection
        self._backend = backend

    def holdings(self, state: bytes) -> Holdings | Missing:
        """What a pulled state names."""
        return holdings(state)

    def version(self) -> str | NotThere | Missing:
        """Of the state's object."""
        return version.of(*self._backend())

    def object(self, wanted: Object) -> Document | NotThere | Missing:
        """One object."""
        return cluster.read(self._connection, wanted)

    def pods(self, workload: Object) -> tuple[Document, ...] | NotThere | Missing:
        """By the Deployment's own selector."""
        return cluster.pods(self._connection, workload)

    def scale(self, workload: Workload, replicas: int) -> NotThere | Missing | None:
        """By its scale."""
        return cluster.scale(self._connection, workload, replicas)

    def records(self, zone: str) -> tuple[Document, ...] | NotThere | Missing:
        """Every one."""

        def ask(route53: object) -> tuple[Document, ...]:
            pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone)  # type: ignore[attr-defined]
            return tuple(one for page in pages for one in page["ResourceRecordSets"])

        return self._aws.ask("route53", ask)

    def bucket(self, name: str) -> Mapping[str, Document] | NotThere | Missing:
        """Its settings."""
        return self._aws.ask("s3", lambda s3: bucket.settings(s3, name))

    def snapshots(self, cluster: str) -> tuple[SeenSnapshot, ...] | NotThere | Missing:
        """The manual ones."""
        return self._aws.ask("rds", lambda rds: snapshots.every(rds, cluster))

    def snapshot(self, cluster: str, ident: str) -> NotThere | Missing | None:
        """Asked for once."""
        return self._aws.ask("rds", lambda rds: snapshots.make(rds, cluster, ident))

    def copy(self, folder: Path, names: tuple[str, ...], target: str) -> Missing | None:
        """Read back, each."""
        return copies.copy(self._aws, folder, names, target)
