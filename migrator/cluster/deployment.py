"""What verify looks at in the cluster, read-only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from checks.facts import Missing, NotThere
from checks.facts.health.edge import Ingress
from checks.facts.health.operator import Definition, Resource
from checks.facts.health.workloads import Release, Workload
from migrator.aws import Aws
from migrator.cluster import edge, helm, operator, workloads
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
        self.redact = redact

    def operator(self) -> Workload | NotThere | Missing:
        """The operator's Deployment, with what its pods wait for."""
        return self.deployment(self._where.operator_namespace, self._where.operator_deployment)

    def deployment(self, space: str, name: str) -> Workload | NotThere | Missing:
        """Any Deployment, with what its pods wait for."""
        return self.connection.ask(
            f"Deployment {space}/{name}",
            lambda client: workloads.one_deployment(client, self.connection, self.redact, space, name),
        )

    def written(self, space: str, name: str) -> tuple[str, ...] | Missing:
        """The end of the logs of a Deployment's pods, as it is."""
        return self._many(f"the log of {space}/{name}", lambda client: edge.written(client, self.connection, space, name))

    def ingress(self) -> Ingress | NotThere | Missing:
        """The application's Ingress."""
        it = self._where
        what = f"Ingress {it.workload_namespace}/{it.ingress_name}"
        return self.connection.ask(what, lambda client: edge.ingress(client, self.connection, it, self.redact))

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
        return self._many("the events", lambda it: operator.events(it, self.connection, self._where, self.redact))

    def controller_log(self) -> tuple[str, ...] | Missing:
        """What the controller says of trouble."""
        return self._many(
            "the controller's log", lambda it: operator.controller_log(it, self.connection, self._where, self.redact)
        )

    def workloads(self) -> tuple[Workload, ...] | Missing:
        """Everything with the application's label that keeps pods, by name."""
        space, label = self._where.workload_namespace, self._where.workload_label
        return self._many(
            "the application's workloads",
            lambda client: workloads.labelled(client, self.connection, self.redact, space, label),
        )

    def releases(self, wanted: tuple[tuple[str, str], ...]) -> tuple[Release, ...] | Missing:
        """The newest record of each helm release: (namespace, name)."""
        return self._many(
            "the helm releases",
            lambda client: tuple(helm.release(client, self.connection, space, name) for space, name in wanted),
        )

    def _many(self, what: str, ask: Callable[[ApiClient], tuple[Fact, ...]]) -> tuple[Fact, ...] | Missing:
        """What is not known there, there is none of."""
        found = self.connection.ask(what, ask)
        return () if isinstance(found, NotThere) else found
