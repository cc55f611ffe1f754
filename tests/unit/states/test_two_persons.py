"""--two-person: whoever approves is another AWS caller than whoever made the plan."""

from dataclasses import replace

import pytest

from checks.problem import Exit, Problem
from states.events import Approved, State, Taken
from states.inputs import Who
from tests.support.acts import Act, reached
from tests.support.world import INPUTS, WHO

OTHER = replace(WHO, arn="arn:aws:iam::123456789012:user/second")
NOBODY = replace(WHO, arn=None)


def approving(planner: Who, approver: Who, *, two: bool = True) -> Act:
    """A run whose plan the planner made, about to be approved by the approver."""
    act = reached(State.APPROVE, inputs=replace(INPUTS, two_person=two))
    act.record.run = replace(act.run, planner=planner)
    act.stage.who = approver
    return act


@pytest.mark.parametrize("pair", [(WHO, WHO), (WHO, NOBODY), (NOBODY, OTHER), (NOBODY, NOBODY)])
def test_the_planner_does_not_approve(pair: tuple[Who, Who]) -> None:
    """The same caller, or one that cannot be told: exit 4, the run stays, and another may approve."""
    act = approving(*pair)
    with pytest.raises(Problem, match="approver-is-planner") as caught:
        act.act()
    assert caught.value.exit is Exit.WAITING
    assert not act.journalled(Approved)
    act.record.run = replace(act.run, planner=WHO)
    act.stage.who = OTHER
    outcome = act.again()
    assert isinstance(outcome, Approved)
    assert outcome.who == OTHER


@pytest.mark.parametrize(("pair", "two"), [((WHO, OTHER), True), ((WHO, WHO), False), ((NOBODY, NOBODY), False)])
def test_who_may_approve(pair: tuple[Who, Who], two: bool) -> None:
    """Another caller; or anybody where two persons were not asked for."""
    assert isinstance(approving(*pair, two=two).act(), Approved)


def test_whoever_worked_on_it_made_the_plan() -> None:
    """The planner is the caller of the process that made the plan on offer, not of the one that only took over."""
    act = reached(State.APPROVE, inputs=replace(INPUTS, two_person=True))
    act.record(Taken(OTHER))
    assert (act.run.planner, act.run.who) == (WHO, OTHER)
