"""The edge: the host name leads to the new load balancer."""

from collections.abc import Iterator

from checks.facts import Missing, NotThere
from checks.facts.health import Health
from checks.health.model import Judged, coming, holds, untold
from runbooks.model import Runbook


def judge(health: Health, runbook: Runbook) -> Iterator[Judged]:  # noqa: ARG001 - the shape of a group
    """Whether the host name leads to the new load balancer."""
    yield _record(health)


def _record(health: Health) -> Judged:
    code = "dns-record"
    edge = health.edge
    for found in (edge.load_balancer, edge.record, edge.addresses):
        if isinstance(found, Missing):
            return untold(code, found.why)
    remedy = "kubectl -n kube-system logs deployment/external-dns  # does it find the zone?"
    absent = [one.what for one in (edge.load_balancer, edge.record, edge.addresses) if isinstance(one, NotThere)]
    if absent:
        return coming(code, "Route53", tuple(f"{one} does not exist" for one in absent), remedy)
    if edge.record != edge.load_balancer:
        because = (f"the record points at {edge.record}, the Ingress is {edge.load_balancer}",)
        return coming(code, "Route53", because, remedy)
    return holds(code, f"the record points at {edge.record}, and DNS answers")
