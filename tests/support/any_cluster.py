"""A cluster that tests write to: the one that `MIGRATOR_TEST_KUBECONFIG` names, else the sandbox's API in this process.

What is made goes into a namespace of the test's own. No controller need run there: statuses are written by the test.
What needs a fault of the server is skipped where the server is nobody's to break.
"""

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes.client import ApiClient, ApiException, AppsV1Api, CoreV1Api

from migrator.aws import Aws
from migrator.cluster import Cluster
from migrator.sandbox.cluster.api import ClusterApi
from migrator.sandbox.cluster.server import handler
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.http import serving
from migrator.sandbox.store import Store
from migrator.sandbox.world import World
from runbooks.model import Health
from tests.support.directories import RUNBOOK
from tests.support.servers import LOCAL, Authority
from tests.support.zone import Zone

SETTING = "MIGRATOR_TEST_KUBECONFIG"
Object = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A namespace in a cluster, and verify's probes of it. `faults` is the server's faults file, where it has one."""

    client: ApiClient
    space: str
    where: Health
    kubeconfig: Path
    faults: Path | None

    @property
    def probes(self) -> Cluster:
        """What verify asks with."""
        env = {"KUBECONFIG": str(self.kubeconfig)}
        return Cluster(
            Aws({}), env, lambda: None, self.where, redact=lambda text: text.replace("licence-canary", "(sensitive)")
        )

    def broken(self, *worlds: str) -> None:
        """Put broken worlds in force; the test is skipped where the server is real."""
        if self.faults is None:
            pytest.skip(f"the server that {SETTING} names cannot be broken: {', '.join(worlds)}")
        self.faults.write_text(json.dumps([{"world": one} for one in worlds]))

    def deployment(self, name: str, labels: Object, status: Object) -> None:
        """A Deployment with a status as its controller would write it."""
        selected = {"app": name}
        container = {"name": "c", "image": f"example/{name}:1", "env": [{"name": "GIVEN", "value": "value-canary"}]}
        template = {"metadata": {"labels": selected}, "spec": {"containers": [container]}}
        spec = {"replicas": 1, "selector": {"matchLabels": selected}, "template": template}
        api = AppsV1Api(self.client)
        api.create_namespaced_deployment(self.space, {"metadata": {"name": name, "labels": labels}, "spec": spec})
        api.patch_namespaced_deployment_status(name, self.space, {"status": status})

    def pod(self, name: str, of: str, status: Object) -> None:
        """A pod of a Deployment with a status as its kubelet would write it."""
        spec = {"containers": [{"name": "c", "image": f"example/{of}:1"}], "automountServiceAccountToken": False}
        core = CoreV1Api(self.client)
        core.create_namespaced_pod(self.space, {"metadata": {"name": name, "labels": {"app": of}}, "spec": spec})
        core.patch_namespaced_pod_status(name, self.space, {"status": status})

    def secret(self, name: str, kind: str, labels: Object, data: Object) -> None:
        """A Secret."""
        body = {"metadata": {"name": name, "labels": labels}, "type": kind, "data": data}
        CoreV1Api(self.client).create_namespaced_secret(self.space, body)


@contextmanager
def any_place(path: Path) -> Iterator[Place]:
    """A new namespace in the cluster, which is gone again afterwards. `path` is a directory for the server's files."""
    given = os.environ.get(SETTING)
    with _served(path) if given is None else _given(Path(given)) as (kubeconfig, faults):
        space = f"migrator-test-{uuid.uuid4().hex[:8]}"
        where = replace(RUNBOOK.health, workload_namespace=space, operator_namespace=space, custom_resource_namespace=space)
        client = Cluster(Aws({}), {"KUBECONFIG": str(kubeconfig)}, lambda: None, where).connection.client()
        assert isinstance(client, ApiClient), client
        CoreV1Api(client).create_namespace({"metadata": {"name": space}})
        _account(client, space)
        try:
            yield Place(client, space, where, kubeconfig, faults)
        finally:
            if faults is not None:
                faults.write_text("[]")
            CoreV1Api(client).delete_namespace(space)


def _account(client: ApiClient, space: str) -> None:
    """Pods are admitted only with it; where no controller makes it, nobody else does."""
    try:
        CoreV1Api(client).create_namespaced_service_account(space, {"metadata": {"name": "default"}})
    except ApiException as error:
        if error.status not in (404, 409):
            raise


@contextmanager
def _given(kubeconfig: Path) -> Iterator[tuple[Path, Path | None]]:
    yield kubeconfig, None


@contextmanager
def _served(path: Path) -> Iterator[tuple[Path, Path | None]]:
    """The sandbox's API over a cluster that nothing is installed in."""
    store = Store(path / "cloud.db")
    faults = FaultFile(path / "faults.json", store)
    api = ClusterApi(World(store, faults, Zone()), store, faults)
    server = serving(handler(api), Authority.made(path).certificate(LOCAL))
    cluster = {"server": f"https://{LOCAL}:{server.server_port}", "certificate-authority": str(path / "ca.pem")}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "it",
        "clusters": [{"name": "it", "cluster": cluster}],
        "users": [{"name": "it", "user": {"token": api.token}}],
        "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}],
    }
    (path / "kubeconfig").write_text(yaml.safe_dump(content))
    try:
        yield path / "kubeconfig", path / "faults.json"
    finally:
        server.shutdown()
        server.server_close()
