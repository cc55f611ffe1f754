"""The cluster's API through the official client: every call with a deadline, nothing retried without bound."""

from migrator.cluster.connection import LIMITS, Connection, Limits
from migrator.cluster.deployment import Cluster

__all__ = ["LIMITS", "Cluster", "Connection", "Limits"]
