"""The pods behind a Deployment: what they wait for, and what they wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

    from migrator.cluster.connection import Connection


def waiting_for(client: ApiClient, connection: Connection, namespace: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The reasons, each with its image; nothing is known where pods are chosen by anything but labels."""
    statuses = [one for pod in _pods(client, connection, namespace, labels) if pod.status for one in _containers(pod.status)]
    return tuple(sorted({f"{one.state.waiting.reason}: {one.image}" for one in statuses if one.state and one.state.waiting}))


def log_lines(client: ApiClient, connection: Connection, namespace: str, deployment: str, most: int) -> tuple[str, ...]:
    """The last lines of each pod of a Deployment. Bytes that are not UTF-8 are replaced."""
    from kubernetes.client import AppsV1Api  # noqa: PLC0415

    found = AppsV1Api(client).read_namespaced_deployment(deployment, namespace, _request_timeout=connection.each)
    pods = _pods(client, connection, namespace, found.spec.selector.match_labels or {})
    return tuple(line for pod in pods for line in _log(client, connection, namespace, pod.metadata.name, most))


def _pods(client: ApiClient, connection: Connection, namespace: str, labels: Mapping[str, str]) -> list[Any]:
    from kubernetes.client import CoreV1Api  # noqa: PLC0415

    selector = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
    return connection.pages(CoreV1Api(client).list_namespaced_pod, namespace, selector=selector) if selector else []


def _containers(status: Any) -> Iterator[Any]:
    yield from status.init_container_statuses or ()
    yield from status.container_statuses or ()


def _log(client: ApiClient, connection: Connection, namespace: str, pod: str, most: int) -> list[str]:
    """Client 36 shows bytes as `b'...'`: they are taken as they come."""
    from kubernetes.client import CoreV1Api  # noqa: PLC0415

    read = CoreV1Api(client).read_namespaced_pod_log
    answer = read(pod, namespace, tail_lines=most, _preload_content=False, _request_timeout=connection.each)
    return bytes(answer.data).decode(errors="replace").splitlines()
