"""Entrances of a cluster: what an Ingress answers and where, and what a network policy keeps out.

Sources: the AWS Load Balancer Controller, "Ingress annotations"; Kubernetes, "Ingress" and "Network Policies".
"""

from typing import Any

from checks.model import Severity
from checks.plan.actions import HIDDEN
from checks.plan.hazards.objects import document, nested, notes, part, snake
from checks.plan.hazards.rule import Lines, Rule, of
from checks.plan.hazards.seen import Seen, blocks, texts

ALB, NLB = "alb.ingress.kubernetes.io/", "service.beta.kubernetes.io/aws-load-balancer-"
CLASS = "kubernetes.io/ingress.class"
# With another one of these the controller makes another load balancer, and deletes the old one.
PLACES = (CLASS, f"{ALB}group.name", f"{ALB}load-balancer-name", f"{ALB}scheme", f"{NLB}name", f"{NLB}scheme", f"{NLB}type")
CERTIFICATES = (f"{ALB}certificate-arn", f"{NLB}ssl-cert")
DIRECTIONS = ("Ingress", "Egress")


def _elsewhere(seen: Seen) -> Lines:
    """What decides which load balancer an Ingress or Service has."""
    was, will = _places(seen.before), _places(seen.after)
    moved = sorted(name for name in was if was[name] != will.get(name)) if not _unknown(seen) else []
    return tuple(f"{name}: " + (HIDDEN if seen.marks else f"{was[name]} -> {will.get(name, 'none')}") for name in moved)


def _places(body: dict[str, Any]) -> dict[str, str]:
    """The class, by its name or its annotation, and the annotations that decide."""
    said = notes(body)
    found = {name: said[name] for name in PLACES if name in said}
    named = [one for one in nested(part(body, "spec"), "ingress_class_name") if isinstance(one, str)]
    return found | ({CLASS: named[0]} if named and named[0] else {})


def _silent(seen: Seen) -> Lines:
    """Names that an Ingress answered, and does not any more."""
    gone = sorted(_hosts(seen.before) - _hosts(seen.after)) if not _unknown(seen) else []
    return tuple(f"host: {HIDDEN if seen.marks else one}" for one in gone)


def _closed(seen: Seen) -> Lines:
    """Ports that a Service answered at, on its own address or on every node, and does not any more."""
    was, will = _ports(seen.before), _ports(seen.after)
    gone = sorted(was - will) if was and will and not _unknown(seen) else []
    return tuple(f"{name}: {HIDDEN if seen.marks else number}" for name, number in gone)


def _ports(body: dict[str, Any]) -> set[tuple[str, int]]:
    """The ports of a Service; one that Kubernetes chooses is 0, or not there."""
    several = [one for spec in part(body, "spec") for name in ("port", "ports") for one in blocks(spec.get(name))]
    named = [(snake(key), one) for each in several for key, one in each.items()]
    return {(key, one) for key, one in named if key in ("port", "node_port") and isinstance(one, int) and one}


def _hosts(body: dict[str, Any]) -> set[str]:
    return {one for one in nested(document(body).get("spec"), "host") if isinstance(one, str) and one}


def _unknown(seen: Seen) -> bool:
    """Whether a part that matters is only known after apply."""
    names = ("annotations", "host", "ingress_class_name", "node_port", "port", "rule", "rules", "spec", "metadata")
    return any(one is True for name in names for one in nested(seen.unknown, name))


def _plain_text(seen: Seen) -> Lines:
    """A certificate that is taken away."""
    was, will = notes(seen.before), notes(seen.after)
    gone = [name for name in CERTIFICATES if name in was and name not in will]
    kept = [any(blocks(one) for one in nested(document(body).get("spec"), "tls")) for body in (seen.before, seen.after)]
    lines = (*gone, *(("tls",) if kept == [True, False] else ()))
    return tuple(f"{name}: taken away" for name in lines) if not _unknown(seen) else ()


def _loosened(seen: Seen) -> Lines:
    """A policy that lets everybody in, or does not limit a direction any more."""
    was, will = _limits(seen.before), _limits(seen.after)
    opened = ("ingress: from everybody",) if _lets_all_in(seen.after) and not _lets_all_in(seen.before) else ()
    return (
        *opened,
        *(f"policy_types: no {one}" for one in DIRECTIONS if one in was - will and (will or one == DIRECTIONS[0])),
    )


def _limits(body: dict[str, Any]) -> set[str]:
    return {one for several in nested(document(body).get("spec"), "policy_types") for one in texts(several)}


def _lets_all_in(body: dict[str, Any]) -> bool:
    rules = [one for spec in part(body, "spec") for one in blocks(spec.get("ingress"))]
    return any(not blocks(one.get("from")) for one in rules)


UPDATED = frozenset({"update"})
ENTRANCES = of("kubernetes_annotations", "kubernetes_ingress", "kubernetes_service")
RULES = (
    Rule("entrance-moved", Severity.HIGH, _elsewhere,
         "The controller makes another load balancer and deletes this one: point DNS at the new one in the same window.",
         actions=UPDATED, kinds=ENTRANCES),
    Rule("entrance-moved", Severity.HIGH, _silent,
         "Make sure that nobody uses the name any more, or keep it beside the new one.",
         actions=UPDATED, kinds=of("kubernetes_ingress")),
    Rule("entrance-moved", Severity.HIGH, _closed,
         "Make sure that nobody uses the port any more: a target group and other pods know it by its number.",
         actions=UPDATED, kinds=of("kubernetes_service")),
    Rule("encryption-off", Severity.HIGH, _plain_text, "Keep TLS: passwords and tokens would travel in plain text.",
         actions=UPDATED, kinds=ENTRANCES),
    Rule("guard-removed", Severity.HIGH, _loosened, "Name who may connect.", actions=UPDATED,
         kinds=of("kubernetes_network_policy")),
)  # fmt: skip
