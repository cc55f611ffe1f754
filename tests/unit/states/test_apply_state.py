"""apply: a saved plan is started at most once, and whatever became of it is found out before anything else."""

import pytest

from checks.problem import Problem
from states.attempts import Footing
from states.events import (
    Accepted,
    ActionSeen,
    Applied,
    ApplyIntended,
    ApplyStarted,
    Entered,
    Event,
    Halted,
    Planned,
    State,
    Unfinished,
)
from states.stored import APPROVED_ASSESSMENT, PLAN_FILE
from states.terraform import StreamKind
from tests.support.acts import Act, reached
from tests.support.crash import at
from tests.support.samples import PROCESS
from tests.support.small_plans import EFFECTS, OPERATOR, POLICY
from tests.support.terraform_port import Apply, trouble
from tests.support.world import RUN, WHO, Death

BEGUN = "terraform.begin_apply: after #1"


def first(act: Act) -> Apply:
    """The first Terraform that was started."""
    return next(iter(act.stage.terraform.applies.values()))


def dies(instant: str) -> Act:
    """A run that died in apply; Terraform lives."""
    act = reached(State.APPLY)
    act.stage.world.hook = at(instant)
    with pytest.raises(Death):
        act.act()
    act.stage.world.dead = False
    return Act(act.stage, State.APPLY)


def killed(code: int | None = None, instant: str = "terraform.follow_apply: message #8") -> Act:
    """A run whose Terraform was killed at an instant; that was said once."""
    act = reached(State.APPLY)
    act.stage.world.hook = lambda name: first(act).kill(code) if name == instant else None
    with pytest.raises(Problem, match="apply-in-doubt"):
        act.act()
    return act


def test_the_approved_plan_is_applied() -> None:
    """The intent is journalled before Terraform starts, every action as it begins and ends, and the counts at its end."""
    act = reached(State.APPLY)
    assert act.act() == Applied({"create": 2, "delete": 1, "replace": 1, "update": 1})
    order = [type(one.event) for one in act.stage.journal.kept]
    assert order.index(ApplyIntended) < order.index(ApplyStarted)
    assert sorted(act.stage.world.effects[3:]) == sorted(EFFECTS)
    assert act.run.state is State.VERIFY


def test_a_live_terraform_is_attached_to() -> None:
    """Terraform that works on without us is followed from its first message, and no second one is started."""
    act = dies("terraform.follow_apply: message #4")
    assert first(act).alive
    assert isinstance(act.settle(), Applied)
    assert len(act.stage.terraform.started) == 1
    assert any("still running: attaching" in one.text for one in act.stage.notes)


def test_a_finished_terraform_is_read() -> None:
    """Terraform that ended without us is read to its end."""
    act = dies("terraform.follow_apply: message #4")
    first(act).finish()
    assert isinstance(act.settle(), Applied)
    assert any("has ended: reading" in one.text for one in act.stage.notes)


def test_a_terraform_that_was_never_journalled_is_found() -> None:
    """Killed between Terraform's start and its event, the process is found by its directory, and journalled."""
    act = dies(BEGUN)
    assert act.journalled(ApplyStarted) == []
    assert isinstance(act.settle(), Applied)
    assert act.journalled(ApplyStarted) == [ApplyStarted(first(act).process)]


def test_a_terraform_that_never_came_to_life() -> None:
    """Killed before the start: nothing can start in that directory any more, and it is planned anew."""
    act = dies("terraform.begin_apply: before #1")
    assert act.settle() == Unfinished(None, ())
    assert act.stage.terraform.given_up == {RUN / "apply-1"}


def test_killed_before_the_intent() -> None:
    """Without an intent there is nothing to settle, and the plan is started."""
    act = dies("journal ApplyIntended: before #1")
    assert act.settle() is None
    assert isinstance(act.act(), Applied)


@pytest.mark.parametrize("code", [None, -9])
def test_killed_in_the_middle(code: int | None) -> None:
    """Nobody saw it end, or it was a signal: exit code 1 names what was in flight; the next start plans, no more."""
    act = killed(code)
    effects = list(act.stage.world.effects)
    assert act.run.halted is not None
    assert f"in doubt: {POLICY}." in act.run.halted.what
    assert act.again() == Unfinished(code, (POLICY,))
    assert (act.stage.world.effects, len(act.stage.terraform.started)) == (effects, 1)
    assert (act.run.state, act.run.footing) == (State.PLAN, Footing.OURS)


