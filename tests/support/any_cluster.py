"""A cluster that tests write to: the sandbox's own API, or the one that `MIGRATOR_TEST_KUBECONFIG` names.

What is made goes into a namespace of the test's own. No controller need run there: statuses are written by the test.
"""

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kubernetes.client import ApiClient, ApiException, AppsV1Api, CoreV1Api

from migrator.aws import Aws
from migrator.cluster import Cluster
from runbooks.model import Health
from tests.support.directories import RUNBOOK

SETTING = "MIGRATOR_TEST_KUBECONFIG"
Object = dict[str, Any]


def environment(sandbox: Mapping[str, str]) -> dict[str, str]:
    """What leads to the cluster."""
    return {"KUBECONFIG": os.environ.get(SETTING) or sandbox["KUBECONFIG"]}


@dataclass(frozen=True)
class Place:
    """A namespace in a cluster, and verify's probes of it."""

    client: ApiClient
    space: str
    where: Health
    env: Mapping[str, str]

    @classmethod
    def made(cls, env: Mapping[str, str]) -> "Place":
        """A new namespace; an API that has no namespaces to make takes any."""
        space = f"migrator-test-{uuid.uuid4().hex[:8]}"
        where = replace(RUNBOOK.health, workload_namespace=space, operator_namespace=space, custom_resource_namespace=space)
        client = Cluster(Aws(), env, lambda: None, where).connection.client()
        assert isinstance(client, ApiClient), client
        CoreV1Api(client).create_namespace({"metadata": {"name": space}})
        return cls(client, space, where, env)

    def probes(self) -> Cluster:
        """What verify asks with."""
        return Cluster(
            Aws(), self.env, lambda: None, self.where, redact=lambda text: text.replace("licence-canary", "(sensitive)")
        )

    def gone(self) -> None:
        """Remove it, with everything in it."""
        try:
            CoreV1Api(self.client).delete_namespace(self.space)
        except ApiException as error:
            if error.status not in (404, 405):
                raise

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
