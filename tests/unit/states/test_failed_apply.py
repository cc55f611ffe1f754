"""An apply that ended with an error: what is tried again by itself, how often, and what a person is told."""

import pytest

from checks.problem import Problem
from states.events import State, Unfinished
from states.failed import PAUSES
from tests.support.crash import Scenario
from tests.support.small_plans import OPERATOR
from tests.support.terraform_port import Apply
from tests.support.world import Death

PASSING = "Throttling: Rate exceeded"
THERE = "ResourceInUseException: Addon already exists."


def failing(message: str, times: int) -> Scenario:
    """A run whose operator cannot be created so many times."""
    scenario = Scenario()
    terraform, begin = scenario.stage.terraform, scenario.stage.terraform.begin_apply
    terraform.failing[f"create {OPERATOR}"] = message

    def counted(*given: object) -> object:
        if len(terraform.applies) == times:
            terraform.failing.clear()
        return begin(*given)  # type: ignore[arg-type]

    terraform.begin_apply = counted  # type: ignore[method-assign, assignment]
    return scenario


def applies(scenario: Scenario) -> list[Apply]:
    """Every Terraform that was started to apply."""
    return list(scenario.stage.terraform.applies.values())


def test_what_passes_is_tried_again_by_itself() -> None:
    """A cause that goes away: waited for, planned anew under the same approval, and journalled; nothing is done twice."""
    scenario = failing(PASSING, times=2)
    run = scenario.start()
    assert run.state is State.DONE
    assert len(applies(scenario)) == 3
    assert not scenario.faults()
    assert [(one.exit_code, one.retried) for one in run.retried] == [(1, ("r53-throttle",))] * 2
    assert any("10 s (1 of 3)" in one.text for one in scenario.stage.notes)


def test_it_is_tried_a_few_times_only() -> None:
    """A cause that stays stops the run, with its advice; a person's start may try as often again."""
    scenario = failing(PASSING, times=5)
    with pytest.raises(Problem, match="apply-failed"):
        scenario.start()
    assert len(applies(scenario)) == 1 + len(PAUSES)
    assert scenario.start().state is State.DONE


@pytest.mark.parametrize("message", [THERE, "nobody knows this", f"{PASSING}. {THERE}"])
def test_everything_else_stops(message: str) -> None:
    """Known and not passing, unknown, or both in one text: one attempt, and a person looks."""
    scenario = failing(message, times=9)
    with pytest.raises(Problem, match="apply-failed") as caught:
        scenario.start()
    assert len(applies(scenario)) == 1
    assert message in caught.value.why


def test_the_remedy_has_the_names_of_this_deployment() -> None:
    """The advice names the cluster as it is called here, and says that trying again alone does not help."""
    scenario = failing(THERE, times=9)
    with pytest.raises(Problem) as caught:
        scenario.start()
    assert "wb:aws-efs-csi-driver (do not just try again)" in caught.value.why


def test_killed_while_it_waits() -> None:
    """A process that dies before the new plan decides again at the next start; the attempt is counted once."""
    scenario = failing(PASSING, times=1)
    assert scenario.dies(lambda name: _die_at_second_plan(name, scenario))
    run = scenario.start()
    assert run.state is State.DONE
    assert [type(one) for one in run.retried] == [Unfinished]
    assert not scenario.faults()


def _die_at_second_plan(name: str, scenario: Scenario) -> None:
    if name.startswith("journal Unfinished: before") and len(applies(scenario)) == 1:
        raise Death(name)
