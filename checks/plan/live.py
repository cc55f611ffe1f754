"""What the deployment itself says of a plan's risks: each answer raises a finding, lowers it, or is only named with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from checks.model import Finding, Severity
from checks.plan.hazards.rule import of
from checks.plan.hazards.seen import Seen

# Older answers are not counted on: somebody may have removed what was seen.
HOLDS = timedelta(hours=4)
LIVE_LINE = "live: "  # how evidence from the deployment itself begins
LADDER = tuple(sorted(Severity, key=lambda one: one.rank))


class Weight(StrEnum):
    """What an answer does to the findings that it is about. What is not known never lowers anything."""

    RAISES = "raises"
    LOWERS = "lowers"
    NAMED = "named"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Witness:
    """One answer: its `topic`, the `name` of the thing that was asked about (empty where it has none), what it says."""

    topic: str
    name: str
    says: str
    weight: Weight


@dataclass(frozen=True)
class Live:
    """What was asked, and when."""

    asked_at: datetime
    witnesses: tuple[Witness, ...]

    def at(self, now: datetime) -> "Live":
        """The same, as much as it is still worth."""
        if now - self.asked_at <= HOLDS:
            return self
        return replace(self, witnesses=tuple(_faded(one, now - self.asked_at) for one in self.witnesses))


@dataclass(frozen=True)
class Bearing:
    """Which findings a topic is about: on these types, where this attribute has the thing's name, with these codes."""

    kinds: Callable[[str], bool]
    identity: str
    raises: frozenset[str]
    lowers: frozenset[str]


DATABASE = of("aws_rds_cluster", "aws_rds_cluster_instance")
TOPICS = {
    "snapshot": Bearing(
        DATABASE,
        "cluster_identifier",
        raises=frozenset({"deletion-protection-off", "engine-version-changed", "final-snapshot-skipped", "retention-cut"}),
        lowers=frozenset({"backups-off", "data-store-destroyed", "engine-version-changed"}),
    ),
    "automatic backups": Bearing(
        DATABASE, "cluster_identifier", raises=frozenset({"engine-version-changed", "retention-cut"}), lowers=frozenset()
    ),
    "deletion protection": Bearing(
        of("aws_rds_cluster"), "cluster_identifier", raises=frozenset(), lowers=frozenset({"data-store-destroyed"})
    ),
    "standby": Bearing(
        DATABASE,
        "cluster_identifier",
        raises=frozenset(),
        lowers=frozenset({"engine-version-changed", "instance-class-changed", "machine-restarted"}),
    ),
    "versioning": Bearing(
        of("aws_s3_bucket", "aws_s3_bucket_lifecycle_configuration"),
        "bucket",
        raises=frozenset({"force-destroy-on", "objects-expire"}),
        lowers=frozenset({"objects-expire"}),
    ),
    "disruption budgets": Bearing(
        of("aws_eks_node_group"),
        "cluster_name",
        raises=frozenset({"node-group-replaced", "nodes-upgraded"}),
        lowers=frozenset(),
    ),
}


def weigh(live: Live, found: tuple[Finding, ...], seen: Seen) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """The findings of a change by what is known of the thing, and the lines that say so; nothing blocks less than before."""
    about = [one for one in live.witnesses if _is_about(one, seen)] if found else []
    weighed = tuple(_weighed(one, about) for one in found) if about else found
    lines = dict.fromkeys(line for old, new in zip(found, weighed, strict=True) for line in new.because[len(old.because) :])
    return weighed, tuple(lines)


def _faded(one: Witness, age: timedelta) -> Witness:
    return replace(one, weight=Weight.UNKNOWN, says=f"{one.says}, but that was {spell(age)} ago")


def _is_about(one: Witness, seen: Seen) -> bool:
    bearing = TOPICS.get(one.topic)
    if bearing is None or not bearing.kinds(seen.kind):
        return False
    return not one.name or (seen.before or seen.after).get(bearing.identity) == one.name


def _weighed(finding: Finding, about: Iterable[Witness]) -> Finding:
    heard = [one for one in about if finding.code in TOPICS[one.topic].raises | TOPICS[one.topic].lowers]
    weights = {_weight(one, finding.code) for one in heard}
    severity = _moved(finding, weights)
    lines = tuple(_line(one, _weight(one, finding.code), finding.severity, severity) for one in heard)
    return replace(finding, severity=severity, because=(*finding.because, *lines)) if lines else finding


def _weight(one: Witness, code: str) -> Weight:
    """An answer that says nothing against, or for, this finding is only named with it."""
    bearing = TOPICS[one.topic]
    idle = (one.weight is Weight.RAISES and code not in bearing.raises) or (
        one.weight is Weight.LOWERS and code not in bearing.lowers
    )
    return Weight.NAMED if idle else one.weight


def _moved(finding: Finding, weights: set[Weight]) -> Severity:
    """One step, and never below medium, or below high where it blocks: no answer makes a plan safe."""
    at = finding.severity.rank
    if Weight.RAISES in weights:
        return LADDER[min(at + 1, Severity.CRITICAL.rank)]
    floor = Severity.HIGH if finding.blocks else Severity.MEDIUM
    return LADDER[at - 1] if Weight.LOWERS in weights and at > floor.rank else finding.severity


def _line(one: Witness, weight: Weight, was: Severity, severity: Severity) -> str:
    if weight is Weight.UNKNOWN:
        return f"{LIVE_LINE}{one.topic} not known: {one.says}; nothing is lowered"
    moves = (weight is Weight.RAISES and severity.rank > was.rank) or (weight is Weight.LOWERS and severity.rank < was.rank)
    return LIVE_LINE + (f"{one.says}: {weight} {was} to {severity}" if moves else one.says)


def spell(age: timedelta) -> str:
    """An age in hours, or in days from two on: `less than 1 h`, `3 h`, `40 days`."""
    hours = age.total_seconds() / 3600
    if hours < 1:
        return "less than 1 h"
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"
