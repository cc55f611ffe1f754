"""Between a dead Terraform and the next plan: look, wait, import, untaint, ask; everything journalled."""

import json

import pytest

from checks.facts import TerraformFact
from checks.facts.existing import Condition, Existing
from checks.lock import LockInfo
from checks.problem import Problem
from states.events import Accepted, Planned, State
from states.imports import imports_text
from states.mending import (
    TAINT,
    Doubted,
    Import,
    Pushed,
    PushIntended,
    Reconciled,
    ReconcileIntended,
    TaintOffered,
    UnlockAsked,
    Unlocked,
    UnlockIntended,
)
from states.terraform import StateLocked
from tests.support.acts import Act, reached
from tests.support.small_plans import NODES, OPERATOR, change
from tests.support.terraform_port import Apply, trouble
from tests.support.world import HERE, IMPORTS_FILE, RUN, WHO

MADE = "terraform.follow_apply: message #23"
BUSY = Existing("wandb/operator", Condition.BUSY, "creating")
READY = Existing("wandb/operator", Condition.READY, "deployed")
TAINTED = {"before": {"id": "wandb/operator", "name": "operator", "namespace": "wandb"}, "reason": "replace_because_tainted"}
LOCK = LockInfo("1-2-3", f"{WHO.user}@{WHO.host}", "2026-01-02 03:04:05.1 +0000 UTC", "OperationTypeApply")


def lost(instant: str = MADE) -> Act:
    """A run that is about to plan after its Terraform was killed at an instant; at this one the release was just made."""
    act = reached(State.APPLY)
    first: list[Apply] = []

    def hook(name: str) -> None:
        if name == instant:
            first.extend(act.stage.terraform.applies.values())
            first[0].kill()

    act.stage.world.hook = hook
    with pytest.raises(Problem, match="apply-in-doubt"):
        act.act()
    act.again()
    return Act(act.stage, State.PLAN)


def test_adopted() -> None:
    """Journalled before and after, planned as an import, put before a person; the generated file is gone again."""
    act = lost()
    found = (Import(OPERATOR, "wandb/operator"),)
    outcome = act.act()
    assert isinstance(outcome, Planned)
    assert (outcome.then, outcome.because) == ("differ", (f"{OPERATOR}: create was approved, and now it is import",))
    assert act.journalled(ReconcileIntended) == [ReconcileIntended(found, ())]
    assert act.journalled(Reconciled) == [Reconciled(found, ())]
    assert HERE / IMPORTS_FILE not in act.stage.world.disk
    assert ("helm_release", {"namespace": "wandb", "name": "operator"}, None) in act.stage.lookup.asked


def test_what_was_not_made_goes_on_under_the_same_approval() -> None:
    """Killed with nothing unseen: the rest of what was approved is covered, and nobody is asked again."""
    act = lost("terraform.follow_apply: message #22")
    assert act.act().then == "proceed"  # type: ignore[union-attr]
    assert act.journalled(ReconcileIntended) == []


def test_still_being_made() -> None:
    """It is waited for, with word of it; who is out of patience asks."""
    act = lost()
    act.stage.lookup.says["helm_release"] = [BUSY, BUSY, READY]
    before = act.stage.world.now
    act.act()
    assert (act.stage.world.now - before).total_seconds() == 2
    assert any("waiting for" in one.text and "is creating" in one.text for one in act.stage.notes)
    act = lost()
    act.stage.lookup.says["helm_release"] = BUSY
    with pytest.raises(Problem, match="apply-in-doubt") as caught:
        act.act()
    assert "has been for 30 minutes" in caught.value.why


def test_nobody_can_tell() -> None:
    """A person is asked with what could be told; the word counts for these addresses, and wants an approval anew."""
    act = lost("terraform.follow_apply: message #11")
    with pytest.raises(Problem, match="apply-in-doubt") as caught:
        act.act()
    assert "made-1 exists beside wandb:old" in caught.value.why
    assert [one.addresses for one in act.journalled(Doubted)] == [(NODES,)]  # type: ignore[union-attr]
    act.stage.terraform.put_right()
    act.record(Accepted("apply-in-doubt", "imported", WHO))
    assert act.run.mending.vouched == (NODES,)
    assert act.again().then == "differ"  # type: ignore[union-attr]


def test_a_terraform_without_import_blocks() -> None:
    """Before 1.5 no import can be planned: the command for it is said instead."""
    act = lost()
    act.stage.terraform.fact = lambda: TerraformFact("terraform", "1.4.6", "terraform")  # type: ignore[method-assign]
    act.record(Accepted("terraform-version-changed", "the old one is all there is", WHO))
    with pytest.raises(Problem) as caught:
        act.act()
    assert f"terraform import '{OPERATOR}' 'wandb/operator'" in caught.value.why


def tainted() -> Act:
    """A run that is about to plan again; the release is tainted, and deployed."""
    act = lost("terraform.follow_apply: message #24")
    act.stage.terraform.more = [
        change(OPERATOR, ["delete", "create"], TAINTED["before"], TAINTED["before"], action_reason=TAINTED["reason"])  # type: ignore[arg-type]
    ]
    act.stage.lookup.says["helm_release"] = READY
    return act


def test_tainted_and_healthy() -> None:
    """To keep it is offered, and done only on a person's word; then it goes on under the approval that stands."""
    act = tainted()
    assert act.act().then == "block"  # type: ignore[union-attr]
    assert [one.addresses for one in act.journalled(TaintOffered)] == [(OPERATOR,)]  # type: ignore[union-attr]
    assert act.stage.terraform.untainted == []
    act.record(Accepted(TAINT, "the pods run", WHO))
    act.again()
    assert act.stage.terraform.untainted == [OPERATOR]
    assert act.journalled(Reconciled) == [Reconciled((), (OPERATOR,))]
    assert act.run.state is State.VERIFY  # nothing else was left


