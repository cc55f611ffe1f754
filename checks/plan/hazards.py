"""What can go wrong with a change, by type, action and attribute: a table of rules, each with one code.

Sources: `terraform-aws-wandb` v4.7.2, and the AWS documentation of what each attribute does.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from checks.model import Finding, Severity
from checks.plan.actions import LATER, Path, differences, evidence, spell
from checks.plan.decode import Resource

GOING = frozenset({"delete", "replace", "forget"})
DATA_STORES = frozenset(
    {
        "aws_db_instance",
        "aws_dynamodb_table",
        "aws_ebs_volume",
        "aws_efs_file_system",
        "aws_elasticache_replication_group",
        "aws_kms_key",
        "aws_rds_cluster",
        "aws_rds_cluster_instance",
        "aws_s3_bucket",
        "aws_secretsmanager_secret",
        "kubernetes_persistent_volume",
        "kubernetes_persistent_volume_claim",
    }
)
RECREATABLE = frozenset(
    {
        "kubernetes_config_map",
        "kubernetes_deployment",
        "kubernetes_priority_class",
        "kubernetes_secret",
        "kubernetes_service",
        "aws_autoscaling_attachment",
        "aws_launch_template",
    }
)
HARMLESS = frozenset({"random_id", "local_file", "null_resource", "terraform_data", "time_sleep"})
ADOPTED = frozenset({"aws_default_network_acl", "aws_default_route_table", "aws_default_security_group", "aws_default_vpc"})
COSMETIC = frozenset({"tags", "tags_all", "description"})


@dataclass(frozen=True)
class Seen:
    """One change with its differences."""

    change: Resource
    action: str
    order: str | None
    differences: dict[Path, tuple[Any, Any]]

    @property
    def type(self) -> str:
        """The resource type."""
        return self.change.type

    def went(self, attribute: str) -> list[tuple[Any, Any]]:
        """(before, after) of an attribute, wherever it is nested, tags aside; empty where it stays."""
        return [pair for path, pair in self.differences.items() if attribute in path and path[0] not in COSMETIC]


def see(change: Resource, action: str, order: str | None) -> Seen:
    """Look at a change once."""
    compared = differences(change) if action in ("update", "replace") else {}
    return Seen(change, action, order, compared)


@dataclass(frozen=True)
class Rule:
    """A hazard: where it applies, how severe it is, whether it always stops a run."""

    code: str
    severity: Severity
    applies: Callable[[Seen], bool]
    remedy: str
    blocks: bool = False


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _cut(seen: Seen) -> bool:
    backups = [(_number(old), _number(new)) for old, new in seen.went("backup_retention_period")]
    logs = [(_days(old), _days(new)) for old, new in seen.went("retention_in_days")]
    return any(old is not None and new is not None and new < old for old, new in (*backups, *logs))


def _days(value: Any) -> float | None:
    """How long a log group keeps its events; it spells for ever as 0."""
    return math.inf if value == 0 else _number(value)


def _turned(attribute: str, to: object) -> Callable[[Seen], bool]:
    def applies(seen: Seen) -> bool:
        return any(new is to for _, new in seen.went(attribute))

    return applies


def _changed(attribute: str, *types: str) -> Callable[[Seen], bool]:
    return lambda seen: seen.type in types and seen.action == "update" and bool(seen.went(attribute))


def _opened(seen: Seen) -> bool:
    world = {"0.0.0.0/0", "::/0"}
    return any(new in world for _, new in seen.differences.values() if isinstance(new, str))


def _goes(*types: str) -> Callable[[Seen], bool]:
    return lambda seen: seen.type in types and seen.action in GOING


RULES = (
    Rule("data-store-destroyed", Severity.CRITICAL, lambda seen: seen.type in DATA_STORES and seen.action in GOING,
         "Stop. Find out what makes Terraform want this; a backup is no reason to go on.", blocks=True),
    Rule("tainted-replacement", Severity.CRITICAL,
         lambda seen: seen.action == "replace" and seen.change.action_reason == "replace_because_tainted",
         "Look at the resource; where it is healthy: terraform untaint ADDRESS", blocks=True),
    Rule("retention-cut", Severity.HIGH, _cut,
         "Older restore points are lost for good: take a manual snapshot first, or keep the old retention."),
    Rule("deletion-protection-off", Severity.HIGH, _turned("deletion_protection", to=False),
         "Set deletion_protection = true."),
    Rule("force-destroy-on", Severity.HIGH, _turned("force_destroy", to=True), "Keep force_destroy = false."),
    Rule("final-snapshot-skipped", Severity.HIGH, _turned("skip_final_snapshot", to=True), "Keep a final snapshot."),
    Rule("dns-record-replaced", Severity.HIGH, _goes("aws_route53_record"),
         "Users cannot resolve the name until the new record is published: announce a maintenance window."),
    Rule("load-balancer-destroyed", Severity.HIGH, _goes("aws_lb", "aws_alb", "aws_elb"),
         "Everything behind it goes dark: make sure that nothing points at it any more."),
    Rule("node-group-replaced", Severity.HIGH, _goes("aws_eks_node_group"),
         "Pods are moved; with create-delete the new nodes come first. Check PodDisruptionBudgets."),
    Rule("instance-class-changed", Severity.HIGH, _changed("instance_class", "aws_rds_cluster_instance", "aws_db_instance"),
         "The database restarts; on a single instance that is an outage."),
    Rule("cache-resized", Severity.HIGH, _changed("node_type", "aws_elasticache_replication_group"),
         "The cache fails over while its nodes are replaced."),
    Rule("engine-version-changed", Severity.HIGH, _changed("engine_version", "aws_rds_cluster", "aws_db_instance"),
         "An engine upgrade cannot be undone in place: take a snapshot, read its release notes."),
    Rule("cluster-version-changed", Severity.HIGH, _changed("version", "aws_eks_cluster"),
         "A control plane goes up one minor version at a time, and never down."),
    Rule("publicly-exposed", Severity.HIGH,
         lambda seen: _turned("publicly_accessible", to=True)(seen) or _turned("endpoint_public_access", to=True)(seen),
         "Keep it private, or say who may reach it."),
    Rule("opened-to-the-world", Severity.HIGH, _opened,
         "Name the networks that may reach it."),
    Rule("default-adopted", Severity.MEDIUM, lambda seen: seen.type in ADOPTED and seen.action == "create",
         "It is not made but taken over: custom rules and routes in it are rewritten. Compare them first."),
    Rule("old-application-ends", Severity.MEDIUM,
         lambda seen: seen.type.startswith("kubernetes_") and seen.type in RECREATABLE and seen.action in GOING,
         "The old application stops here; it can be created again."),
)  # fmt: skip


def findings(seen: Seen) -> tuple[Finding, ...]:
    """Every hazard of one change."""
    return tuple(
        Finding(
            rule.code, rule.severity, rule.blocks, seen.change.address, evidence(seen.change) or (seen.action,), rule.remedy
        )
        for rule in RULES
        if rule.applies(seen)
    )


def severity(seen: Seen, found: tuple[Finding, ...]) -> Severity:
    """The worst hazard; without one, what the action alone is worth."""
    if found:
        return max((one.severity for one in found), key=lambda one: one.rank)
    return _by_action(seen)


def _by_action(seen: Seen) -> Severity:
    if seen.action in ("create", "move", "import"):
        return Severity.INFO if seen.action == "create" else Severity.LOW
    if seen.action in GOING:
        return Severity.LOW if seen.type in HARMLESS else Severity.MEDIUM if seen.type in RECREATABLE else Severity.HIGH
    return Severity.MEDIUM if _unknown_identity(seen) else Severity.LOW


def cosmetic(seen: Seen) -> bool:
    """Whether nothing but tags and descriptions changes."""
    return {path[0] for path in seen.differences} <= COSMETIC


def _unknown_identity(seen: Seen) -> bool:
    """Whether something that decides who may do what is only known after apply."""
    return any(
        new == LATER and spell(path).startswith(("policy", "assume_role_policy"))
        for path, (_, new) in seen.differences.items()
    )
