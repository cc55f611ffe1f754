"""The edge: Ingress, load balancer, external-dns, the zone and what DNS answers, in the order of a request's way back."""

from collections.abc import Iterator

from checks.facts import Missing, NotThere
from checks.facts.health import Health
from checks.facts.health.edge import Ingress, TargetGroup
from checks.facts.health.workloads import Workload
from checks.health import edge_names, troubles
from checks.health.model import Judged, coming, holds, stuck, untold
from runbooks.model import Release, Runbook

# A target that leaves, or that nobody sends anything to, is no trouble.
AT_REST = ("draining", "unused")


def judge(health: Health, runbook: Runbook) -> Iterator[Judged]:
    """Whether the host name leads to the new load balancer, and that to the application."""
    edge, installed = health.edge, runbook.installed
    yield _class(edge.ingress, installed.ingress_class)
    yield _controller("balancer-controller-available", edge.controller)
    yield _address(edge.ingress, installed.release(installed.ingress_release))
    yield _targets(edge.targets)
    yield _controller("external-dns-available", edge.publisher)
    yield from edge_names.judge(health, runbook)


def _class(found: Ingress | NotThere | Missing, wanted: str) -> Judged:
    code = "ingress-class"
    if isinstance(found, Missing):
        return untold(code, found.why)
    if isinstance(found, NotThere):
        return coming(code, found.what, ("it does not exist",), "kubectl get ingress -A  # the operator makes it")
    if found.type == wanted:
        return holds(code, f"Ingress {found.name} is of class {found.type}")
    because = (f"its class is {found.type or 'not set'}, and only {wanted} is served",)
    return stuck(
        code, f"Ingress {found.name}", because, f"{_at(found.name, 'get ingress')} -o yaml; kubectl get ingressclass"
    )


def _controller(code: str, found: Workload | NotThere | Missing) -> Judged:
    if isinstance(found, Missing):
        return untold(code, found.why)
    if isinstance(found, NotThere):
        return coming(code, found.what, ("it does not exist",), "helm list -n kube-system  # is its release there?")
    if found.available >= found.desired > 0:
        return holds(code, f"{found.full_name} {found.available}/{found.desired}")
    because = tuple(troubles.lines(found))
    if not found.desired:
        again = f"kubectl -n {found.namespace} scale deployment {found.name} --replicas=1"
        return stuck(code, found.full_name, (*because, "it is scaled to 0"), again)
    told = stuck if troubles.hopeless(found) else coming
    return told(code, found.full_name, because, troubles.remedy(found))


def _address(found: Ingress | NotThere | Missing, controller: Release) -> Judged:
    code = "ingress-address"
    if isinstance(found, Missing):
        return untold(code, found.why)
    remedy = f"kubectl -n {controller.namespace} logs deployment/{controller.name} --tail=50"
    if isinstance(found, NotThere):
        return coming(code, found.what, ("it does not exist",), remedy)
    if found.address:
        return holds(code, f"Ingress {found.name} has the load balancer {found.address}")
    return coming(code, f"Ingress {found.name}", ("it has no address yet", *found.warnings), remedy, "no address yet")


def _targets(found: tuple[TargetGroup, ...] | NotThere | Missing) -> Judged:
    code = "balancer-targets-healthy"
    remedy = "kubectl get targetgroupbindings -A; kubectl get pods -o wide; then aws elbv2 describe-target-health"
    if isinstance(found, Missing):
        return untold(code, found.why)
    if isinstance(found, NotThere):
        return coming(code, "the load balancer", (f"{found.what} is not there",), remedy)
    ill = tuple(line for one in found for line in _ill(one))
    if found and not ill:
        return holds(
            code, f"{sum(one.healthy for one in found)} targets of {', '.join(one.name for one in found)} are healthy"
        )
    return coming(code, "the load balancer", ill or ("it has no target group",), remedy)


def _ill(group: TargetGroup) -> Iterator[str]:
    """What is wrong with a group, one line each."""
    if not group.healthy:
        yield f"{group.name} has no healthy target"
    yield from (f"{group.name}: {one}" for one in group.unhealthy if not one.partition(": ")[2].startswith(AT_REST))


def _at(name: str, verb: str) -> str:
    namespace, _, plain = name.partition("/")
    return f"kubectl -n {namespace} {verb} {plain}"
