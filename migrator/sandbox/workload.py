"""A Deployment of the sandbox's cluster, as its rules see it."""

import uuid
from dataclasses import dataclass

ROOM = uuid.UUID("6f4c1f0e-5a5d-4b0a-9d0c-6d1f0a2b3c4d")


@dataclass(frozen=True)
class Workload:
    """`waiting` is why its pods do not run, `env` its variables, `since` when it was made.

    `sidecar` is the image of a second container, and `waiting` is about that one where there is one.
    """

    namespace: str
    name: str
    labels: dict[str, str]
    image: str
    available: bool
    waiting: str | None = None
    env: tuple[tuple[str, str], ...] = ()
    replicas: int = 1
    sidecar: str | None = None
    since: float = 0.0
    service_account: str = "default"

    @property
    def uid(self) -> str:
        """Of its Deployment; another one each time it is made."""
        return uid("deployments", self.namespace, self.name, self.since)


def uid(plural: str, namespace: str, name: str, since: float) -> str:
    """An object's identity in the cluster."""
    return str(uuid.uuid5(ROOM, f"{plural}/{namespace}/{name}/{since}"))
