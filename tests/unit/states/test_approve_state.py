"""approve: exactly this plan, by this person, for this long."""

from datetime import timedelta

import pytest

from states.approve import Approve, expired
from states.engine import Recorder
from states.events import Approved, AwaitingApproval, Entered, Planned, Resumed, Started, State
from states.stored import APPROVED_ASSESSMENT, APPROVED_CHANGES, ASSESSMENT, OFFERED_CHANGES, load_approved
from tests.support.acts import reached
from tests.support.ports import Stage
from tests.support.small_plans import BUCKET
from tests.support.world import INPUTS, WHO


def test_who_approved_what_for_how_long() -> None:
    """The approval holds the offer, the person, the ticket and the time at which it is over."""
    act = reached(State.APPROVE)
    outcome = act.act()
    assert outcome == Approved("proceed", act.run.offer, WHO, "CHG-7", "2026-01-02T07:04:05+00:00")  # type: ignore[arg-type]
    assert act.run.state is State.BACKUP
    assert act.stage.approver.asked == [(act.run.offer, False)]


def test_its_time_runs_from_the_answer() -> None:
    """A person who thinks for an hour has the whole time from then on."""
    act = reached(State.APPROVE)
    act.stage.world.hook = lambda name: act.stage.world.sleep(3600) if name.startswith("approver.decide: after") else None
    outcome = act.act()
    assert isinstance(outcome, Approved)
    assert outcome.expires_at == "2026-01-02T08:04:05+00:00"
    end = act.stage.world.now + timedelta(hours=4)
    assert not expired(outcome, end - timedelta(seconds=1))
    assert expired(outcome, end)


def test_what_was_approved_is_kept_apart_from_what_is_offered() -> None:
    """The judged plan and its changes are copied with the approval, so that a later offer does not replace them."""
    act = reached(State.APPROVE)
    act.act()
    files = act.stage.files
    assert files.read(APPROVED_ASSESSMENT) == files.read(ASSESSMENT)
    assert files.read(APPROVED_CHANGES) == files.read(OFFERED_CHANGES)
    assert load_approved(files).meaning == act.run.approved.offer.meaning  # type: ignore[union-attr]


def test_without_an_answer_the_run_waits() -> None:
    """Nobody there: the run waits for this very hash, keeps nothing as approved, and asks again when it is resumed."""
    act = reached(State.APPROVE, lambda stage: setattr(stage.approver, "says", False))
    assert act.act() == AwaitingApproval(act.run.offer.approval)  # type: ignore[union-attr]
    assert act.run.state is State.WAITING
    assert act.stage.files.path(APPROVED_CHANGES) not in act.stage.world.disk
    act.stage.approver.says = True
    act.record(Resumed(State.APPROVE))
    assert isinstance(act.act(), Approved)


def test_an_answer_that_was_not_journalled_was_not_given() -> None:
    """Killed between the answer and its event, the person is asked again."""
    act = reached(State.APPROVE)
    act.record(Entered(State.APPROVE))
    assert act.settle() is None


def test_after_the_swap_it_is_planned_again() -> None:
    """Approving a plan that was made in place leads back to planning, and it is that plan which is offered."""
    act = reached(State.PLAN)
    act.stage.world.state.pop(BUCKET)
    planned = act.act()
    assert isinstance(planned, Planned)
    assert act.run.state is State.APPROVE
    act.on()
    approved = act.run.approved
    assert approved is not None
    assert (approved.then, approved.offer) == ("replan", planned.offer)
    assert act.run.state is State.PLAN


def test_nothing_is_approved_before_anything_is_planned() -> None:
    """Asking without an offer is a mistake of the program."""
    stage = Stage()
    stage.journal.append(Started("run", "0", INPUTS, WHO))
    with pytest.raises(ValueError, match="nothing was planned"):
        Approve().act(Recorder(stage.journal, lambda *_: None), stage.ports())
