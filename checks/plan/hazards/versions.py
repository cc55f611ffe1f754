"""Versions: a control plane, an engine, an add-on or a chart that goes up, too far up, or down.

Sources: the Amazon EKS user guide, "Update existing cluster to new Kubernetes version"; the Amazon RDS user guide,
"Upgrading a DB instance engine version"; helm upgrade, on what a chart of another major version may change.
"""

import re
from typing import Any

from checks.model import Severity
from checks.plan.actions import LATER
from checks.plan.hazards.looks import at_once
from checks.plan.hazards.rule import Lines, Look, Rule, of
from checks.plan.hazards.seen import Seen, Went

CLUSTERS = of("aws_eks_cluster", "azurerm_kubernetes_cluster", "google_container_cluster")
NODES = of("aws_eks_node_group", "azurerm_kubernetes_cluster_node_pool", "google_container_node_pool")
OF_A_CLUSTER = ("kubernetes_version", "min_master_version", "version")
ENGINES = (
    "cache_engine_version",
    "cluster_version",
    "database_version",
    "elasticsearch_version",
    "engine_version",
    "kafka_version",
)
OF_AN_ADDON = ("addon_version",)
OF_A_CHART = ("version",)
# Their major version has two numbers.
TWO_NUMBERS = re.compile(r"mysql|mariadb")
DIGITS = re.compile(r"\d+")
Numbers = tuple[int, ...]


def numbers(version: Any) -> Numbers:
    """The numbers in a version, in order: `v1.12.6-eksbuild.2` is 1, 12, 6, 2."""
    return tuple(int(one) for one in DIGITS.findall(str(version or ""))[:6])


def _moved(seen: Seen, names: tuple[str, ...]) -> list[tuple[Went, Numbers, Numbers]]:
    """Each version that goes from one known one to another."""
    known = (one for one in seen.went(*names) if one.new != LATER)
    pairs = [(one, numbers(one.old), numbers(one.new)) for one in known]
    return [(one, old, new) for one, old, new in pairs if old and new]


def _down(*names: str) -> Look:
    """Versions that go down."""

    def look(seen: Seen) -> Lines:
        return tuple(seen.line(one) for one, old, new in _moved(seen, names) if new < old[: len(new)])

    return look


def _skips(seen: Seen) -> Lines:
    """A control plane that goes up by more than one minor version."""
    pairs = _moved(seen, OF_A_CLUSTER)
    return tuple(
        seen.line(one) for one, old, new in pairs if new[0] > old[0] or (new[0] == old[0] and _minor(new) > _minor(old) + 1)
    )


def _minor(version: Numbers) -> int:
    return version[1] if len(version) > 1 else 0


def _up(*names: str) -> Look:
    """Versions that change otherwise than down; also those that are only known later, or not as numbers."""

    def look(seen: Seen) -> Lines:
        lower = {one.path for one, old, new in _moved(seen, names) if new < old[: len(new)]}
        return tuple(seen.line(one) for one in seen.went(*names) if one.path not in lower and one.old is not None)

    return look


def _engine(*, grave: bool) -> Look:
    """An engine's version: grave where it is another major one, not known yet, or applied at once."""

    def look(seen: Seen) -> Lines:
        lines = [(seen.line(one), _grave(seen, one)) for one in seen.went(*ENGINES) if not _lower(one)]
        return tuple(text for text, serious in lines if serious is grave)

    return look


def _lower(one: Went) -> bool:
    old, new = numbers(one.old), numbers(one.new)
    return one.new != LATER and bool(new) and new < old[: len(new)]


def _grave(seen: Seen, one: Went) -> bool:
    if one.new == LATER or one.new is None or at_once(seen, unsaid=False):
        return True
    length = _of_a_major(seen, str(one.old))
    return numbers(one.old)[:length] != numbers(one.new)[:length]


def _of_a_major(seen: Seen, version: str) -> int:
    """How many numbers make a major version of this engine."""
    engine = f"{seen.after.get('engine') or ''} {version}"
    old = numbers(version)
    mysql = bool(TWO_NUMBERS.search(engine)) or (seen.kind.startswith(("aws_db_", "aws_rds_")) and old[:1] in ((5,), (8,)))
    return 2 if mysql else 1


