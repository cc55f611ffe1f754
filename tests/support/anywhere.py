"""A cluster for tests of the probes: any that MIGRATOR_TEST_KUBECONFIG leads to, else the sandbox's API in this process.

A test makes what it needs in a namespace of its own, by real writes of the official client, and gives every object its
status itself: where no controllers run, nobody else does. On a real server it is skipped only where it needs a fault.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes import client as k8s
from kubernetes.config import load_kube_config

from migrator.sandbox.cluster.api import ClusterApi
from migrator.sandbox.cluster.server import handler
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.http import serving
from migrator.sandbox.store import Store
from migrator.sandbox.world import World
from tests.support.servers import LOCAL, Authority
from tests.support.zone import Zone

VARIABLE = "MIGRATOR_TEST_KUBECONFIG"
Object = dict[str, Any]
ANSWERS = dict.fromkeys((200, 201, 202), "object")


@dataclass(frozen=True)
class Anywhere:
    """A cluster, and the test's own namespace in it. `faults` is None where the server is nobody's to break."""

    kubeconfig: Path
    namespace: str
    faults: Path | None

    @property
    def env(self) -> dict[str, str]:
        """What leads a probe to it."""
        return {"KUBECONFIG": str(self.kubeconfig)}

    def client(self) -> k8s.ApiClient:
        """The official client."""
        configuration = k8s.Configuration()
        load_kube_config(str(self.kubeconfig), client_configuration=configuration)
        return k8s.ApiClient(configuration)

    def ask(self, method: str, path: str, body: Any = None, kind: str = "application/json") -> Object:
        """One request; ApiException where it is refused."""
        headers = {"Content-Type": kind, "Accept": "application/json"}
        auth = ["BearerToken"]
        found: Object = self.client().call_api(
            path, method, header_params=headers, body=body, auth_settings=auth, response_types_map=ANSWERS,
            _return_http_data_only=True,
        )  # fmt: skip
        return found

    def make(self, group: str, plural: str, body: Object) -> Object:
        """An object in the namespace, with its status where it has one. `group` is as in a path: `apis/apps/v1`."""
        path = f"/{group}/namespaces/{self.namespace}/{plural}"
        made = self.ask("POST", path, {key: value for key, value in body.items() if key != "status"})
        if "status" not in body:
            return made
        patch = {"status": body["status"]}
        return self.ask("PATCH", f"{path}/{made['metadata']['name']}/status", patch, "application/merge-patch+json")

    def broken(self, *worlds: str) -> None:
        """Put broken worlds in force; the test is skipped where the server is real."""
        if self.faults is None:
            pytest.skip(f"a real server ({VARIABLE}) cannot be broken: {', '.join(worlds)}")
        self.faults.write_text(yaml.safe_dump([{"world": one} for one in worlds], default_flow_style=True))


@contextmanager
def anywhere(path: Path) -> Iterator[Anywhere]:
    """The cluster, with a namespace that is gone again afterwards. `path` is a directory for its files."""
    given = os.environ.get(VARIABLE)
    with _server(path) if given is None else _given(Path(given)) as (kubeconfig, faults):
        found = Anywhere(kubeconfig, f"migrator-test-{secrets.token_hex(4)}", faults)
        found.ask("POST", "/api/v1/namespaces", {"metadata": {"name": found.namespace}})
        try:
            yield found
        finally:
            if faults is not None:
                faults.write_text("[]")
            found.ask("DELETE", f"/api/v1/namespaces/{found.namespace}")


@contextmanager
def _given(kubeconfig: Path) -> Iterator[tuple[Path, Path | None]]:
    yield kubeconfig, None


@contextmanager
def _server(path: Path) -> Iterator[tuple[Path, Path | None]]:
    """The sandbox's API over a cluster that nothing is installed in."""
    store = Store(path / "cloud.db")
    faults = FaultFile(path / "faults.json", store)
    api = ClusterApi(World(store, faults, Zone()), store, faults)
    authority = Authority.made(path)
    server = serving(handler(api), authority.certificate(LOCAL))
    cluster = {"server": f"https://{LOCAL}:{server.server_port}", "certificate-authority": str(path / "ca.pem")}
    content = {
        "current-context": "it",
        "clusters": [{"name": "it", "cluster": cluster}],
        "users": [{"name": "it", "user": {"token": api.token}}],
        "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}],
    }
    kubeconfig = path / "kubeconfig"
    kubeconfig.write_text(yaml.safe_dump(content))
    try:
        yield kubeconfig, path / "faults.json"
    finally:
        server.shutdown()
        server.server_close()
