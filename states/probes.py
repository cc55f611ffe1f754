"""The questions that are put to the world: those of preflight by name, those of verify one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from checks.facts import CustomResourceFact, DeploymentFact, HttpAnswer, Identity, Known, Missing, NotThere


@dataclass(frozen=True)
class Question:
    """One fact of preflight to be asked for: the `field` of a group of `checks.facts.Facts`, and how.

    `ask` answers what the field holds, or a Missing; it never raises. It is cut after `seconds`.
    """

    group: str
    field: str
    ask: Callable[[], object]
    seconds: float = 30.0


class Probes(Protocol):
    """Facts from outside. Safe to call concurrently."""

    def identity(self) -> Identity | Missing:
        """STS GetCallerIdentity."""
        ...

    def questions(self, known: Known, groups: frozenset[str]) -> tuple[Question, ...]:
        """One question for each field of these groups; nothing is asked yet."""
        ...

    def operator(self) -> DeploymentFact | NotThere | Missing:
        """The operator's Deployment."""
        ...

    def custom_resource(self) -> CustomResourceFact | NotThere | Missing:
        """The custom resource that the operator serves."""
        ...

    def workloads(self) -> tuple[DeploymentFact, ...] | Missing:
        """The application's Deployments and StatefulSets, by label."""
        ...

    def load_balancer(self) -> str | NotThere | Missing:
        """The host name that the application's Ingress got."""
        ...

    def record(self, zone_id: str, fqdn: str) -> str | NotThere | Missing:
        """What the zone's A record of the fqdn points at, without the final dot."""
        ...

    def addresses(self, fqdn: str) -> tuple[str, ...] | NotThere | Missing:
        """What DNS answers for the fqdn."""
        ...

    def application(self, fqdn: str, path: str) -> HttpAnswer | Missing:
        """GET over HTTPS, as a user would."""
        ...
