"""The edge: Ingress, record, and what DNS answers."""

from collections.abc import Iterator

from checks.facts import Missing, NotThere, Values
from migrator import dns
from migrator.probes.health_web import UNKNOWN_NAME
from migrator.probes.sources import Sources
from states.probes import Question

SECONDS = 60.0


def questions(sources: Sources, values: Values) -> Iterator[Question]:
    """From the cluster, from the zone, from DNS."""
    fqdn, zone_id = values.fqdn, values.zone_id

    def record() -> str | NotThere | Missing:
        return sources.aws.record(zone_id, fqdn) if fqdn and zone_id else UNKNOWN_NAME

    yield Question("edge", "load_balancer", sources.cluster.load_balancer, SECONDS)
    yield Question("edge", "record", record, SECONDS)
    yield Question("edge", "addresses", lambda: dns.addresses(fqdn, sources.env) if fqdn else UNKNOWN_NAME, SECONDS)
