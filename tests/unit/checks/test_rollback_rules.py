"""What happened, and whether it can be undone: fact by fact, never better than before as more happens."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

import runbooks
from checks.facts.progress import Acted, Files, Progress
from checks.plan.model import JudgedChange
from checks.rollback import for_good, way_back
from runbooks.rollback import Reversibility
from tests.support import samples
from tests.support.progress import ALL, applying

KNOWN = runbooks.load("wandb-aws-operator").rollback
BY_TYPE = {one.type: one for one in ALL}
RECORD, DATABASE, NODES = (BY_TYPE[f"aws_{one}"] for one in ("route53_record", "rds_cluster", "eks_node_group"))
OLD = next(one for one in ALL if one.address == "module.wandb_app.kubernetes_deployment.wandb")
OPERATOR, APPLICATION = (
    next(one for one in ALL if one.address.endswith(f"helm_release.{name}")) for name in ("operator", "wandb")
)
ROLE = BY_TYPE["aws_iam_role"]


@pytest.mark.parametrize(
    ("progress", "point", "reversibility", "guides"),
    [
        (Progress(Files.BEFORE), "untouched", "fully-reversible", ["nothing-to-undo"]),
        (Progress(Files.BETWEEN), "swap-begun", "fully-reversible", ["undo-the-swap"]),
        (Progress(Files.AFTER), "swapped", "fully-reversible", ["undo-the-swap"]),
        (Progress(Files.FOREIGN), "in-place", "fully-reversible", ["revert-the-commit"]),
        (Progress(Files.AFTER, locked=True), "lock-file-moved", "fully-reversible", ["undo-the-swap"]),
        (Progress(Files.REVERTED, locked=True), "reverted", "fully-reversible", ["nothing-to-undo"]),
        (
            Progress(Files.BEFORE, quiesced=True), "quiesced", "reversible-with-outage",
            ["nothing-to-undo", "wake-the-old-application"],
        ),
        (applying(), "apply-began", "forward-is-safer", ["nothing-applied", "undo-the-swap"]),
        (applying(ROLE), "other-create", "forward-is-safer", ["roll-forward"]),
        (applying(ROLE, RECORD), "record-moved", "reversible-with-outage", ["roll-forward", "hybrid"]),
        (applying(ROLE, OLD), "old-application-gone", "reversible-with-outage", ["roll-forward", "hybrid"]),
        (applying(NODES), "nodes-changed", "reversible-with-outage", ["roll-forward", "hybrid", "old-sizes"]),
        (applying(OPERATOR), "operator-installed", "forward-is-safer", ["roll-forward"]),
        (
            applying(OPERATOR, APPLICATION), "new-application-started", "forward-only",
            ["roll-forward", "hybrid", "restore-the-database", "teardown"],
        ),
        (applying(ROLE, DATABASE), "backups-gone", "irreversible", ["roll-forward", "backups-gone"]),
        (
            replace(applying(*ALL), verified=True), "backups-gone", "irreversible",
            ["hybrid", "old-sizes", "restore-the-database", "backups-gone", "teardown"],
        ),
    ],
)  # fmt: skip
def test_points(progress: Progress, point: str, reversibility: str, guides: list[str]) -> None:
    """Each point of a run has its answer, and the ways that lead from there; what never to do is always told."""
    found = way_back(progress, KNOWN)
    assert (found.point, found.reversibility) == (point, reversibility)
    assert [one.id for one in found.guides] == [*guides, "never"]


def rank(*done: Acted) -> int:
    """How bad it is after these."""
    return way_back(applying(*done), KNOWN).reversibility.rank


def test_every_prefix_of_the_documented_apply() -> None:
    """The claim never gets better as more completes, and once anything completed it is never fully reversible."""
    ranks = [rank(*ALL[:number]) for number in range(len(ALL) + 1)]
    assert ranks == sorted(ranks)
    assert min(ranks[1:]) > Reversibility.FULL.rank
    assert [Reversibility.OUTAGE.rank in ranks, ranks[-1]] == [True, Reversibility.IRREVERSIBLE.rank]


@given(some.permutations(ALL), some.integers(0, len(ALL) - 1))
def test_in_any_order(order: list[Acted], number: int) -> None:
    """The same in whatever order Terraform comes to them."""
    assert Reversibility.FULL.rank < rank(*order[: number + 1]) >= rank(*order[:number])


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.address)
def test_doubt_counts_as_done(one: Acted) -> None:
    """An action that was begun and not seen to end is as bad as one that was done, and the facts say so."""
    doubted = way_back(applying(replace(one, certain=False)), KNOWN)
    assert doubted.reversibility is way_back(applying(one), KNOWN).reversibility
    fact = next(found for found in doubted.facts if found.subject == one.address)
    assert not fact.certain
    assert "count it as done" in fact.because[-1]


@pytest.mark.parametrize(
    ("kind", "action", "point", "reversibility"),
    [
        ("aws_s3_bucket", "delete", "other-delete", "forward-only"),
        ("aws_vpc", "replace", "other-delete", "forward-only"),
        ("aws_s3_bucket", "forget", "other-delete", "forward-only"),
        ("aws_sqs_queue", "update", "other-update", "forward-is-safer"),
        ("aws_sqs_queue", "create", "other-create", "forward-is-safer"),
    ],
)
def test_what_nobody_foresaw(kind: str, action: str, point: str, reversibility: str) -> None:
    """What no rule is about is judged by its action: what is gone and unknown cannot simply be put back."""
    found = way_back(applying(Acted(f"{kind}.one", kind, action, (), (), certain=True)), KNOWN)
    assert (found.point, found.reversibility) == (point, reversibility)


def test_a_retention_that_is_cut_says_what_is_lost() -> None:
    """The fact has the address and the figures of the plan."""
    database = replace(DATABASE, because=("backup_retention_period: 14 -> 1",))
    fact = way_back(applying(database), KNOWN).facts[0]
    assert fact.subject == DATABASE.address
    assert fact.because[1:] == ("backup_retention_period: 14 -> 1",)
    assert "gone for good" in fact.because[0]


def test_a_log_group_that_is_kept_shorter_is_no_backup() -> None:
    """The same finding on another type is not about the database's backups."""
    group = Acted("aws_cloudwatch_log_group.a", "aws_cloudwatch_log_group", "update", ("retention-cut",), (), certain=True)
    assert way_back(applying(group), KNOWN).point == "other-update"


def judged(one: Acted) -> JudgedChange:
    """The same as a change of a plan."""
    return samples.change(one.address, one.action, samples.Severity.INFO, *one.because, type=one.type, findings=one.findings)


def test_what_a_plan_cannot_take_back() -> None:
    """Of the documented plan, two things are for good: the new application's start and the cut of the retention."""
    found = for_good(map(judged, ALL), KNOWN)
    assert {(one.id, one.subject) for one in found} == {
        ("new-application-started", APPLICATION.address),
        ("backups-gone", DATABASE.address),
    }
