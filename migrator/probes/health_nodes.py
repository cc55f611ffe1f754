"""The cluster's nodes, as its own API has them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from checks.facts import Missing, NotThere
from checks.facts.health.aws import Node
from migrator.cluster import Connection
from migrator.cluster.connection import PAGE

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

TYPE = "node.kubernetes.io/instance-type"


def nodes(connection: Connection) -> tuple[Node, ...] | Missing:
    """By name."""
    found = connection.ask("the nodes", lambda client: tuple(_node(one) for one in _listed(client, connection)))
    return Missing("the cluster's API does not know nodes") if isinstance(found, NotThere) else found


def _listed(client: ApiClient, connection: Connection) -> Iterator[Mapping[str, Any]]:
    """As JSON: client 36 refuses whole lists for what kubelets leave out, the names of an image for one."""
    from kubernetes.client import CoreV1Api  # noqa: PLC0415

    more: str | None = None
    while True:
        answer = CoreV1Api(client).list_node(
            limit=PAGE, _continue=more, _request_timeout=connection.each, _preload_content=False
        )
        page = json.loads(answer.data)
        yield from page["items"]
        more = page["metadata"].get("continue")
        if not more:
            return


def _node(found: Mapping[str, Any]) -> Node:
    named = found["metadata"]
    conditions = found.get("status", {}).get("conditions") or ()
    state = next((one for one in conditions if one["type"] == "Ready"), None)
    ready = state is not None and state["status"] == "True"
    said = f"{state.get('reason', 'Unknown')}: {state.get('message', '')}" if state else "the kubelet has not reported yet"
    return Node(named["name"], named.get("labels", {}).get(TYPE, "unknown"), ready, "" if ready else said)
