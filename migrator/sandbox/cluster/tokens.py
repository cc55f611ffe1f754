"""Who may ask: the kubeconfig's token, each time it is made with another ending, and what EKS takes."""

import base64
import secrets
import threading
from urllib.parse import parse_qs, urlsplit

from migrator.sandbox.faults import FaultFile


class Tokens:
    """The token of one daemon. In the world `api-expired-token` the first one seen expires after its first use."""

    def __init__(self, faults: FaultFile | None = None) -> None:
        self.token = secrets.token_urlsafe(24)
        self._faults = faults
        self._lock = threading.Lock()
        self._first: tuple[int, str] | None = None

    def accepts(self, authorization: str | None) -> bool:
        """Whether a request with this header is let in."""
        scheme, _, token = (authorization or "").partition(" ")
        # The `aws` of the sandbox adds an ending, so that each token that it gives is another one.
        mine = secrets.compare_digest(token.partition(".")[0].encode(), self.token.encode())
        return scheme == "Bearer" and (mine or _is_signed(token)) and not self._expired(token)

    def _expired(self, token: str) -> bool:
        if self._faults is None or "api-expired-token" not in self._faults.worlds():
            return False
        generation = self._faults.generation()
        with self._lock:
            if self._first is None or self._first[0] != generation:
                self._first = generation, token
                return False
            return self._first[1] == token


def _is_signed(token: str) -> bool:
    """Whether this is what EKS takes: a presigned STS call that names the cluster. Who signed it is not looked at."""
    version, _, encoded = token.partition(".")
    try:
        url = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except ValueError:
        return False
    query = parse_qs(urlsplit(url).query)
    signed = query.get("X-Amz-SignedHeaders", [""])[0].split(";")
    return version == "k8s-aws-v1" and query.get("Action") == ["GetCallerIdentity"] and "x-k8s-aws-id" in signed
