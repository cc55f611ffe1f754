"""What a pod may do: to its node, in AWS by its service account, and by what its namespace lets in.

Sources: Kubernetes, "Pod Security Standards" and "Pod Security Admission"; the Amazon EKS user guide, "IAM roles for
service accounts".
"""

import re
from typing import Any

from checks.model import Severity
from checks.plan.actions import HIDDEN
from checks.plan.hazards.looks import going
from checks.plan.hazards.objects import document, nested, notes
from checks.plan.hazards.rule import COMING, Lines, Rule, of
from checks.plan.hazards.seen import Seen, blocks, texts

PODS = of(
    "kubernetes_cron_job", "kubernetes_daemonset", "kubernetes_deployment", "kubernetes_job", "kubernetes_pod",
    "kubernetes_replica_set", "kubernetes_replication_controller", "kubernetes_stateful_set",
)  # fmt: skip
ACCOUNT = "kubernetes_service_account"
SWITCHES = ("privileged", "host_network", "host_pid", "host_ipc")
CAPABILITIES = frozenset({"ALL", "DAC_READ_SEARCH", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO"})
# Whoever writes there, or reads it, has the node.
NODE = re.compile(
    r"^/$|^/(etc|root|proc|home|boot|dev)(/|$)|^/(var/)?run(/|$)|^/var/lib/(kubelet|docker|containerd)(/|$)|^/var/?$"
)
ROLES = ("azure.workload.identity/client-id", "eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account")
ENFORCED = "pod-security.kubernetes.io/enforce"
STRICTNESS = {"baseline": 1, "restricted": 2}


def _powers(body: dict[str, Any]) -> set[str]:
    """What of a pod reaches out to its node."""
    tree = document(body)
    switched = {name for name in SWITCHES if True in nested(tree, name)}
    added = {one.removeprefix("CAP_") for several in nested(tree, "add") for one in texts(several)}
    mounted = {str(one.get("path")) for several in nested(tree, "host_path") for one in blocks(several)}
    return switched | (added & CAPABILITIES) | {one for one in mounted if NODE.search(one)}


def _reaches_node(seen: Seen) -> Lines:
    """A pod that is more of its node than it was before."""
    more = sorted(_powers(seen.after) - _powers(seen.before))
    return tuple(f"its pods get {HIDDEN if seen.marks else one}" for one in more)


def _loses_role(seen: Seen) -> Lines:
    """A service account that stood for a role, and stands for none or another one."""
    was, will = notes(seen.before), notes(seen.after)
    known = (name for name in ROLES if name in was and not _later(seen, name))
    return tuple(f"{name}: {_shown(seen, was[name], will.get(name))}" for name in known if was[name] != will.get(name))


def _later(seen: Seen, name: str) -> bool:
    """Whether an annotation is only known after apply."""
    several = list(nested(seen.unknown, "annotations"))
    return any(one is True or (isinstance(one, dict) and one.get(name) is True) for one in several)


def _shown(seen: Seen, old: str, new: str | None) -> str:
    return f"{HIDDEN} -> {HIDDEN}" if seen.marks else f"{old} -> {new or 'none'}"


def _lets_in_more(seen: Seen) -> Lines:
    """A namespace that asked more of its pods before."""
    was, will = (notes(body, "labels").get(ENFORCED, "") for body in (seen.before, seen.after))
    looser = STRICTNESS.get(will, 0) < STRICTNESS.get(was, 0) and not any(
        one is True for one in nested(seen.unknown, "labels")
    )
    return (f"{ENFORCED}: {_shown(seen, was, will)}",) if looser else ()


RULES = (
    Rule("node-within-reach", Severity.HIGH, _reaches_node,
         "Take it away where the pod works without: whoever breaks into it has the node and every pod on it.",
         actions=COMING, kinds=PODS),
    Rule("pods-lose-identity", Severity.HIGH, _loses_role,
         "Make sure that its pods can do their work with the other role, before they have only that.",
         actions=frozenset({"update", "delete"}), kinds=of(ACCOUNT, "kubernetes_annotations")),
    Rule("pods-lose-identity", Severity.HIGH, going,
         "Move its pods to another service account first: without it none of them starts.",
         actions=frozenset({"delete", "replace"}), kinds=of(ACCOUNT)),
    Rule("pod-security-loosened", Severity.HIGH, _lets_in_more,
         "Keep the level: privileged pods would be let into the namespace.",
         actions=frozenset({"update"}), kinds=of("kubernetes_namespace", "kubernetes_labels")),
    Rule("pod-security-loosened", Severity.HIGH, _lets_in_more,
         "Keep the level: privileged pods would be let into the namespace.",
         actions=frozenset({"delete"}), kinds=of("kubernetes_labels")),
)  # fmt: skip
