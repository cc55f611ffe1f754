"""What verify looks at in the cluster, read-only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from checks.facts import Missing, NotThere
from checks.facts.health.operator import Definition, Resource
from checks.facts.health.workloads import Release, Workload
from migrator.aws import Aws
from migrator.cluster import helm, operator, workloads
from migrator.cluster.connection import LIMITS, Connection, Limits
from migrator.cluster.log import Redact
from runbooks.model import Health

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

Fact = TypeVar("Fact")


class Cluster:
    """One cluster; `connection` is the way to it, for whoever asks something else; `redact` hides secrets in texts."""

    def __init__(
        self,
        aws: Aws,
        env: Mapping[str, str],
        name: Callable[[], str | None],
        where: Health,
        limits: Limits = LIMITS,
        *,
        redact: Redact = str,
    ) -> None:
        self.connection = Connection(aws, env, name, limits)
        self._where = where
        self._redact = redact

    def operator(self) -> Workload | NotThere | Missing:
        """The operator's Deployment, with what its pods wait for."""
        space, name = self._where.operator_namespace, self._where.operator_deployment
        return self.connection.ask(
            f"Deployment {space}/{name}",
            lambda client: workloads.one_deployment(client, self.connection, self._redact, space, name),
        )

    def definition(self) -> Definition | NotThere | Missing:
        """The definition of the custom resource."""
        return self.connection.ask(
            "the CustomResourceDefinition", lambda client: operator.definition(client, self.connection, self._where)
        )

    def custom_resource(self) -> Resource | NotThere | Missing:
        """Its status."""
        it = self._where
        what = f"{it.custom_resource_plural} {it.custom_resource_namespace}/{it.custom_resource_name}"
        return self.connection.ask(what, lambda client: operator.resource(client, self.connection, it))

    def events(self) -> tuple[str, ...] | Missing:
        """The warnings about operator and resource."""
        return self._many("the events", lambda it: operator.events(it, self.connection, self._where, self._redact))

    def controller_log(self) -> tuple[str, ...] | Missing:
        """What the controller says of trouble."""
        return self._many(
            "the controller's log", lambda it: operator.controller_log(it, self.connection, self._where, self._redact)
        )

    def workloads(self) -> tuple[Workload, ...] | Missing:
        """Everything with the application's label that keeps pods, by name."""
        space, label = self._where.workload_namespace, self._where.workload_label
        return self._many(
            "the application's workloads",
            lambda client: workloads.labelled(client, self.connection, self._redact, space, label),
        )

    def releases(self, wanted: tuple[tuple[str, str], ...]) -> tuple[Release, ...] | Missing:
        """The newest record of each helm release: (namespace, name)."""
        return self._many(
            "the helm releases",
            lambda client: tuple(helm.release(client, self.connection, space, name) for space, name in wanted),
        )

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

    def _many(self, what: str, ask: Callable[[ApiClient], tuple[Fact, ...]]) -> tuple[Fact, ...] | Missing:
        """What is not known there, there is none of."""
        found = self.connection.ask(what, ask)
        return () if isinstance(found, NotThere) else found
