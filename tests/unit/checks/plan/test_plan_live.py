"""What the deployment itself says raises or lowers a finding that it is about, is named with it, and makes nothing safe."""

from datetime import timedelta
from typing import Any

import pytest

from checks.facts import Missing, NotThere
from checks.facts.kubernetes import Budget
from checks.facts.live import BucketFact, DatabaseFact, SnapshotFact
from checks.model import Finding, Severity
from checks.plan import assess
from checks.plan.hazards import see
from checks.plan.live import HOLDS, Live, Weight, spell, weigh
from checks.plan.model import Assessment
from checks.plan.witnesses import hear
from tests.support.documented import ALL
from tests.support.facts import FACTS, GUIDE, RUNBOOK, world
from tests.support.healthy.live import HEALTHY, NOW
from tests.support.plans import REPLACE, Json, entry, plan, resource, updated

NAME = FACTS.known.values.namespace
CLUSTER = next(one.address for one in GUIDE.expected if "aws_rds_cluster.this" in one.address)
INSTANCE = next(one.address for one in GUIDE.expected if "aws_rds_cluster_instance" in one.address)
NODES = next(one.address for one in GUIDE.expected if "aws_eks_node_group" in one.address)
CUT = updated(
    CLUSTER,
    {"cluster_identifier": NAME, "backup_retention_period": 30},
    {"cluster_identifier": NAME, "backup_retention_period": 14},
)
CLASS = updated(
    INSTANCE,
    {"cluster_identifier": NAME, "instance_class": "db.r5.large", "apply_immediately": True},
    {"cluster_identifier": NAME, "instance_class": "db.r6g.large", "apply_immediately": True},
)
GONE = entry(CLUSTER, *REPLACE, before={"cluster_identifier": NAME}, after={"cluster_identifier": NAME})
EXPIRY = entry(
    "aws_s3_bucket_lifecycle_configuration.mine",
    "create",
    before=None,
    after={"bucket": "wb-file-storage-easy-bee", "rule": [{"status": "Enabled", "expiration": [{"days": 30}]}]},
)
DRAIN = entry(NODES, "create", "delete", before={"cluster_name": NAME}, after={"cluster_name": NAME})


def snapshot(**ago: float) -> tuple[SnapshotFact, ...]:
    """The one manual snapshot, made so long ago."""
    return (SnapshotFact("wb-before", "available", NOW - timedelta(**ago)),)


def judged(one: Json, live: Live | None) -> Assessment:
    """The documented plan with this change in it."""
    return assess(plan(*(other for other in ALL if other["address"] != one["address"]), one), RUNBOOK, live)


def told(one: Json, code: str, **facts: Any) -> Finding:
    """The finding of this change, in a healthy world but for these facts of AWS."""
    found = judged(one, hear(world("live", **facts), NOW))
    return next(each for each in found.findings if (each.subject, each.code) == (one["address"], code))


FRESH, OLD = snapshot(hours=3), snapshot(days=40)
SEVERAL = DatabaseFact("wb", "8.0", protected=False, retention=30, several_zones=True)
BARE = DatabaseFact("wb", "8.0", protected=False)
UNVERSIONED = BucketFact("wb-file-storage-easy-bee", False, (), None, None, ())
CASES: list[tuple[Json, str, dict[str, Any], Severity, str]] = [
    (
        CUT,
        "retention-cut",
        {"snapshots": OLD},
        Severity.CRITICAL,
        "snapshot wb-before is 40 days old: raises high to critical",
    ),
    (CUT, "retention-cut", {"snapshots": ()}, Severity.CRITICAL, f"no manual snapshot of {NAME}: raises high to critical"),
    (CUT, "retention-cut", {"snapshots": snapshot(days=3)}, Severity.HIGH, "newest snapshot wb-before is 3 days old"),
    (CUT, "retention-cut", {"snapshots": FRESH}, Severity.HIGH, "newest snapshot wb-before is 3 h old"),
    (CUT, "retention-cut", {"database": BARE}, Severity.CRITICAL, "wb has no automatic backups: raises high to critical"),
    (GONE, "data-store-destroyed", {"snapshots": FRESH}, Severity.HIGH, "is 3 h old: lowers critical to high"),
    (GONE, "data-store-destroyed", {"snapshots": OLD, "database": BARE}, Severity.CRITICAL, "is 40 days old"),
    (CLASS, "instance-class-changed", {"database": SEVERAL}, Severity.MEDIUM, "several zones: lowers high to medium"),
    (CLASS, "instance-class-changed", {}, Severity.HIGH, "has no standby in another zone"),
    (EXPIRY, "objects-expire", {}, Severity.MEDIUM, "versioning of wb-file-storage-easy-bee is on: lowers high to medium"),
    (EXPIRY, "objects-expire", {"bucket": UNVERSIONED}, Severity.CRITICAL, "is off: raises high to critical"),
]


@pytest.mark.parametrize(("one", "code", "facts", "severity", "line"), CASES, ids=[f"{one[1]} {one[4]}" for one in CASES])
def test_an_answer_weighs(one: Json, code: str, facts: dict[str, Any], severity: Severity, line: str) -> None:
    """It raises, lowers, or is only named with the finding, and says which; the change has the same line."""
    found = told(one, code, **facts)
    assert found.severity is severity
    assert any(line in because for because in found.because)
    change = next(each for each in judged(one, hear(world("live", **facts), NOW)).changes if each.address == one["address"])
    assert any(line in because for because in change.because)