def test_died_with_us() -> None:
    """Found dead, what it said is journalled to the last word, and what is left is planned at once."""
    act = dies("terraform.follow_apply: message #8")
    first(act).kill()
    assert act.settle() == Unfinished(None, (POLICY,))
    said = [one for one in first(act).lines if one.kind in (StreamKind.STARTED, StreamKind.COMPLETED)]
    assert len(act.journalled(ActionSeen)) == len(said)


def test_a_provider_that_works_on_is_waited_for() -> None:
    """What a dead Terraform's provider is still creating would be created again: nothing is planned while it lives."""
    act = killed()
    act.stage.terraform.busy = 5
    before = act.stage.world.now
    assert isinstance(act.again(), Unfinished)
    assert (act.stage.world.now - before).total_seconds() == 5
    act = killed()
    act.stage.terraform.busy = 10**6
    with pytest.raises(Problem, match="provider-still-works"):
        act.again()


def test_a_word_that_was_given_beforehand_does_not_count() -> None:
    """Accepted before the failure was put before anybody, it vouches for nothing."""
    act = reached(State.APPLY)
    act.record(Accepted("apply-in-doubt", "just go on", WHO))
    act.stage.world.hook = lambda name: first(act).kill() if name == BEGUN else None
    with pytest.raises(Problem, match="apply-in-doubt"):
        act.act()
    act.again()
    assert not act.run.attempts[-1].vouched


def test_a_persons_word_goes_on_by_planning_anew() -> None:
    """Vouched for, what is left is planned again under a new approval; what was in doubt stays in the journal."""
    act = killed()
    act.record(Accepted("apply-in-doubt", "imported", WHO))
    assert act.again() == Unfinished(None, (POLICY,))
    act.stage.terraform.put_right()
    asked = len(act.stage.approver.asked)
    act.on()
    assert len(act.stage.approver.asked) == asked + 1
    assert isinstance(act.act(), Applied)
    assert sorted(act.stage.world.effects[3:]) == sorted(EFFECTS)


def test_a_second_doubt_wants_a_second_word() -> None:
    """A person's word is about one attempt: the next one that is killed is in doubt again."""
    act = killed(instant=BEGUN)
    act.record(Accepted("apply-in-doubt", "nothing there", WHO))
    act.again()
    act.on()
    second = BEGUN.replace("#1", "#2")
    act.stage.world.hook = lambda name: act.stage.terraform.applies[RUN / "apply-2"].kill() if name == second else None
    with pytest.raises(Problem, match="apply-in-doubt"):
        act.act()
    act.again()
    assert [one.vouched for one in act.run.attempts] == [True, False]


def test_cancelled_with_something_in_flight() -> None:
    """Exit code 1 with an action that never ended, as after two interrupts, is doubt too: it may exist and be unknown."""
    act = killed(1)
    assert act.again() == Unfinished(1, (POLICY,))


def test_a_failed_apply() -> None:
    """Terraform's errors and what is known of them are said; the next start plans what is left, without asking again."""
    message = "Error: timed out waiting for the condition"
    act = reached(State.APPLY, lambda stage: stage.terraform.failing.update({f"create {OPERATOR}": message}))
    with pytest.raises(Problem, match="apply-failed") as caught:
        act.act()
    assert message in caught.value.why
    assert "Known (" in caught.value.why
    act.stage.terraform.failing.clear()
    assert act.again() == Unfinished(1, ())
    act.on()
    assert isinstance(act.act(), Applied)
    assert len(act.stage.approver.asked) == 1
    assert sorted(act.stage.world.effects[3:]) == sorted(EFFECTS)


def test_an_apply_that_failed_while_nobody_watched() -> None:
    """What a journal has not read yet is no doubt: Terraform ended by itself, and its error is told, not tried again."""
    act = reached(State.APPLY, lambda stage: stage.terraform.failing.update({f"create {OPERATOR}": "Error"}))
    act.stage.world.hook = at("terraform.follow_apply: message #4")
    with pytest.raises(Death):
        act.act()
    act.stage.world.dead = False
    again = Act(act.stage, State.APPLY)
    first(again).finish()
    assert again.run.attempt is not None
    assert again.run.attempt.in_doubt()
    with pytest.raises(Problem, match="apply-failed"):
        again.settle()


def test_each_attempt_has_a_directory_of_its_own() -> None:
    """Streams of a later attempt never mix with those of an earlier one."""
    act = reached(State.APPLY, lambda stage: stage.terraform.failing.update({f"create {OPERATOR}": "Error"}))
    with pytest.raises(Problem, match="apply-failed"):
        act.act()
    act.stage.terraform.failing.clear()
    act.again()
    act.on()
    act.act()
    assert [one.into for one in act.run.attempts] == ["apply-1", "apply-2"]


