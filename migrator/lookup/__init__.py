"""Looks in the cloud and in the cluster for what an apply may have created, one question for each type."""

from collections.abc import Mapping

from checks.facts import Missing, NotThere
from checks.facts.existing import Existing
from migrator.aws import Aws
from migrator.cluster import Connection
from migrator.lookup import cloud, cluster

__all__ = ["TYPES", "WorldLookup"]

# Every type that can be looked for.
TYPES = frozenset({*cloud.FINDERS, *cluster.FINDERS})


class WorldLookup:
    """As Terraform's own credentials see it. Nothing is ever changed."""

    def __init__(self, aws: Aws, connection: Connection) -> None:
        self._aws = aws
        self._connection = connection

    def find(self, kind: str, keys: Mapping[str, str], ident: str | None) -> Existing | NotThere | Missing:
        """One thing of a type."""
        what = f"{kind} {' '.join(keys.values()) or ident or ''}".strip()
        if kind in cluster.FINDERS:
            ask = cluster.FINDERS[kind]
            return self._connection.ask(what, lambda client: ask(client, self._connection, keys) or NotThere(what))
        if kind not in cloud.FINDERS:
            return Missing(f"how to look for {kind} is not known here")
        service, find = cloud.FINDERS[kind]
        return self._aws.ask(service, lambda client: find(client, keys, ident) or NotThere(what))
