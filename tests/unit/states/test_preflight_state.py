"""preflight: judge everything at once, block on what was not accepted."""

import pytest

from checks.facts import HttpAnswer, Missing, NoSuchZone
from states.events import Accepted, Preflighted, Resumed, State
from states.inputs import Inputs
from states.preflight import override_of
from states.stored import PREFLIGHT, load_verdict
from states.terraform import Directory
from tests.support.acts import reached
from tests.support.crash import RUNBOOK
from tests.support.facts import IMAGE
from tests.support.ports import Stage
from tests.support.world import HERE, INPUTS, WHO

GONE = ((IMAGE, HttpAnswer("https://gcr.io", 404)),)
WITHOUT = Inputs(str(HERE), ("post-operator.tfvars",))


def test_a_healthy_world_goes_on() -> None:
    """Nothing broken: proceed, nothing blocks, and nothing of the workspace was touched."""
    act = reached(State.PREFLIGHT)
    before = set(act.stage.world.below(HERE))
    outcome = act.act()
    assert isinstance(outcome, Preflighted)
    assert (outcome.then, outcome.blocked_by, outcome.unknown) == ("proceed", (), ())
    assert "aws-credentials" in outcome.passed
    assert set(act.stage.world.below(HERE)) == before
    assert act.run.state is State.PREVIEW


@pytest.mark.parametrize(
    ("probe", "brings", "code"),
    [
        ("identity.caller", Missing("no answer"), "aws-credentials"),
        ("dns.zone", NoSuchZone("Z1"), "hosted-zone"),
        ("channel.deployer", HttpAnswer("https://deploy.wandb.ai", 401), "licence-rejected"),
        ("channel.images", GONE, "operator-image-gone"),
    ],
)
def test_a_broken_world_blocks(probe: str, brings: object, code: str) -> None:
    """What is broken, or cannot be told where it would block, blocks the run and is kept with its reason."""
    act = reached(State.PREFLIGHT, lambda stage: stage.world.probes.update({probe: brings}))
    outcome = act.act()
    assert isinstance(outcome, Preflighted)
    assert (outcome.then, outcome.blocked_by) == ("block", (code,))
    assert (act.run.state, act.run.blocked_by) == (State.BLOCKED, (code,))
    assert code in load_verdict(act.stage.files, PREFLIGHT).blocking()


def test_an_accepted_code_does_not_block_any_more() -> None:
    """Accepted once, with a reason, a finding is not asked about again, on this resume or a later one."""
    act = reached(State.PREFLIGHT, lambda stage: stage.world.probes.update({"channel.images": GONE}))
    act.act()
    act.record(Accepted("operator-image-gone", "mirrored", WHO))
    for _ in range(2):
        act.record(Resumed(State.PREFLIGHT))
        act.stage.world.probes["dns.zone"] = NoSuchZone("Z1")
        outcome = act.act()
        assert isinstance(outcome, Preflighted)
        assert outcome.blocked_by == ("hosted-zone",)


def test_without_consent_the_faults_of_the_files_block() -> None:
    """Without the override, a helm provider that nothing pins blocks; the override is written only where it is needed."""
    act = reached(State.PREFLIGHT, inputs=WITHOUT)
    assert getattr(act.act(), "blocked_by", ()) == ("helm-provider-unpinned",)
    stage = Stage()
    assert override_of(WITHOUT, stage.ports(), RUNBOOK) is None
    assert override_of(INPUTS, stage.ports(), RUNBOOK) is not None
    stage.workspace.pinned = True
    assert override_of(INPUTS, stage.ports(), RUNBOOK) is None


def test_settle_begins_again() -> None:
    """It touches nothing, so there is nothing to settle."""
    assert reached(State.PREFLIGHT).settle() is None


def test_no_terraform_runs_but_for_its_version() -> None:
    """Preflight plans nothing and initialises nothing."""
    act = reached(State.PREFLIGHT)
    act.act()
    assert (act.stage.terraform.inits, act.stage.terraform.plans) == ([], 0)
    assert act.stage.terraform.changes(Directory(HERE)) == ()