def test_a_word_for_a_taint_that_was_never_offered() -> None:
    """Given beforehand, it untaints nothing."""
    act = tainted()
    act.record(Accepted(TAINT, "whatever", WHO))
    act.act()
    assert act.stage.terraform.untainted == []


def test_the_imports_file() -> None:
    """One block for each address; what stands in an id is no template."""
    text = imports_text([Import('a.b["c"]', 'x${y}%{z}"')])
    assert 'to = a.b["c"]\n  id = "x$${y}%%{z}\\""\n' in text


def test_a_lock_that_our_own_dead_terraform_left() -> None:
    """It is said whose it is; it goes on a person's word for this very id, journalled before and after."""
    act = lost("terraform.follow_apply: message #22")
    act.stage.terraform.locked = LOCK
    with pytest.raises(Problem, match="state-lock-stale") as caught:
        act.act()
    assert caught.value.next == "migrator resume --unlock 1-2-3"
    for ident in ("another", "1-2-3"):
        assert act.stage.terraform.locked is LOCK
        act.record(UnlockAsked(ident, WHO))
        if ident == "another":
            with pytest.raises(Problem, match="state-lock-stale"):
                act.again()
    act.again()
    assert (act.journalled(UnlockIntended), act.journalled(Unlocked)) == ([UnlockIntended("1-2-3")], [Unlocked("1-2-3")])


@pytest.mark.parametrize(
    "lock",
    [
        LockInfo("1-2-3", "kim@elsewhere", LOCK.created, LOCK.operation),
        LockInfo("1-2-3", LOCK.who, "2026-01-02 03:04:04 +0000 UTC", LOCK.operation),
        LockInfo("1-2-3", LOCK.who, LOCK.created, "OperationTypePlan"),
        LockInfo("1-2-3", LOCK.who, "", LOCK.operation),
    ],
)
def test_anybody_elses_lock(lock: LockInfo) -> None:
    """Another's, an older one, one of a plan: never broken, whoever asks."""
    act = lost("terraform.follow_apply: message #22")
    act.stage.terraform.locked = lock
    act.record(UnlockAsked("1-2-3", WHO))
    with pytest.raises(StateLocked):
        act.act()
    assert act.stage.terraform.locked is lock


def test_a_lock_while_something_of_ours_lives() -> None:
    """A provider that still works may still want its state: the lock stands."""
    act = lost("terraform.follow_apply: message #22")
    act.stage.terraform.locked = LOCK
    act.stage.terraform.busy = 10
    act.record(UnlockAsked("1-2-3", WHO))
    with pytest.raises(StateLocked):
        act.act()


def left(act: Act, lineage: str = "lineage-1", more: int = 3) -> int:
    """An errored.tfstate that is so much newer than the backend's; its serial."""
    serial = act.stage.world.serial + more
    act.stage.workspace.left = json.dumps({"lineage": lineage, "serial": serial}).encode()
    return serial


def test_a_state_that_the_backend_did_not_take() -> None:
    """Pushed before anything is planned, kept in the run's directory, and gone from the workspace."""
    act = lost("terraform.follow_apply: message #22")
    serial = left(act)
    act.act()
    kept = f"errored-{serial}.tfstate"
    assert act.stage.terraform.pushed == [RUN / kept]
    assert [one.serial for one in act.journalled(PushIntended)] == [serial]  # type: ignore[union-attr]
    assert act.journalled(Pushed) == [Pushed(serial, kept)]
    assert act.stage.workspace.left is None


def test_a_state_behind_the_lock_that_its_backend_kept() -> None:
    """The lock that the backend kept stands in the way of the push: it goes first, if a person says so."""
    act = lost("terraform.follow_apply: message #22")
    serial = left(act)
    act.stage.terraform.locked = LOCK
    with pytest.raises(Problem, match="state-lock-stale"):
        act.act()
    assert act.stage.workspace.left is not None
    act.record(UnlockAsked("1-2-3", WHO))
    act.again()
    assert act.journalled(Unlocked) == [Unlocked("1-2-3")]
    assert act.stage.terraform.pushed == [RUN / f"errored-{serial}.tfstate"]


def test_a_state_that_was_pushed_already() -> None:
    """Killed between the push and its outcome: it is not pushed twice, and the file goes."""
    act = lost("terraform.follow_apply: message #22")
    left(act, more=0)
    act.act()
    assert (act.stage.terraform.pushed, act.stage.workspace.left) == ([], None)


@pytest.mark.parametrize(
    "content", [b"{", b'{"lineage": "another", "serial": 99}', b'{"lineage": "lineage-1", "serial": 1}']
)
def test_a_state_that_must_not_be_pushed(content: bytes) -> None:
    """Of another lineage, older than the backend's, or no state: refused with both identities, and nothing is planned."""
    act = lost("terraform.follow_apply: message #22")
    act.stage.workspace.left = content
    plans = act.stage.terraform.plans
    with pytest.raises(Problem, match="errored-state-refused") as caught:
        act.act()
    assert f"serial {act.stage.world.serial}" in caught.value.why
    assert (act.stage.terraform.pushed, act.stage.terraform.plans, act.stage.workspace.left) == ([], plans, content)


def test_a_push_that_fails() -> None:
    """The file stays where it is, for the next start."""
    act = lost("terraform.follow_apply: message #22")
    left(act)

    def push(*_: object) -> None:
        raise trouble("terraform-failed")

    act.stage.terraform.push = push  # type: ignore[method-assign]
    with pytest.raises(Problem, match="terraform-failed"):
        act.act()
    assert act.stage.workspace.left is not None
