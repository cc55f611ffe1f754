"""The nodes: ready, and of the new type."""

from collections.abc import Iterator

from checks.facts import Missing
from checks.facts.health.aws import Asked, AwsHealth, Node
from checks.health.model import Judged, coming, holds, untold


def judge(found: AwsHealth) -> Iterator[Judged]:
    """What the cluster's API says of them."""
    yield _ready(found.nodes)
    yield _new(found.nodes, found.asked)


def _ready(found: tuple[Node, ...] | Missing) -> Judged:
    code = "nodes-ready"
    if isinstance(found, Missing):
        return untold(code, found.why)
    bad = [one for one in found if not one.ready]
    if found and not bad:
        return holds(code, f"{len(found)} nodes are Ready")
    because = tuple(f"{one.name} is not Ready: {one.why}" for one in bad) or ("there are none",)
    remedy = f"kubectl describe node {bad[0].name}" if bad else "aws eks list-nodegroups --cluster-name NAME"
    return coming(code, "the nodes", because, remedy)


def _new(found: tuple[Node, ...] | Missing, asked: Asked | Missing) -> Judged:
    code = "nodes-new-type"
    if isinstance(asked, Missing):
        return untold(code, asked.why)
    if isinstance(found, Missing):
        return untold(code, found.why)
    types = ", ".join(asked.types)
    old = [one for one in found if asked.types and one.type not in asked.types]
    if not old:
        return holds(code, f"every node is of type {types or 'whatever it was'}")
    because = tuple(f"{one.name} is of type {one.type}, and the node groups have {types}" for one in old)
    remedy = f"kubectl get pods -A --field-selector spec.nodeName={old[0].name}  # what keeps it; then: kubectl drain"
    return coming(code, "the nodes", because, remedy)
