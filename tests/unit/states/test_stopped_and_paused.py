"""What people ask of a run while it works: to stop Terraform, to pause, to be done before the window ends."""

from datetime import timedelta

import pytest

from checks.problem import Exit, Problem
from states.events import Applied, Halted, State, Unfinished
from states.window import left
from tests.support.acts import reached
from tests.support.crash import Scenario
from tests.support.ports import Stage
from tests.support.small_plans import OPERATOR
from tests.support.terraform_port import Apply


def terraform(stage: Stage) -> Apply:
    """The first Terraform that was started."""
    return next(iter(stage.terraform.applies.values()))


def test_terraform_is_stopped_as_asked() -> None:
    """One interrupt, then its end is waited for: exit 130, and the next start plans what is left under the same approval."""
    scenario = Scenario()
    control = scenario.stage.control

    def asks(instant: str) -> None:
        control.stops = control.stops or instant == "terraform.follow_apply: message #3"

    with pytest.raises(Problem, match="apply-interrupted") as caught:
        scenario.start(asks)
    assert caught.value.exit is Exit.INTERRUPTED
    assert (terraform(scenario.stage).interrupts, terraform(scenario.stage).alive) == (1, False)
    assert len(control.flying) == 1
    assert scenario.start().state is State.DONE
    assert not scenario.faults()


def test_it_is_interrupted_once_over_all_starts() -> None:
    """Asked again after a death of migrator, Terraform gets no second interrupt: that would orphan what is in flight."""
    act = reached(State.APPLY, lambda stage: setattr(stage.control, "stops", True))
    act.stage.files.write("apply-1-interrupted", b"")
    assert isinstance(act.act(), Applied)
    assert terraform(act.stage).interrupts == 0


def test_what_was_interrupted_is_not_tried_again_by_itself() -> None:
    """Though its cause is one that passes, a person stopped it."""
    scenario = Scenario()
    scenario.stage.terraform.failing[f"create {OPERATOR}"] = "Throttling: Rate exceeded"
    scenario.stage.control.stops = True
    with pytest.raises(Problem, match="apply-interrupted"):
        scenario.start()
    assert not [one for one in scenario.stage.journal.kept if isinstance(one.event, Unfinished)]


def test_a_run_pauses_before_its_next_state() -> None:
    """The state that was under way comes to its end; the pause is journalled, and the next start goes on from there."""
    scenario = Scenario()

    def asks(instant: str) -> None:
        scenario.stage.control.pauses = scenario.stage.control.pauses or instant.startswith("terraform.begin_apply: after")

    with pytest.raises(Problem, match="paused") as caught:
        scenario.start(asks)
    assert (caught.value.exit, caught.value.next) == (Exit.FAILED, "migrator resume")
    halted = scenario.stage.journal.kept[-1].event
    assert isinstance(halted, Halted)
    assert "before `verify`" in halted.what
    assert not terraform(scenario.stage).alive
    scenario.stage.control.pauses = False
    assert scenario.start().state is State.DONE
    assert not scenario.faults()


def windowed(minutes: float) -> Scenario:
    """A run in a window that ends so many minutes from now."""
    scenario = Scenario()
    scenario.stage.window_end = scenario.stage.world.now + timedelta(minutes=minutes)
    return scenario


def test_an_apply_that_does_not_fit_is_not_begun() -> None:
    """Exit 1, and nothing was started; in a window that is long enough the same run goes on under the same approval."""
    scenario = windowed(minutes=10)
    with pytest.raises(Problem, match="window-too-short") as caught:
        scenario.start()
    assert "and the window ends in 10" in caught.value.what
    assert not scenario.stage.terraform.applies
    scenario.stage.window_end = scenario.stage.world.now + timedelta(minutes=200)
    assert scenario.start().state is State.DONE
    assert not scenario.faults()


def test_no_pause_reaches_beyond_the_window() -> None:
    """What would be tried again after the window's end stops instead."""
    scenario = windowed(minutes=91)
    end = scenario.stage.window_end
    scenario.stage.terraform.failing[f"create {OPERATOR}"] = "Throttling: Rate exceeded"

    def late(instant: str) -> None:
        if end and instant == "terraform.begin_apply: after #1":
            scenario.stage.world.now = end - timedelta(seconds=9)

    with pytest.raises(Problem, match="apply-failed"):
        scenario.start(late)
    assert scenario.stage.world.now < end  # type: ignore[operator]


def test_what_is_left_of_a_window() -> None:
    """Seconds, none below zero, and without a window no end."""
    stage = Stage()
    assert left(stage.ports()) == float("inf")
    stage.window_end = stage.world.now + timedelta(seconds=5)
    assert left(stage.ports()) == 5
    stage.window_end = stage.world.now - timedelta(seconds=5)
    assert left(stage.ports()) == 0
