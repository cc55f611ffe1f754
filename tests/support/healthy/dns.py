"""The zone of a healthy world, what stands in it, and the certificate."""

from datetime import UTC, datetime, timedelta

from checks.facts import DnsFacts, Zone
from checks.facts.dns import Certificate, Managed, Record

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
FQDN = "wandb.example.com"
BALANCER = "wb-alb-1.us-west-2.elb.amazonaws.com"
SERVERS = ("ns-1.awsdns-1.com", "ns-2.awsdns-2.net")
ARN = "arn:aws:acm:us-west-2:111122223333:certificate/1"
CERTIFICATE = Certificate(ARN, (FQDN,), "ISSUED", NOW + timedelta(days=200), NOW)
HEALTHY = DnsFacts(
    zone=Zone("Z1", "example.com", private=False, name_servers=SERVERS),
    name_servers=SERVERS,
    records=(Record(FQDN, "A", BALANCER),),
    claims=(),
    managed=Managed(frozenset({FQDN}), publishes=False),
    balancer=BALANCER,
    certificate=CERTIFICATE,
)
