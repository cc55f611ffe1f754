"""What the API of an EKS cluster takes for a password."""

from __future__ import annotations

import base64
import threading
import time
from typing import TYPE_CHECKING

from migrator.aws import Aws

if TYPE_CHECKING:
    from kubernetes.client import Configuration

SECONDS = 600.0


class Token:
    """An EKS token: a presigned STS call, good for 15 minutes, made anew after 10."""

    def __init__(self, aws: Aws, cluster: str) -> None:
        self._aws = aws
        self._cluster = cluster
        self._lock = threading.Lock()
        self._made: float | None = None

    def refresh(self, configuration: Configuration) -> None:
        """Put a token that still lives into the configuration."""
        with self._lock:
            if self._made is None or time.monotonic() - self._made > SECONDS:
                configuration.api_key["authorization"] = self._sign()
                self._made = time.monotonic()

    def _sign(self) -> str:
        url = self._aws.signed_for(self._cluster)
        return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
