"""The cluster's nodes, as its own API has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checks.facts import Missing, NotThere
from checks.facts.health.aws import Node
from migrator.cluster import Connection

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

TYPE = "node.kubernetes.io/instance-type"


def nodes(connection: Connection) -> tuple[Node, ...] | Missing:
    """By name."""

    def ask(client: ApiClient) -> tuple[Node, ...]:
        from kubernetes.client import CoreV1Api  # noqa: PLC0415

        return tuple(_node(one) for one in connection.pages(CoreV1Api(client).list_node))

    found = connection.ask("the nodes", ask)
    return Missing("the cluster's API does not know nodes") if isinstance(found, NotThere) else found


def _node(found: Any) -> Node:
    conditions = (found.status.conditions if found.status else None) or ()
    state = next((one for one in conditions if one.type == "Ready"), None)
    ready = state is not None and state.status == "True"
    why = "" if ready else f"{state.reason}: {state.message}" if state else "the kubelet has not reported yet"
    return Node(found.metadata.name, (found.metadata.labels or {}).get(TYPE, "unknown"), ready, why)
