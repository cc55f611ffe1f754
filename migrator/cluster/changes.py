"""Waiting until something in the cluster changes: watches on what verify looks at, each for a bounded time."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from checks.facts import Missing
from migrator.cluster.connection import Connection
from runbooks.model import Health

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

List = Callable[..., Any]
# How long to wait before looking around: a Ctrl-C is noticed in between.
LOOK = 0.2
GONE = 410


class Changes:
    """What was seen of each kind last is kept, so that nothing that happens between two waits is missed."""

    def __init__(self, connection: Connection, where: Health) -> None:
        self._connection = connection
        self._where = where
        self._seen: dict[str, str] = {}

    def wait(self, seconds: float) -> None:
        """Return when something changed since the last call, or after so many seconds; a failing watch changes nothing."""
        ends, heard = time.monotonic() + seconds, threading.Event()
        _started(lambda: self._begin(seconds, heard))
        while (left := ends - time.monotonic()) > 0:
            if heard.wait(min(left, LOOK)):
                return

    def _begin(self, seconds: float, heard: threading.Event) -> None:
        client = self._connection.client()
        if not isinstance(client, Missing):
            for name, read, where in self._lists(client):
                _started(partial(self._watch, name, read, where, seconds, heard))

    def _lists(self, client: ApiClient) -> list[tuple[str, List, tuple[str, ...]]]:
        from kubernetes.client import AppsV1Api, CoreV1Api, CustomObjectsApi  # noqa: PLC0415

        it = self._where
        resource = (it.custom_resource_group, it.custom_resource_version, it.custom_resource_namespace)
        spaced: dict[str, List] = {
            "deployments": AppsV1Api(client).list_namespaced_deployment,
            "pods": CoreV1Api(client).list_namespaced_pod,
        }
        spaces = sorted({it.operator_namespace, it.workload_namespace})
        lists = [(f"{what} {space}", read, (space,)) for what, read in spaced.items() for space in spaces]
        read = CustomObjectsApi(client).list_namespaced_custom_object
        return [*lists, ("resource", read, (*resource, it.custom_resource_plural))]

    def _watch(self, name: str, read: List, where: tuple[str, ...], seconds: float, heard: threading.Event) -> None:
        """Tell of the first event. What was seen last may be too old (410): then much has changed, and is listed anew."""
        from kubernetes.client import ApiException  # noqa: PLC0415

        try:
            if self._changed(name, read, where, seconds):
                heard.set()
        except ApiException as error:
            self._seen.pop(name, None)
            if error.status == GONE:
                heard.set()
        except Exception:  # noqa: BLE001 - whatever a watch dies of, time is what is waited for then
            self._seen.pop(name, None)

    def _changed(self, name: str, read: List, where: tuple[str, ...], seconds: float) -> bool:
        from kubernetes.client import ApiException  # noqa: PLC0415
        from kubernetes.watch.watch import iter_resp_lines  # noqa: PLC0415

        version = self._seen.setdefault(name, self._seen.get(name) or self._newest(read, where))
        connect, wait = self._connection.each
        limits = {"timeout_seconds": math.ceil(seconds), "_request_timeout": (connect, seconds + wait)}
        answer = read(*where, watch=True, resource_version=version, _preload_content=False, **limits)
        try:
            for event in map(json.loads, filter(None, iter_resp_lines(answer))):
                if event["type"] == "ERROR":
                    raise ApiException(status=event["object"].get("code"))
                self._seen[name] = event["object"]["metadata"]["resourceVersion"]
                if event["type"] != "BOOKMARK":
                    return True
        finally:
            answer.close()
        return False

    def _newest(self, read: List, where: tuple[str, ...]) -> str:
        raw = read(*where, limit=1, _request_timeout=self._connection.each, _preload_content=False)
        return str(json.loads(raw.data)["metadata"]["resourceVersion"])


def _started(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True, name="migrator-watches").start()
