"""Privilege by a role of Kubernetes: what reads every secret, and what can give itself more.

Source: Kubernetes, "Role Based Access Control Good Practices".
"""

from collections.abc import Iterator
from typing import Any

from checks.model import Severity
from checks.plan.actions import HIDDEN
from checks.plan.hazards.objects import document, nested
from checks.plan.hazards.rule import COMING, Lines, Look, Rule, of
from checks.plan.hazards.seen import Seen, blocks, texts

ROLES = of("kubernetes_cluster_role", "kubernetes_role")
READING, MAKING, ANY = frozenset({"get", "list", "watch"}), frozenset({"create"}), "*"
# Whoever may do this can become whom he likes.
BECOMING = frozenset({"bind", "escalate", "impersonate"})
# The groups that secrets and roles are in; a role over a custom resource alone gives little away.
CORE = frozenset({"", ANY, "rbac.authorization.k8s.io"})
ENTERING = frozenset({"nodes/proxy", "pods/exec", "serviceaccounts/token"})


def _powers(body: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """What the rules of a role give that is much, and whether that is as good as everything; named objects aside."""
    tree = document(body)
    for one in (*blocks(tree.get("rule")), *blocks(tree.get("rules"))):
        if not _named(one, "resource_names") and (not (groups := _named(one, "api_groups")) or groups & CORE):
            yield from _of_a_rule(_named(one, "verbs"), _named(one, "resources"))


def _named(rule: dict[str, Any], name: str) -> frozenset[str]:
    return frozenset(text for several in nested(rule, name) for text in texts(several))


def _of_a_rule(verbs: frozenset[str], resources: frozenset[str]) -> Iterator[tuple[str, bool]]:
    if ANY in verbs and ANY in resources:
        yield "every verb on every resource", True
        return
    yield from ((f"{verb} on {', '.join(sorted(resources))}", True) for verb in sorted(verbs & BECOMING))
    if verbs & (READING | {ANY}) and resources & {"secrets", ANY}:
        yield "reads secrets", False
    if verbs & (MAKING | {ANY}):
        yield from ((f"enters {one}", False) for one in sorted(resources & ENTERING))
    if ANY in verbs:
        yield "every verb", False


def _gains(*, all_of_it: bool) -> Look:
    """What a role gives that it did not give before."""

    def look(seen: Seen) -> Lines:
        more = sorted(set(_powers(seen.after)) - set(_powers(seen.before)))
        return tuple(f"rule: {HIDDEN if seen.marks else text}" for text, grave in more if grave is all_of_it)

    return look


NARROW = "Name the verbs and resources that are needed, and the objects by resource_names."
RULES = (
    Rule("administrator-made", Severity.HIGH, _gains(all_of_it=True), NARROW, actions=COMING, kinds=ROLES),
    Rule("policy-widened", Severity.HIGH, _gains(all_of_it=False), NARROW, kinds=ROLES),
    Rule("policy-broad", Severity.MEDIUM, _gains(all_of_it=False), NARROW, actions=frozenset({"create"}), kinds=ROLES),
)  # fmt: skip
