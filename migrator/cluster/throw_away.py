"""A pod that is run once and thrown away: made, awaited, its output read, removed whatever comes of it.

Ctrl-C removes it, too; where this process is killed it ends by itself, and stays behind with its label.
"""

from __future__ import annotations

import atexit
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from checks.facts import Missing, NotThere
from migrator.cluster.connection import Connection
from runbooks.model import Pod

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

LABELS = {"app.kubernetes.io/managed-by": "wandb-migrator", "app.kubernetes.io/component": "egress-check"}
TICK = 1.0
STUCK = frozenset(
    {"CreateContainerConfigError", "CreateContainerError", "ErrImagePull", "ImagePullBackOff", "InvalidImageName"}
)


def output(connection: Connection, pod: Pod, arguments: tuple[str, ...], seconds: float) -> str | Missing:
    """What a pod writes that runs the command with these arguments; Missing where it does not end well in time."""
    name = f"migrator-egress-{secrets.token_hex(4)}"
    run = _Run(connection, pod, name)
    atexit.register(run.remove)
    try:
        made = run.make(_manifest(name, pod, arguments, int(seconds)))
        return _missing(made) or run.awaited(seconds) or run.log()
    finally:
        run.remove()
        atexit.unregister(run.remove)


def _missing(found: object) -> Missing | None:
    if isinstance(found, NotThere):
        return Missing(f"{found.what} is not there")
    return found if isinstance(found, Missing) else None


class _Run:
    """One pod."""

    def __init__(self, connection: Connection, pod: Pod, name: str) -> None:
        self._connection = connection
        self._client: ApiClient | None = None
        self._where = name, pod.namespace
        self._what = f"pod {pod.namespace}/{name}"

    def make(self, manifest: dict[str, Any]) -> object:
        """Create it. A second attempt that finds it there is as good."""

        def ask(client: ApiClient) -> None:
            from kubernetes.client import ApiException, CoreV1Api  # noqa: PLC0415

            self._client = client
            try:
                CoreV1Api(client).create_namespaced_pod(self._where[1], manifest, _request_timeout=self._connection.each)
            except ApiException as error:
                if error.status != 409:
                    raise

        return self._connection.ask(self._what, ask)

    def awaited(self, seconds: float) -> Missing | None:
        """None once it has ended well."""
        until = time.monotonic() + seconds
        while True:
            found = self._connection.ask(self._what, self._state)
            if isinstance(found, (Missing, NotThere)):
                return _missing(found)
            if found == "Succeeded":
                return None
            if found not in ("Pending", "Running") or time.monotonic() > until:
                return Missing(f"{self._what} did not end well within {seconds:g} s: {found}")
            time.sleep(TICK)

    def _state(self, client: ApiClient) -> str:
        """Its phase, or why it will never come to one."""
        from kubernetes.client import CoreV1Api  # noqa: PLC0415

        status = CoreV1Api(client).read_namespaced_pod(*self._where, _request_timeout=self._connection.each).status
        waiting = [one.state.waiting for one in status.container_statuses or () if one.state and one.state.waiting]
        stuck = next((one for one in waiting if one.reason in STUCK), None)
        return f"{stuck.reason} ({stuck.message})" if stuck else str(status.phase)

    def log(self) -> str | Missing:
        """What it wrote; client 36 would give the representation of the bytes."""

        def ask(client: ApiClient) -> str:
            from kubernetes.client import CoreV1Api  # noqa: PLC0415

            said = CoreV1Api(client).read_namespaced_pod_log(
                *self._where, _request_timeout=self._connection.each, _preload_content=False
            )
            return str(said.data.decode(errors="replace"))

        found = self._connection.ask(f"the log of {self._what}", ask)
        return found if isinstance(found, str) else _missing(found) or Missing(f"{self._what} has no log")

    def remove(self) -> None:
        """Delete what may have been made. At the end of the program nothing is waited for, and no thread is started."""
        from kubernetes.client import CoreV1Api  # noqa: PLC0415

        if self._client is not None:
            with suppress(Exception):  # gone already, or it ends by itself
                CoreV1Api(self._client).delete_namespaced_pod(
                    *self._where, grace_period_seconds=0, _request_timeout=self._connection.each
                )


def _manifest(name: str, pod: Pod, arguments: tuple[str, ...], seconds: int) -> dict[str, Any]:
    """A pod with no rights at all."""
    container = {
        "name": "hosts",
        "image": pod.image,
        "command": [*pod.command, *arguments],
        "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"memory": "128Mi"}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": LABELS},
        "spec": {
            "containers": [container],
            "restartPolicy": "Never",
            "activeDeadlineSeconds": seconds,
            "automountServiceAccountToken": False,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": 65534,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
        },
    }
