"""Everything that is reached over HTTPS by name: the application, the deployer's release channel, an image registry.

All three are stand-ins, and say so in what they answer. Every other host that the migration needs only answers 404.
"""

import base64
import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler

from migrator.sandbox.faults import FaultFile
from migrator.sandbox.names import DEPLOYER, FQDN, REGISTRY
from migrator.sandbox.world import ALB, SIDECAR, World

HEALTH = frozenset({"/healthz", "/ready", "/console/api/healthz", "/console/api/ready"})
# Which broken world refuses which paths.
REFUSED = {"ready-503": "/ready", "console-503": "/console/api/"}
Reply = tuple[int, dict[str, object]]
# As the operator reads it (wandb/operator, pkg/wandb/spec/channel/deployer): metadata, a chart, values for it.
RELEASE: dict[str, object] = {
    "metadata": {"stand-in": "deployer"},
    "chart": {
        "url": "https://charts.wandb.ai",
        "name": "operator-wandb",
        "version": "0.17.0",
        "username": "",
        "password": "",
    },
    "values": {"app": {"image": {"repository": "wandb/app", "tag": "0.61.0"}}},
}


class Edge:
    """Answers by Host header."""

    def __init__(self, world: World, faults: FaultFile, licence: str) -> None:
        self._world = world
        self._faults = faults
        self._expected = "Basic " + base64.b64encode(f"license:{licence}".encode()).decode()

    def answer(self, path: str, headers: Mapping[str, str], *, straight: bool = False) -> Reply:
        """(status, body) of a GET; `straight` at the new load balancer, whatever DNS says."""
        host = headers.get("Host", "").partition(":")[0]
        if host == REGISTRY:
            return self._registry(path)
        if host == DEPLOYER:
            return self._deployer(path, headers.get("Authorization"))
        return self._application(host, path, straight=straight)

    def _application(self, host: str, path: str, *, straight: bool) -> Reply:
        if host not in (FQDN, f"old.{FQDN}") or path not in HEALTH:
            return 404, {"stand-in": "nothing here"}
        if any(path.startswith(prefix) for world, prefix in REFUSED.items() if world in self._faults.worlds()):
            return 503, {"stand-in": "application", "error": "not ready"}
        new = straight or (host == FQDN and self._world.target() == ALB)
        up = self._world.new_application() if new else self._world.old_application()
        return 200 if up else 503, {"stand-in": "application", "which": "new" if new else "old"}

    def _deployer(self, path: str, authorization: str | None) -> Reply:
        if authorization != self._expected or "deployer-401" in self._faults.worlds():
            return 401, {"stand-in": "deployer", "error": "unauthorized"}
        if path != "/api/v1/operator/channel":
            return 404, {"stand-in": "deployer"}
        return 200, {} if "channel-empty" in self._faults.worlds() else RELEASE

    def _registry(self, path: str) -> Reply:
        name, _, tag = SIDECAR.removeprefix(f"{REGISTRY}/").partition(":")
        known = path == f"/v2/{name}/manifests/{tag}" and "operator-image-gone" not in self._faults.worlds()
        if known:
            return 200, {"schemaVersion": 2, "stand-in": "registry"}
        return 404, {"errors": [{"code": "MANIFEST_UNKNOWN"}], "stand-in": "registry"}


def handler(edge: Edge, *, straight: bool = False) -> type[BaseHTTPRequestHandler]:
    """The HTTP handler in front of it; `straight` is that of the new load balancer's own address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, said = edge.answer(self.path.partition("?")[0], dict(self.headers), straight=straight)
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
            """Not logged."""

    return Handler
