"""The operator: its definition, its resource, and what cluster and controller say of both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from checks.facts.health.operator import Definition, Resource
from migrator.cluster import log
from migrator.cluster.connection import Connection
from migrator.cluster.pods import of
from runbooks.model import Health

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

# Lines of the controller that matter to whoever asks why it is not done.
MATTERS = re.compile(r"error|fail|denied|unauthori[sz]ed|forbidden|timed? ?out|invalid|no such host", re.IGNORECASE)
MOST = 5


def definition(client: ApiClient, connection: Connection, where: Health) -> Definition:
    """Whether the API serves the kind."""
    from kubernetes.client import ApiextensionsV1Api  # noqa: PLC0415

    name = f"{where.custom_resource_plural}.{where.custom_resource_group}"
    found = ApiextensionsV1Api(client).read_custom_resource_definition(name, _request_timeout=connection.each)
    conditions = {one.type: one for one in (found.status.conditions if found.status else None) or []}
    wrong = [one for one in conditions.values() if one.status == "False" and one.message]
    said = conditions.get("Established")
    return Definition(bool(said and said.status == "True"), "; ".join(f"{one.reason}: {one.message}" for one in wrong))


def resource(client: ApiClient, connection: Connection, where: Health) -> Resource:
    """Its status."""
    from kubernetes.client import CustomObjectsApi  # noqa: PLC0415

    found = CustomObjectsApi(client).get_namespaced_custom_object(
        where.custom_resource_group,
        where.custom_resource_version,
        where.custom_resource_namespace,
        where.custom_resource_plural,
        where.custom_resource_name,
        _request_timeout=connection.each,
    )
    found["metadata"]  # without it it is no answer of Kubernetes
    status = found.get("status") or {}
    return Resource(status.get("phase"), status.get("version"))


def events(client: ApiClient, connection: Connection, where: Health, redact: log.Redact) -> tuple[str, ...]:
    """The newest warnings about the operator's pods and the resource, the newest last."""
    from kubernetes.client import CoreV1Api  # noqa: PLC0415

    read = CoreV1Api(client).list_namespaced_event
    spaces = sorted({where.operator_namespace, where.custom_resource_namespace})
    found = [one for space in spaces for one in connection.pages(read, space)]
    wanted = [one for one in found if one.type == "Warning" and _about(one.involved_object, where)]
    told = [_told(one, redact) for one in sorted(wanted, key=_when)]
    return tuple(dict.fromkeys(told))[-MOST:]


def _about(it: Any, where: Health) -> bool:
    ours = it.namespace == where.custom_resource_namespace and it.name == where.custom_resource_name
    return ours or (it.namespace == where.operator_namespace and str(it.name).startswith(where.operator_deployment))


def _when(one: Any) -> str:
    return str(one.last_timestamp or one.event_time or one.metadata.creation_timestamp or "")


def _told(one: Any, redact: log.Redact) -> str:
    return log.shown(f"{one.involved_object.kind} {one.involved_object.name}: {one.reason}: {one.message}", redact)


def controller_log(client: ApiClient, connection: Connection, where: Health, redact: log.Redact) -> tuple[str, ...]:
    """The last lines of the controller's pods that tell of trouble."""
    from kubernetes.client import CoreV1Api  # noqa: PLC0415

    space = where.operator_namespace
    pods = connection.pages(CoreV1Api(client).list_namespaced_pod, space)
    ours = [one for one in pods if one.metadata.name.startswith(where.operator_deployment)]
    each = ((pod.metadata.name, one.name) for pod in ours for one in of(pod))
    every = [line for pod, name in each for line in log.lines(client, connection, space, pod, container=name)]
    return log.last([one for one in every if MATTERS.search(one)], redact)
