"""Objects of the cluster as the API has them, by the official client; its models would lose what they do not know."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from checks.facts import Missing, NotThere
from migrator.cluster import Connection
from states.belongings import Document, Object
from states.saving import Workload

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

HEADERS = {"Accept": "application/json"}
MERGE = {"Accept": "application/json", "Content-Type": "application/merge-patch+json"}


def read(connection: Connection, wanted: Object) -> Document | NotThere | Missing:
    """One object."""

    def ask(client: ApiClient) -> Document:
        found: Document = _called(client, connection, "GET", path(wanted))
        return found

    return connection.ask(str(wanted), ask)


def pods(connection: Connection, workload: Object) -> tuple[Document, ...] | NotThere | Missing:
    """The pods that a Deployment chooses by its labels."""

    def ask(client: ApiClient) -> tuple[Document, ...]:
        labels = _called(client, connection, "GET", path(workload))["spec"]["selector"]["matchLabels"]
        selector = quote(",".join(f"{key}={value}" for key, value in sorted(labels.items())))
        where = f"/api/v1/namespaces/{quote(workload.namespace or '', safe='')}/pods?labelSelector={selector}"
        return tuple(_called(client, connection, "GET", where)["items"])

    return connection.ask(f"the pods of {workload}", ask)


def scale(connection: Connection, workload: Workload, replicas: int) -> NotThere | Missing | None:
    """By the scale subresource."""
    deployment = Object("apps/v1", "Deployment", "deployments", workload.namespace, workload.name)

    def ask(client: ApiClient) -> None:
        _called(client, connection, "PATCH", f"{path(deployment)}/scale", body={"spec": {"replicas": replicas}})

    return connection.ask(f"the scale of {deployment}", ask)


def path(one: Object) -> str:
    """Where the API has an object."""
    root = f"/apis/{one.api}" if "/" in one.api else f"/api/{one.api}"
    inside = f"/namespaces/{quote(one.namespace, safe='')}" if one.namespace else ""
    return f"{root}{inside}/{one.plural}/{quote(one.name, safe='')}"


def _called(client: ApiClient, connection: Connection, method: str, where: str, body: Document | None = None) -> Any:
    """The answer as plain data; TypeError where it is no object."""
    said = client.call_api(
        where, method, header_params=dict(MERGE if body else HEADERS), body=body, auth_settings=["BearerToken"],
        _return_http_data_only=True, _preload_content=False, _request_timeout=connection.each,
    )  # fmt: skip
    found = json.loads(said.data)
    if not isinstance(found, dict):
        raise TypeError(method)
    return found
