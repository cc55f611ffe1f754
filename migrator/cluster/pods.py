"""Why pods do not run: containers that wait or died, and pods that no node takes, with the end of their logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from checks.facts.health.workloads import Trouble
from migrator.cluster import log
from migrator.cluster.connection import Connection

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

# Waiting for these is how a pod begins.
EARLY = frozenset({"ContainerCreating", "PodInitializing"})
CRASHED = frozenset({"CrashLoopBackOff", "OOMKilled", "Error"})
MOST = 5


def of(found: Any) -> list[Any]:
    """The statuses of all containers of a pod."""
    status = found.status
    return [*(status.init_container_statuses or []), *(status.container_statuses or [])] if status else []


class Pods:
    """The pods of one cluster; `redact` hides what is known to be secret."""

    def __init__(self, client: ApiClient, connection: Connection, redact: log.Redact) -> None:
        self._client = client
        self._connection = connection
        self._redact = redact

    def troubles(self, namespace: str, labels: Mapping[str, str]) -> tuple[Trouble, ...]:
        """What keeps the pods with these labels from running: of many alike the first few, by name."""
        from kubernetes.client import CoreV1Api  # noqa: PLC0415

        selector = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
        read = CoreV1Api(self._client).list_namespaced_pod
        pods = self._connection.pages(read, namespace, selector=selector) if selector else []
        every = [one for pod in sorted(pods, key=lambda one: one.metadata.name) for one in self._of_pod(pod)]
        return tuple(every[:MOST])

    def _of_pod(self, pod: Any) -> Iterator[Trouble]:
        if pod.metadata.deletion_timestamp is None:
            yield from _unscheduled(pod, self._redact)
            for one in of(pod):
                yield from self._of_container(pod, one)

    def _of_container(self, pod: Any, one: Any) -> Iterator[Trouble]:
        waiting = one.state.waiting if one.state else None
        ended = _ended(one)
        reason = waiting.reason if waiting else ended.reason if ended and not one.ready else None
        if reason is None or reason in EARLY or (reason == "Completed" and not waiting):
            return
        why = (waiting.message if waiting else None) or _how(ended)
        if ended and ended.reason == "OOMKilled":
            reason, why = "OOMKilled", f"it needed more memory than its limit; exit code {ended.exit_code}"
        said = self._said(pod, one) if reason in CRASHED or ended else ()
        name = pod.metadata.name
        yield Trouble(name, reason, one.image or "", log.shown(why or "", self._redact), one.restart_count or 0, said)

    def _said(self, pod: Any, one: Any) -> tuple[str, ...]:
        """Of the container that died; where nothing of it is kept any more, of the one that took its place."""
        space, name = pod.metadata.namespace, pod.metadata.name
        for previous in (True, False):
            found = log.lines(self._client, self._connection, space, name, container=one.name, previous=previous)
            if found:
                return log.last(found, self._redact)
        return ()


def _ended(one: Any) -> Any:
    for state in (one.state, one.last_state):
        if state and state.terminated:
            return state.terminated
    return None


def _how(ended: Any) -> str:
    return f"exit code {ended.exit_code}" if ended else ""


def _unscheduled(pod: Any, redact: log.Redact) -> Iterator[Trouble]:
    for one in (pod.status.conditions if pod.status else None) or []:
        if one.type == "PodScheduled" and one.status == "False":
            yield Trouble(pod.metadata.name, one.reason or "Unschedulable", why=log.shown(one.message or "", redact))