def _another_engine(seen: Seen) -> Lines:
    return tuple(seen.line(one) for one in seen.went("engine") if one.old and one.new != LATER)


def _chart(*, major: bool) -> Look:
    """A chart's version: another major one, or one within it."""

    def look(seen: Seen) -> Lines:
        pairs = [(one, old[:1] != new[:1]) for one, old, new in _moved(seen, OF_A_CHART) if new >= old[: len(new)]]
        return tuple(seen.line(one) for one, differs in pairs if differs is major)

    return look


UPDATED = frozenset({"update"})
RELEASES = of("helm_release")
RULES = (
    Rule("version-downgraded", Severity.HIGH, _down(*OF_A_CLUSTER),
         "Set it to the live version: a control plane never goes down, and Terraform would fail or make it anew.",
         kinds=CLUSTERS, attributes=frozenset(OF_A_CLUSTER)),
    Rule("version-downgraded", Severity.HIGH, _down(*OF_A_CLUSTER, "release_version"),
         "Set it to the live version, or a later one.", kinds=NODES,
         attributes=frozenset({*OF_A_CLUSTER, "release_version"})),
    Rule("version-downgraded", Severity.HIGH, _down(*ENGINES),
         "Set it to the live version: an engine cannot go down in place, only be made anew from a backup.",
         attributes=frozenset(ENGINES)),
    Rule("version-downgraded", Severity.HIGH, _down(*OF_AN_ADDON), "Set it to the live version, or a later one.",
         kinds=of("aws_eks_addon"), attributes=frozenset(OF_AN_ADDON)),
    Rule("version-downgraded", Severity.HIGH, _down(*OF_A_CHART),
         "An older chart may not understand what the newer one made: read its notes, or keep the version.",
         kinds=RELEASES, attributes=frozenset(OF_A_CHART)),
    Rule("version-skipped", Severity.HIGH, _skips,
         "Go up one minor version at a time: EKS refuses more.", kinds=CLUSTERS, attributes=frozenset(OF_A_CLUSTER)),
    Rule("cluster-version-changed", Severity.MEDIUM, _up(*OF_A_CLUSTER),
         "A control plane goes up one minor version at a time, and never down.", kinds=CLUSTERS, actions=UPDATED,
         attributes=frozenset(OF_A_CLUSTER)),
    Rule("nodes-upgraded", Severity.MEDIUM, _up(*OF_A_CLUSTER, "ami_type", "release_version"),
         "Every node is drained and replaced, one after the other. Check PodDisruptionBudgets.", kinds=NODES,
         actions=UPDATED,
         attributes=frozenset({*OF_A_CLUSTER, "ami_type", "release_version"})),
    Rule("engine-version-changed", Severity.HIGH, _engine(grave=True),
         "An engine upgrade cannot be undone in place: take a snapshot, read its release notes.", actions=UPDATED,
         attributes=frozenset(ENGINES)),
    Rule("engine-version-changed", Severity.MEDIUM, _engine(grave=False),
         "An engine upgrade cannot be undone in place: take a snapshot, read its release notes.", actions=UPDATED,
         attributes=frozenset(ENGINES)),
    Rule("engine-version-changed", Severity.HIGH, _another_engine,
         "Another engine is another program: take a snapshot, and try it with the application first.", actions=UPDATED,
         attributes=frozenset({"engine"})),
    Rule("addon-version-changed", Severity.MEDIUM, _up(*OF_AN_ADDON),
         "Its pods restart; check that it fits the cluster's version.", kinds=of("aws_eks_addon"), actions=UPDATED,
         attributes=frozenset(OF_AN_ADDON)),
    Rule("release-version-changed", Severity.HIGH, _chart(major=True),
         "Read the chart's upgrade notes: a major version may rename, recreate or drop what holds data.", kinds=RELEASES,
         actions=UPDATED, attributes=frozenset(OF_A_CHART)),
    Rule("release-version-changed", Severity.MEDIUM, _chart(major=False),
         "Compare what the two charts render: helm diff upgrade.", kinds=RELEASES, actions=UPDATED,
         attributes=frozenset(OF_A_CHART)),
)  # fmt: skip