@pytest.mark.parametrize(
    ("budgets", "severity", "line"),
    [
        ((Budget("default", "wandb", 0),), Severity.CRITICAL, "default/wandb lets no pod go: raises high to critical"),
        ((Budget("default", "wandb", 1),), Severity.HIGH, "each of 1 PodDisruptionBudgets lets a pod go"),
        ((), Severity.HIGH, "no PodDisruptionBudget"),
    ],
    ids=["tight", "loose", "none"],
)
def test_budgets_weigh_on_the_nodes(budgets: tuple[Budget, ...], severity: Severity, line: str) -> None:
    """One that lets no pod go makes the change of the nodes worse; others do not make it better."""
    found = judged(DRAIN, hear(world("kubernetes", budgets=budgets), NOW))
    (one,) = (each for each in found.findings if each.code == "node-group-replaced")
    assert one.severity is severity
    assert any(line in because for because in one.because)


def test_nothing_blocks_less() -> None:
    """With the best of answers a replaced database blocks; the prohibition stays critical, and so does the plan."""
    best = hear(world("live", snapshots=FRESH, database=DatabaseFact("wb", "8.0", True, 30, True)), NOW)
    found = judged(GONE, best)
    assert {"data-store-destroyed", "never-touch"} <= set(found.blocking())
    severities = {one.code: one.severity for one in found.findings if one.subject == CLUSTER}
    assert severities["never-touch"] is Severity.CRITICAL
    assert severities["data-store-destroyed"] is Severity.HIGH
    assert found.level == "critical"


@pytest.mark.parametrize(
    ("severity", "blocks", "then"),
    [
        (Severity.HIGH, True, Severity.HIGH),
        (Severity.HIGH, False, Severity.MEDIUM),
        (Severity.MEDIUM, False, Severity.MEDIUM),
        (Severity.LOW, False, Severity.LOW),
    ],
)
def test_nothing_is_made_safe(severity: Severity, blocks: bool, then: Severity) -> None:
    """A good answer lowers what blocks to high at least, everything else to medium; what is lower stays."""
    found = Finding("data-store-destroyed", severity, blocks=blocks, subject=CLUSTER, because=(), remedy="")
    seen = see(resource(GONE), "replace", "delete-create")
    ((weighed,), _) = weigh(hear(world("live", snapshots=FRESH), NOW), (found,), seen)
    assert (weighed.severity, weighed.blocks) == (then, blocks)


@pytest.mark.parametrize("unknown", [Missing("AWS says AccessDenied"), NotThere("the Aurora cluster wb")])
def test_what_could_not_be_asked_lowers_nothing(unknown: object) -> None:
    """It is said with the findings that it would have been about, and in the list of answers."""
    facts = world("live", snapshots=Missing("AWS says AccessDenied"), database=unknown, bucket=unknown)
    found = judged(GONE, hear(facts, NOW))
    one = next(each for each in found.findings if each.code == "data-store-destroyed")
    assert one.severity is Severity.CRITICAL
    assert "live: snapshot not known: AWS says AccessDenied; nothing is lowered" in one.because
    assert {each.topic for each in found.live if each.weight is Weight.UNKNOWN} == {
        "snapshot", "automatic backups", "deletion protection", "standby", "versioning",
    }  # fmt: skip


def test_another_database_is_not_spoken_for() -> None:
    """An answer is about the thing that was asked about, by its name."""
    mine = entry("aws_rds_cluster.mine", "delete", before={"cluster_identifier": "another"}, after=None)
    one = next(each for each in judged(mine, hear(FACTS, NOW)).findings if each.code == "data-store-destroyed")
    assert one.severity is Severity.CRITICAL
    assert not any(because.startswith("live:") for because in one.because)


def test_old_answers_are_not_counted_on() -> None:
    """What was seen hours ago is told, and lowers nothing any more."""
    live = hear(world("live", snapshots=FRESH), NOW)
    assert live.at(NOW + HOLDS) == live
    found = judged(GONE, live.at(NOW + timedelta(hours=30)))
    one = next(each for each in found.findings if each.code == "data-store-destroyed")
    assert one.severity is Severity.CRITICAL
    assert any("is 3 h old, but that was 30 h ago; nothing is lowered" in because for because in one.because)


@pytest.mark.parametrize(
    ("hours", "spelled"),
    [(-1, "less than 1 h"), (0.5, "less than 1 h"), (3, "3 h"), (47, "47 h"), (48, "2 days"), (960, "40 days")],
)
def test_ages(hours: float, spelled: str) -> None:
    """Hours at first, then days; a clock that is behind AWS's is no age."""
    assert spell(timedelta(hours=hours)) == spelled


def test_nobody_was_asked() -> None:
    """Of a plan by itself nothing is said of the deployment."""
    found = judged(CUT, None)
    assert found.live == ()
    assert not any(line.startswith("live:") for one in found.findings for line in one.because)


def test_the_healthy_world() -> None:
    """Everything that is asked has an answer there."""
    assert HEALTHY.snapshots
    assert all(one.weight is not Weight.UNKNOWN for one in hear(FACTS, NOW).witnesses)