def test_a_failure_without_words() -> None:
    """Where Terraform gave no reason, that is said."""
    act = reached(State.APPLY)
    act.stage.world.hook = lambda name: first(act).kill(1) if name == BEGUN else None
    with pytest.raises(Problem, match="apply-failed") as caught:
        act.act()
    assert caught.value.why == "Terraform gave no reason."


def test_a_plan_file_that_was_changed() -> None:
    """A saved plan with another digest is never started; the next start plans anew instead of stopping for ever."""
    act = reached(State.APPLY)
    act.stage.files.write(PLAN_FILE, b"another plan")
    with pytest.raises(Problem, match="plan-file-changed"):
        act.act()
    assert act.stage.terraform.started == []
    assert act.again() == Unfinished(None, ())
    act.on()
    assert isinstance(act.act(), Applied)
    assert len(act.stage.approver.asked) == 1


def test_kept_files_that_are_damaged() -> None:
    """Where the approved plan's assessment cannot be read, Terraform is not started: nobody could tell what it may do."""
    act = reached(State.APPLY)
    act.stage.files.write(APPROVED_ASSESSMENT, b"{")
    with pytest.raises(Problem, match="run-file-damaged"):
        act.act()
    assert act.stage.terraform.started == []


def test_an_expired_approval_starts_nothing() -> None:
    """A run that reaches apply after the approval's time plans again, where a person is asked."""
    act = reached(State.APPLY)
    act.stage.world.sleep(4 * 3600)
    assert act.act() == Unfinished(None, ())
    assert act.stage.terraform.started == []
    act.on()
    assert len(act.stage.approver.asked) == 2
    assert isinstance(act.act(), Applied)


def test_an_approval_that_expires_while_terraform_runs() -> None:
    """What was started in time is followed to its end, a day later too."""
    act = dies("terraform.follow_apply: message #4")
    act.stage.world.sleep(86400)
    assert isinstance(act.settle(), Applied)


@pytest.mark.parametrize("failure", [Halted("journal-unwritable", "w", "w", "n", 1), Halted("x", "w", "w", "n", 1)])
def test_a_failure_of_ours_is_not_terraforms(failure: Event) -> None:
    """Halted by a full disk while Terraform works: the next start attaches to it instead of doubting it."""
    act = dies("terraform.follow_apply: message #4")
    act.record(failure)
    assert isinstance(act.again(), Applied)
    assert len(act.stage.terraform.started) == 1


def test_a_start_that_failed() -> None:
    """Terraform that could not be started changed nothing: the next start plans anew, without doubt and without asking."""
    act = reached(State.APPLY)
    act.stage.world.hook = at("terraform.begin_apply: before #1", fail=True)
    with pytest.raises(Problem, match="injected"):
        act.act()
    assert act.again() == Unfinished(None, ())
    act.on()
    assert act.journalled(Planned)[-1].then == "proceed"  # type: ignore[union-attr]
    assert len(act.stage.approver.asked) == 1


def elsewhere(act: Act) -> None:
    """Only another host can tell whether Terraform still runs."""

    def follow(*_: object) -> None:
        raise trouble("apply-on-another-host")

    act.stage.terraform.follow_apply = follow  # type: ignore[assignment, method-assign]


def test_on_another_host() -> None:
    """A Terraform that only another host knows is not in doubt there: it is attached to, whatever was said here."""
    act = dies("terraform.follow_apply: message #4")
    there = act.stage.terraform.follow_apply
    elsewhere(act)
    with pytest.raises(Problem, match="apply-on-another-host"):
        act.act()
    act.stage.terraform.follow_apply = there  # type: ignore[method-assign]
    assert isinstance(act.again(), Applied)


def test_the_other_host_is_gone() -> None:
    """Where that host is no more, a person can answer for what it left; then it is planned anew, and approved again."""
    act = dies("terraform.follow_apply: message #8")
    first(act).kill()
    elsewhere(act)
    with pytest.raises(Problem, match="apply-on-another-host"):
        act.act()
    act.record(Accepted("apply-on-another-host", "the container is gone, imported", WHO))
    act.stage.terraform.put_right()
    assert isinstance(act.again(), Unfinished)
    act.on()
    assert len(act.stage.approver.asked) == 2


def test_following_what_was_never_intended() -> None:
    """An outcome without an intent is a mistake of the program."""
    act = reached(State.APPLY)
    act.record(Entered(State.APPLY))
    with pytest.raises(ValueError, match="never intended"):
        act.step._follow(act.record, act.stage.ports(), PROCESS, alive=True)  # type: ignore[attr-defined]
