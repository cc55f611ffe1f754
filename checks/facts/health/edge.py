"""How users get to the application: Ingress, load balancer, external-dns, the zone, what DNS answers."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing, NotThere
from checks.facts.dns import Claim, Record
from checks.facts.health.workloads import Workload

Names = tuple[str, ...]


@dataclass(frozen=True)
class Ingress:
    """The application's Ingress: its class, its address where it has one, and the warnings among its events."""

    name: str
    type: str | None
    address: str | None
    warnings: Names = ()


@dataclass(frozen=True)
class TargetGroup:
    """Where a load balancer sends requests: how many targets are healthy, and of the others the state and the reason."""

    name: str
    healthy: int
    unhealthy: Names


@dataclass(frozen=True)
class Published:
    """What external-dns says of the host name: `done` is the last line that says so, `trouble` the last line of trouble.

    `cause` is what the trouble is: no-zone, denied or web-identity.
    """

    done: str | None = None
    cause: str | None = None
    trouble: str | None = None


@dataclass(frozen=True)
class Answered:
    """What DNS answers for the host name; `addresses` is empty where there is none.

    `seconds` are how long that may be cached: for a name that is missing the zone's negative time; None where nobody
    could tell.
    """

    addresses: Names
    seconds: int | None


@dataclass(frozen=True)
class EdgeHealth:
    """The way of a request.

    controller, publisher   what makes the load balancer, and what publishes the host name (external-dns)
    records                 those of the host name and of `old.` before it; `kept` says that the latter is wanted
    dns, balancer           what users are told, and the addresses that the load balancer has
    """

    ingress: Ingress | NotThere | Missing = NOT_ASKED
    controller: Workload | NotThere | Missing = NOT_ASKED
    targets: tuple[TargetGroup, ...] | NotThere | Missing = NOT_ASKED
    publisher: Workload | NotThere | Missing = NOT_ASKED
    published: Published | Missing = NOT_ASKED
    records: tuple[Record, ...] | Missing = NOT_ASKED
    claims: tuple[Claim, ...] | Missing = NOT_ASKED
    kept: bool | Missing = NOT_ASKED
    dns: Answered | Missing = NOT_ASKED
    balancer: Names | NotThere | Missing = NOT_ASKED
