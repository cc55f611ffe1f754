"""verify: done only when a second plan is empty, the application runs and users reach it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from checks.facts import Missing, NotThere
from checks.facts.health.operator import Resource
from checks.problem import Exit, Problem
from states.events import Entered, Halted, State, Verified
from states.health import LONGEST
from states.inputs import Inputs
from states.stored import VERIFICATION, load_verdict
from states.verify import Verify
from tests.support.acts import Act, reached
from tests.support.crash import RUNBOOK, at
from tests.support.healthy.health import answered
from tests.support.ports import Stage
from tests.support.small_plans import PET
from tests.support.world import HERE, INPUTS, OVERRIDE_FILE, POST_FILE, PRE_FILE, Death

PATIENCE = 45
PACES = {code: replace(one, deadline=PATIENCE) for code, one in RUNBOOK.verification.codes.items()}
IMPATIENT = replace(RUNBOOK, verification=replace(RUNBOOK.verification, codes=PACES))
REMOVE = replace(INPUTS, remove_override=True)
LOADING = Resource("Loading", None)


def verifying(prepare: Callable[[Stage], object] = lambda _: None, inputs: Inputs = INPUTS) -> Act:
    """A run that is about to verify, with less patience than the runbook has."""
    act = reached(State.VERIFY, prepare, inputs)
    act.step = Verify(IMPATIENT)
    return act


def test_a_healthy_deployment_is_done() -> None:
    """Everything holds: the run is done at once, and says what passed."""
    act = verifying()
    began = act.stage.world.now
    outcome = act.act()
    assert isinstance(outcome, Verified)
    assert "application-answers" in outcome.passed
    assert act.run.state is State.DONE
    assert act.stage.world.now == began


def test_what_is_on_its_way_is_waited_for() -> None:
    """The operator takes minutes: verification looks again until it holds, and says now and then what it waits for."""
    act = verifying()
    act.stage.world.probes["operator.resource"] = [LOADING] * 10 + [Resource("Completed", "1.0")]
    assert isinstance(act.act(), Verified)
    told = [one.text for one in act.stage.notes if "custom resource" in one.text]
    assert told == ["custom resource: Loading for 0 s, usually 5 m", "custom resource: Loading for 11 s, usually 5 m"]


@pytest.mark.parametrize(
    ("probe", "brings", "code"),
    [
        ("operator.resource", LOADING, "custom-resource-completed"),
        ("operator.deployment", NotThere("wandb/wandb-controller-manager"), "operator-available"),
        ("workloads.found", (), "workloads-ready"),
        ("edge.records", (), "dns-record"),
        ("web.health", answered("/healthz", 503), "application-answers"),
        ("edge.dns", Missing("the resolver did not answer"), "dns-answers"),
    ],
)
def test_what_never_comes(probe: str, brings: object, code: str) -> None:
    """At the deadline it stops with exit code 5 and says what does not hold; mended, it verifies, and applies nothing."""
    act = verifying(lambda stage: stage.world.probes.update({probe: brings}))
    began = act.stage.world.now
    with pytest.raises(Problem, match="not-healthy") as caught:
        act.act()
    assert caught.value.exit is Exit.UNHEALTHY
    assert code in caught.value.why
    assert PATIENCE <= (act.stage.world.now - began).total_seconds() < PATIENCE + LONGEST
    assert code in load_verdict(act.stage.files, VERIFICATION).blocking()
    assert act.journalled(Halted)[-1].exit == 5  # type: ignore[union-attr]
    del act.stage.world.probes[probe]
    assert isinstance(act.again(), Verified)
    assert len(act.stage.terraform.started) == 1


def test_a_second_plan_that_is_not_empty() -> None:
    """Something left to change does not hold; there is nothing to wait for, so it is said at once."""
    act = verifying()
    act.stage.world.state.pop(PET)
    began = act.stage.world.now
    with pytest.raises(Problem, match="not-healthy") as caught:
        act.act()
    assert f"would update {PET}" in caught.value.why
    assert act.stage.world.now == began


def test_a_second_plan_that_fails() -> None:
    """A plan that cannot be made is not an empty one; it is tried again for a while."""
    act = verifying(lambda stage: stage.world.probes.update({"terraform.plan": Missing("terraform failed")}))
    with pytest.raises(Problem, match="not-healthy") as caught:
        act.act()
    assert "second-plan-empty: could not be told" in caught.value.why


def test_settle_verifies_again() -> None:
    """Killed while it waited, it looks again."""
    act = verifying()
    act.record(Entered(State.VERIFY))
    assert act.settle() is None


def files(act: Act) -> set[str]:
    """Which of the three files there are."""
    return {name for name in (OVERRIDE_FILE, POST_FILE, PRE_FILE) if HERE / name in act.stage.world.disk}


def test_the_override_stays() -> None:
    """Unless its removal was asked for, the override is kept."""
    act = verifying()
    act.act()
    assert files(act) == {OVERRIDE_FILE, POST_FILE}


def test_the_override_is_removed_at_the_end() -> None:
    """Asked for, the one file that the swap wrote is taken back once verification holds; what it renamed stays."""
    act = verifying(inputs=REMOVE)
    assert files(act) == {OVERRIDE_FILE, POST_FILE}
    act.act()
    assert files(act) == {POST_FILE}
    assert act.stage.world.effects[-1] == ("undo", OVERRIDE_FILE)
    assert any("removing migrator_override.tf" in one.text for one in act.stage.notes)


def test_the_override_stays_while_anything_is_wrong() -> None:
    """Where verification does not hold, nothing is removed."""
    act = verifying(lambda stage: stage.world.probes.update({"workloads.found": ()}), REMOVE)
    with pytest.raises(Problem, match="not-healthy"):
        act.act()
    assert OVERRIDE_FILE in files(act)


@pytest.mark.parametrize("instant", ["workspace.undo: before #1", "workspace.undo: after #1", "journal Verified: before #1"])
def test_killed_while_it_is_removed(instant: str) -> None:
    """The next start verifies again and removes what is left; gone already, it is no obstacle."""
    act = verifying(inputs=REMOVE)
    act.stage.world.hook = at(instant)
    with pytest.raises(Death):
        act.act()
    act.stage.world.dead = False
    assert isinstance(act.act(), Verified)
    assert files(act) == {POST_FILE}
    assert act.stage.world.effects.count(("undo", OVERRIDE_FILE)) == 1


def test_nothing_was_written() -> None:
    """Where the swap wrote no override, its removal touches nothing."""
    act = verifying(lambda stage: setattr(stage.workspace, "pinned", True), REMOVE)
    act.act()
    assert not any(one.startswith("workspace.undo") for one in act.stage.world.passed)
