"""What is seen of the world beside the journal: an answer gets worse by it, and better only where a doubt is disproved."""

from dataclasses import replace

import pytest

import runbooks
from checks.facts import Missing, NotThere
from checks.facts.progress import Acted, Files, Progress
from checks.facts.standing import Before, Standing, StateNow
from checks.rollback import WayBack, way_back
from checks.standing import Seen, weighed
from tests.support import samples
from tests.support.progress import ALL, applying

KNOWN = runbooks.load("wandb-aws-operator").rollback
BEFORE = Before("lineage", 7, 14, "old.elb.example.com")
WHY = Missing("no answer within 30 s")
SAME = Standing(
    StateNow("lineage", 7, frozenset({"a.one"})), (), "old.elb.example.com", "old", "available", 14, new_application=()
)
UNKNOWN = Standing(WHY, WHY, WHY, WHY, WHY, WHY, WHY)
SWAPPED = Progress(Files.AFTER, locked=True)
DATABASE = next(one for one in ALL if one.type == "aws_rds_cluster")
RECORD = next(one for one in ALL if one.type == "aws_route53_record")
OLD = next(one for one in ALL if one.address == "module.wandb_app.kubernetes_deployment.wandb")
CHANGES = tuple(
    samples.change(one.address, one.action, samples.Severity.INFO, type=one.type, findings=one.findings) for one in ALL
)


def way(progress: Progress, standing: Standing, *, settled: bool = True, before: Before | None = BEFORE) -> WayBack:
    """The answer by both."""
    return weighed(progress, (), before, standing, KNOWN, settled=settled)[0]


@pytest.mark.parametrize("standing", [SAME, UNKNOWN, Standing()], ids=["same", "unknown", "not-asked"])
@pytest.mark.parametrize("progress", [SWAPPED, applying(*ALL[:3]), applying(*ALL)], ids=["swapped", "begun", "all"])
def test_nothing_new(standing: Standing, progress: Progress) -> None:
    """A world that is as before, that nobody can ask, or that nobody asked leaves the journal's answer as it is."""
    assert way(progress, standing) == way_back(progress, KNOWN)


@pytest.mark.parametrize(
    ("standing", "point", "reversibility", "guide"),
    [
        (replace(SAME, state=StateNow("lineage", 8)), "state-moved", "forward-is-safer", "roll-forward"),
        (replace(SAME, state=StateNow("other", 7)), "state-moved", "forward-is-safer", "roll-forward"),
        (replace(SAME, state=StateNow("", -1)), "state-lost", "forward-is-safer", "nothing-applied"),
        (replace(SAME, gone=("Deployment default/wandb",)), "objects-missing", "reversible-with-outage", "give-back"),
        (replace(SAME, record=NotThere("a")), "record-missing", "reversible-with-outage", "give-back"),
        (replace(SAME, record="other.example.com"), "record-missing", "reversible-with-outage", "give-back"),
        (replace(SAME, balancer=NotThere("old")), "balancer-gone", "reversible-with-outage", "undo-the-swap"),
        (replace(SAME, retention=1), "backups-gone", "irreversible", "backups-gone"),
        (replace(SAME, retention=NotThere("db")), "other-delete", "forward-only", "undo-the-swap"),
        (replace(SAME, new_application=("default/app",)), "new-application-started", "forward-only", "restore-the-database"),
        (
            replace(SAME, new_application=("default/app",), snapshot=NotThere("s")),
            "snapshot-gone", "irreversible", "restore-the-database",
        ),
        (replace(SAME, snapshot=NotThere("s")), "lock-file-moved", "fully-reversible", "undo-the-swap"),
    ],
)  # fmt: skip
def test_it_gets_worse(standing: Standing, point: str, reversibility: str, guide: str) -> None:
    """After the swap, each thing that somebody else changed is a fact of its own, with what was seen, and its guide."""
    found = way(SWAPPED, standing)
    assert (found.point, found.reversibility) == (point, reversibility)
    assert guide in {one.id for one in found.guides}
    assert point == "lock-file-moved" or "seen just now" in found.facts[0].because[1]


def test_a_swap_is_not_undone_over_a_state_that_moved() -> None:
    """The guide is not told: the old configuration may not fit that state."""
    assert "undo-the-swap" not in {one.id for one in way(SWAPPED, replace(SAME, state=StateNow("lineage", 8))).guides}


def test_what_only_the_state_tells() -> None:
    """Approved creates that are in the state, and approved deletes that are not any more, count as done."""
    created = frozenset(one.address for one in ALL if one.action == "create")
    now = StateNow("lineage", 9, created)
    facts = weighed(Progress(Files.AFTER), CHANGES, BEFORE, replace(SAME, state=now), KNOWN, settled=True)[0].facts
    assert {"new-application-started", "old-application-gone", "acted"} <= {one.id for one in facts}
    assert "only the state tells of it" in next(one for one in facts if one.subject == OLD.address).because
    other = weighed(
        Progress(Files.AFTER), CHANGES, BEFORE, replace(SAME, state=replace(now, lineage="x")), KNOWN, settled=True
    )
    assert "acted" not in {one.id for one in other[0].facts}


@pytest.mark.parametrize("one", [DATABASE, RECORD, OLD], ids=lambda one: one.type)
def test_a_doubt_is_disproved(one: Acted) -> None:
    """Begun and not seen to end, and what was there is there: it was not done; where something may be at work, it may be."""
    doubted = applying(replace(one, certain=False))
    assert way(doubted, SAME).point == "begun-not-done"
    assert way(doubted, SAME, settled=False) == way_back(doubted, KNOWN)
    assert way(doubted, UNKNOWN) == way_back(doubted, KNOWN)


def test_what_was_done_is_not_disproved() -> None:
    """An action that Terraform saw done stays done, whatever is seen."""
    assert way(applying(DATABASE, RECORD, OLD), SAME) == way_back(applying(DATABASE, RECORD, OLD), KNOWN)


def test_what_is_not_known_is_said() -> None:
    """Each question that brought nothing has its reason among the sights."""
    sights = weighed(SWAPPED, (), BEFORE, UNKNOWN, KNOWN, settled=True)[1]
    assert len(sights) == 7
    assert {(one.seen, one.says) for one in sights} == {(Seen.UNKNOWN, WHY.why)}
