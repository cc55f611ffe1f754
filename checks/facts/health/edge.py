"""The way from the host name to the application."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing, NotThere


@dataclass(frozen=True)
class EdgeHealth:
    """The Ingress's load balancer, what the zone's record points at, what DNS answers."""

    load_balancer: str | NotThere | Missing = NOT_ASKED
    record: str | NotThere | Missing = NOT_ASKED
    addresses: tuple[str, ...] | NotThere | Missing = NOT_ASKED
