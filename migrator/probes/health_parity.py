"""Parity: the variables of the new containers, and what is left of the old application."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checks.facts import Missing, NotThere, Values
from migrator.cluster import Connection
from migrator.probes.kubernetes_objects import imported
from migrator.probes.sources import Sources
from runbooks.health import OldObject
from states.probes import Question

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

SECONDS = 60.0
MANAGED = ("app.kubernetes.io/managed-by", "Helm")


def questions(sources: Sources, values: Values) -> Iterator[Question]:  # noqa: ARG001 - the shape of an asker
    """Names only: no value of a variable leaves the cluster's answer."""
    yield Question("parity", "environment", lambda: _environment(sources), SECONDS)
    yield Question("parity", "left", lambda: _left(sources), SECONDS)


def _environment(sources: Sources) -> frozenset[str] | Missing:
    connection, where = sources.cluster.connection, sources.runbook.health

    def ask(client: ApiClient) -> frozenset[str]:
        return _names(client, connection, where.workload_namespace, where.workload_label)

    found = connection.ask("the application's environment", ask)
    return frozenset() if isinstance(found, NotThere) else found


def _names(client: ApiClient, connection: Connection, space: str, label: str) -> frozenset[str]:
    from kubernetes.client import AppsV1Api  # noqa: PLC0415

    api = AppsV1Api(client)
    lists = (api.list_namespaced_deployment, api.list_namespaced_stateful_set)
    found = [one for read in lists for one in connection.pages(read, space, selector=label)]
    containers = [it for one in found for it in one.spec.template.spec.containers or ()]
    given = {one.name for it in containers for one in it.env or ()}
    return frozenset(given | {name for it in containers for name in imported(it, space, client, connection)})


def _left(sources: Sources) -> tuple[str, ...] | Missing:
    """The old objects that are there and that helm did not make: its own may have the same names."""
    connection, space = sources.cluster.connection, sources.runbook.old_application.namespace

    def ask(client: ApiClient) -> tuple[str, ...]:
        return tuple(
            f"{one.kind}/{one.name}" for one in sources.runbook.verification.old if _there(one, space, client, connection)
        )

    found = connection.ask("the old application's objects", ask)
    return () if isinstance(found, NotThere) else found


def _there(one: OldObject, space: str, client: ApiClient, connection: Connection) -> bool:
    from kubernetes.client import ApiException  # noqa: PLC0415

    try:
        found = _reads(client)[one.kind](one.name, space, _request_timeout=connection.each)
    except ApiException as error:
        if error.status != 404:
            raise
        return False
    labels = found.metadata.labels or {}
    return labels.get(MANAGED[0]) != MANAGED[1] and found.metadata.deletion_timestamp is None


def _reads(client: ApiClient) -> dict[str, Any]:
    from kubernetes.client import AppsV1Api, CoreV1Api  # noqa: PLC0415

    core = CoreV1Api(client)
    return {
        "Deployment": AppsV1Api(client).read_namespaced_deployment,
        "ConfigMap": core.read_namespaced_config_map,
        "Secret": core.read_namespaced_secret,
        "Service": core.read_namespaced_service,
    }
