"""The edge, as the cluster's API tells of it: the Ingress, and what a controller wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checks.facts.health.edge import Ingress
from migrator.cluster import log
from migrator.cluster.connection import Connection
from migrator.cluster.pods import of
from runbooks.model import Health

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

OLD_CLASS = "kubernetes.io/ingress.class"


def ingress(client: ApiClient, connection: Connection, where: Health, redact: log.Redact) -> Ingress:
    """The application's Ingress, with what its events warn of."""
    from kubernetes.client import NetworkingV1Api  # noqa: PLC0415

    read = NetworkingV1Api(client).read_namespaced_ingress
    found = read(where.ingress_name, where.workload_namespace, _request_timeout=connection.each)
    kind = found.spec.ingress_class_name or (found.metadata.annotations or {}).get(OLD_CLASS)
    points = (found.status.load_balancer.ingress if found.status and found.status.load_balancer else None) or ()
    address = next((str(one.hostname).lower() for one in points if one.hostname), None)
    name = f"{where.workload_namespace}/{where.ingress_name}"
    return Ingress(name, kind, address, _warnings(client, connection, where, redact))


def _warnings(client: ApiClient, connection: Connection, where: Health, redact: log.Redact) -> tuple[str, ...]:
    """Each text once."""
    from kubernetes.client import CoreV1Api  # noqa: PLC0415

    every = connection.pages(CoreV1Api(client).list_namespaced_event, where.workload_namespace)
    ours = (one for one in every if one.type == "Warning" and _is_of(one.involved_object, where))
    return tuple(dict.fromkeys(log.shown(f"{one.reason}: {one.message}", redact) for one in ours))


def _is_of(it: Any, where: Health) -> bool:
    return (it.kind, it.name) == ("Ingress", where.ingress_name)


def written(client: ApiClient, connection: Connection, namespace: str, deployment: str) -> tuple[str, ...]:
    """The end of the logs of a Deployment's pods, as it is: it may hold anything."""
    from kubernetes.client import AppsV1Api, CoreV1Api  # noqa: PLC0415

    found = AppsV1Api(client).read_namespaced_deployment(deployment, namespace, _request_timeout=connection.each)
    selector = ",".join(f"{key}={value}" for key, value in sorted((found.spec.selector.match_labels or {}).items()))
    pods = connection.pages(CoreV1Api(client).list_namespaced_pod, namespace, selector=selector) if selector else []
    each = ((pod.metadata.name, one.name) for pod in pods for one in of(pod))
    return tuple(line for pod, name in each for line in log.lines(client, connection, namespace, pod, container=name))
