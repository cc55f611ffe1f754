"""What verify looks at in the cluster, read-only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from checks.facts import CustomResourceFact, DeploymentFact, Missing, NotThere
from migrator.aws import Aws
from migrator.cluster.connection import LIMITS, Connection, Limits
from runbooks.model import Health

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


class Cluster:
    """One cluster; `connection` is the way to it, for whoever asks something else."""

    def __init__(
        self, aws: Aws, env: Mapping[str, str], name: Callable[[], str | None], where: Health, limits: Limits = LIMITS
    ) -> None:
        self.connection = Connection(aws, env, name, limits)
        self._where = where

    def operator(self) -> DeploymentFact | NotThere | Missing:
        """The operator's Deployment, with what its pods wait for."""
        where = self._where

        def ask(client: ApiClient) -> DeploymentFact:
            from kubernetes.client import AppsV1Api  # noqa: PLC0415

            read = AppsV1Api(client).read_namespaced_deployment
            found = read(where.operator_deployment, where.operator_namespace, _request_timeout=self.connection.each)
            return self._workload(client, found, "available_replicas")

        return self.connection.ask(f"Deployment {where.operator_namespace}/{where.operator_deployment}", ask)

    def custom_resource(self) -> CustomResourceFact | NotThere | Missing:
        """Its status."""
        where = self._where

        def ask(client: ApiClient) -> CustomResourceFact:
            from kubernetes.client import CustomObjectsApi  # noqa: PLC0415

            found = CustomObjectsApi(client).get_namespaced_custom_object(
                where.custom_resource_group,
                where.custom_resource_version,
                where.custom_resource_namespace,
                where.custom_resource_plural,
                where.custom_resource_name,
                _request_timeout=self.connection.each,
            )
            found["metadata"]  # without it it is no answer of Kubernetes
            status = found.get("status") or {}
            return CustomResourceFact(status.get("phase"), status.get("version"))

        return self.connection.ask(
            f"{where.custom_resource_plural} {where.custom_resource_namespace}/{where.custom_resource_name}", ask
        )

    def workloads(self) -> tuple[DeploymentFact, ...] | Missing:
        """Deployments and StatefulSets with the application's label, by name."""
        where = self._where

        def ask(client: ApiClient) -> tuple[DeploymentFact, ...]:
            from kubernetes.client import AppsV1Api  # noqa: PLC0415

            api, pages = AppsV1Api(client), self.connection.pages
            deployments = pages(api.list_namespaced_deployment, where.workload_namespace, selector=where.workload_label)
            sets = pages(api.list_namespaced_stateful_set, where.workload_namespace, selector=where.workload_label)
            facts = [self._workload(client, one, "available_replicas") for one in deployments]
            facts += [self._workload(client, one, "ready_replicas") for one in sets]
            return tuple(sorted(facts, key=lambda one: one.name))

        found = self.connection.ask("the application's workloads", ask)
        return () if isinstance(found, NotThere) else found

    def load_balancer(self) -> str | NotThere | Missing:
        """The host name of the application's Ingress."""
        where = self._where
        what = f"the address of Ingress {where.workload_namespace}/{where.ingress_name}"

        def ask(client: ApiClient) -> str | NotThere:
            from kubernetes.client import NetworkingV1Api  # noqa: PLC0415

            read = NetworkingV1Api(client).read_namespaced_ingress
            found = read(where.ingress_name, where.workload_namespace, _request_timeout=self.connection.each)
            there = found.status if found.metadata.name else None  # without a name it is no answer of Kubernetes
            points = (there.load_balancer.ingress if there and there.load_balancer else None) or []
            return next((str(one.hostname) for one in points if one.hostname), NotThere(what))

        return self.connection.ask(what, ask)

    def _workload(self, client: ApiClient, found: Any, count: str) -> DeploymentFact:
        desired = 1 if found.spec.replicas is None else found.spec.replicas
        available = getattr(found.status, count, None) or 0
        name, namespace = found.metadata.name, found.metadata.namespace
        waiting = () if available >= desired else self._waiting(client, namespace, found.spec.selector.match_labels or {})
        return DeploymentFact(namespace, name, desired, available, waiting)

    def _waiting(self, client: ApiClient, namespace: str, labels: Mapping[str, str]) -> tuple[str, ...]:
        """What containers wait for; nothing is known where pods are chosen by anything but labels."""
        from kubernetes.client import CoreV1Api  # noqa: PLC0415

        selector = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
        read = CoreV1Api(client).list_namespaced_pod
        pods = self.connection.pages(read, namespace, selector=selector) if selector else []
        statuses = [one for pod in pods if pod.status for one in _containers(pod.status)]
        return tuple(
            sorted({f"{one.state.waiting.reason}: {one.image}" for one in statuses if one.state and one.state.waiting})
        )


def _containers(status: Any) -> list[Any]:
    return [*(status.init_container_statuses or []), *(status.container_statuses or [])]
