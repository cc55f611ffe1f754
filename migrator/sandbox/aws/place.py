"""Where the cluster is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClusterPlace:
    """Where the sandbox's cluster answers, and the authority that its clients trust, in PEM."""

    url: str
    authority: bytes
