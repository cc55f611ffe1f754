"""What lives in a Kubernetes cluster: namespaces, definitions, releases, add-ons, volumes; and the cluster itself.

Sources: Kubernetes, "Namespaces", "Extend the Kubernetes API with CustomResourceDefinitions", "Reclaiming"; helm uninstall;
the Amazon EKS user guide, "Amazon EKS add-ons".
"""

import re
from typing import Any

from checks.model import Severity
from checks.plan.hazards.looks import going, only_if, turned_on, where
from checks.plan.hazards.objects import nested, part, quantity
from checks.plan.hazards.rule import GOING, Lines, Rule, of
from checks.plan.hazards.seen import Seen, blocks

RESTARTS = ("force_update", "recreate_pods", "replace", "reset_values")
VALUES = frozenset({"set", "set_list", "set_sensitive", "set_wo", "values"})
CHARTS = ("chart", "repository")
BALANCER = "LoadBalancer"
# What serves others by its name, and stops serving them.
SERVING = of("kubernetes_daemonset", "kubernetes_deployment", "kubernetes_replication_controller", "kubernetes_service")
RECLAIM = re.compile(r"reclaim_?policy", re.IGNORECASE)
APPLICATION = of(
    "kubernetes_config_map", "kubernetes_cron_job", "kubernetes_daemonset", "kubernetes_deployment", "kubernetes_job",
    "kubernetes_pod", "kubernetes_priority_class", "kubernetes_secret", "kubernetes_service",
)  # fmt: skip


def _kept(seen: Seen) -> bool:
    """Whether an add-on's software stays in the cluster when Terraform lets go of it."""
    return seen.before.get("preserve") is True


def _values(seen: Seen) -> Lines:
    """Settings of a release; what they change in the cluster is not in a plan, and what they say may be secret."""
    found = sorted({str(one.path[0]) for one in seen.went(*VALUES) if one.path[0] in VALUES})
    return (f"{', '.join(found)}: changed; what that does in the cluster is not in the plan",) if found else ()


def _address_lost(seen: Seen) -> Lines:
    """A Service whose load balancer goes with it, or with a change of its type."""
    was, will = (any(one.get("type") == BALANCER for one in part(body, "spec")) for body in (seen.before, seen.after))
    stays = seen.action == "update" and will
    return (f"type: {BALANCER}, and its address goes",) if was and not stays else ()


def _reclaimed(seen: Seen) -> Lines:
    """Volumes that are deleted with their claim from now on."""
    attributes = [one for one in seen.names if RECLAIM.search(one)]
    return where(*attributes, is_so=lambda old, new: old == "Retain" and new != "Retain")(seen) if attributes else ()


def _smaller(seen: Seen) -> Lines:
    """A claim that asks for less than it has."""
    was, will = (_asked(body) for body in (seen.before, seen.after))
    return ("storage: less than before",) if was is not None and will is not None and will < was else ()


def _asked(body: dict[str, Any]) -> float | None:
    asked = (one.get("storage") for several in nested(part(body, "spec"), "requests") for one in blocks(several))
    return next((quantity(one) for one in asked if one is not None), None)


RULES = (
    Rule("cluster-destroyed", Severity.CRITICAL, going,
         "Stop. Everything that runs in it ends, and what it keeps is lost. Find the attribute that forces it.",
         blocks=True, actions=GOING,
         kinds=of("aws_eks_cluster", "azurerm_kubernetes_cluster", "google_container_cluster")),
    Rule("namespace-destroyed", Severity.CRITICAL, going,
         "Stop. Everything in it is deleted, claims and secrets too: move out first what has to stay.",
         blocks=True, actions=GOING, kinds=of("kubernetes_namespace")),
    Rule("definition-destroyed", Severity.CRITICAL, going,
         "Stop. Every object of this kind is deleted with it, in all namespaces.",
         blocks=True, actions=GOING, kinds=of("kubernetes_custom_resource_definition")),
    Rule("release-destroyed", Severity.HIGH, going,
         "Everything of the release is uninstalled: find out what runs from it, and what its hooks delete.",
         actions=GOING, kinds=of("helm_release")),
    Rule("release-changed", Severity.MEDIUM, _values, "Compare what both render: helm diff upgrade.",
         kinds=of("helm_release"), attributes=VALUES),
    Rule("release-changed", Severity.MEDIUM, where(*CHARTS, is_so=lambda old, _: old is not None),
         "Another chart under the same name: what the old one made may be deleted. Compare what both render.",
         kinds=of("helm_release"), actions=frozenset({"update"}), attributes=frozenset(CHARTS)),
    Rule("release-changed", Severity.MEDIUM, turned_on(*RESTARTS),
         "Objects are deleted and made again where they cannot be changed; pods restart.", kinds=of("helm_release"),
         attributes=frozenset(RESTARTS)),
    Rule("addon-removed", Severity.HIGH, only_if(lambda seen: not _kept(seen), going),
         "Keep it, or have its successor ready: networking, DNS or storage of the cluster end with it.",
         actions=GOING, kinds=of("aws_eks_addon")),
    Rule("service-address-lost", Severity.HIGH, _address_lost,
         "The load balancer goes, and a new one has another name: point DNS at the successor first.",
         actions=GOING | {"update"}, kinds=of("kubernetes_service")),
    Rule("volumes-reclaimed", Severity.HIGH, _reclaimed, "Keep Retain: with Delete a volume goes with its claim.",
         kinds=of("kubernetes_persistent_volume", "kubernetes_storage_class")),
    Rule("storage-shrunk", Severity.HIGH, _smaller,
         "A claim can only grow: a smaller one is refused, or made anew and empty. Put the size back.",
         kinds=of("kubernetes_persistent_volume_claim")),
    Rule("old-application-ends", Severity.HIGH, going,
         "What it serves stops: have its successor running, or announce the outage.",
         actions=frozenset({"delete", "replace"}), kinds=SERVING),
    Rule("old-application-ends", Severity.HIGH, going,
         "Pods that name it do not start any more: make sure that none does.", actions=frozenset({"delete"}),
         kinds=of("kubernetes_secret")),
    Rule("volumes-reclaimed", Severity.HIGH, turned_on("delete_on_termination"),
         "Keep it off: the disk goes with the machine.", kinds=of("aws_instance"),
         attributes=frozenset({"delete_on_termination"})),
    Rule("old-application-ends", Severity.MEDIUM, going,
         "It stops here; it can be created again.", actions=GOING, kinds=APPLICATION),
)  # fmt: skip
