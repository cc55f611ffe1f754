"""preview: plan in a scratch copy that is gone afterwards, whatever happens."""

import pytest

from checks.approved import decode_changes
from checks.plan.live import HOLDS, Weight
from checks.problem import Exit, Problem
from states.events import Accepted, Entered, Previewed, ScratchIntended, State
from states.stored import LOCK_FILE, OFFERED_CHANGES, load_assessment
from states.terraform import Directory, StateIdentity
from tests.support.acts import reached
from tests.support.crash import at
from tests.support.ports import Stage
from tests.support.small_plans import BUCKET, EFFECTS, PRE, change
from tests.support.terraform_port import FOREIGN, LOCK, trouble
from tests.support.world import HERE, SCRATCHES, WHO, Death
from tests.support.world import LOCK_FILE as WORKSPACE_LOCK

OTHER = StateIdentity("another", 7)


def test_the_offer() -> None:
    """What is offered is bound to the plan, the state, the workspace and the providers of the scratch directory."""
    act = reached(State.PREVIEW)
    before = {path: act.stage.world.disk[path] for path in act.stage.world.below(HERE)}
    outcome = act.act()
    assert isinstance(outcome, Previewed)
    assert (outcome.then, outcome.offer.serial, outcome.offer.lineage) == ("proceed", 7, "lineage-1")
    assert outcome.offer.counts["create"] == 2
    assert {path: act.stage.world.disk[path] for path in act.stage.world.below(HERE)} == before
    assert act.stage.terraform.inits == [(SCRATCHES / "1", True)]


def test_what_later_states_need_is_kept() -> None:
    """The judged plan, its changes as digests and the scratch directory's lock file are kept with the run."""
    act = reached(State.PREVIEW)
    act.act()
    assert load_assessment(act.stage.files).meaning == act.run.previewed.offer.meaning  # type: ignore[union-attr]
    changed = {one.address for one in decode_changes(act.stage.files.read(OFFERED_CHANGES))}
    assert changed == {address for _, address in EFFECTS}
    assert act.stage.files.read(LOCK_FILE) == LOCK


def test_the_scratch_is_intended_first_and_gone_afterwards() -> None:
    """The path is journalled before the directory is there, and the directory is gone once the preview is over."""
    act = reached(State.PREVIEW)
    act.act()
    assert act.journalled(ScratchIntended) == [ScratchIntended(str(SCRATCHES / "1"), "terraform 1.11.4")]
    assert not act.stage.world.scratches


@pytest.mark.parametrize("call", ["terraform.init", "terraform.plan", "terraform.show", "workspace.copy: half-way"])
def test_the_scratch_is_gone_after_a_failure(call: str) -> None:
    """A preview that fails leaves no scratch directory behind, and says what failed."""
    act = reached(State.PREVIEW)
    act.stage.world.hook = lambda name: trouble_at(name, call)
    with pytest.raises(Problem, match="injected"):
        act.act()
    assert not act.stage.world.scratches
    assert act.run.state is State.HALTED


def trouble_at(name: str, call: str) -> None:
    """Fail at every instant of a call."""
    if name.startswith(call):
        raise trouble("injected")


def test_a_dead_ones_scratch_is_discarded() -> None:
    """Killed with a full scratch directory: settling removes it, and the preview begins again in a fresh one."""
    act = reached(State.PREVIEW)
    act.stage.world.hook = at("terraform.plan: before #1")
    with pytest.raises(Death):
        act.act()
    act.stage.world.dead = False
    assert act.stage.world.scratches == {SCRATCHES / "1"}
    assert act.settle() is None
    assert not act.stage.world.scratches
    act.act()
    assert [one.path for one in act.journalled(ScratchIntended)] == [str(SCRATCHES / "1"), str(SCRATCHES / "2")]  # type: ignore[union-attr]


def test_a_scratch_that_could_not_be_discarded_is_discarded_later() -> None:
    """A scratch directory that a failed preview could not remove is removed by the next one."""
    act = reached(State.PREVIEW)
    act.stage.world.hook = at("workspace.discard: before #1", fail=True)
    with pytest.raises(Problem, match="injected"):
        act.act()
    assert act.stage.world.scratches
    act.again()
    assert not act.stage.world.scratches


@pytest.mark.parametrize("other", [OTHER, StateIdentity("lineage-1", 6), StateIdentity("", -1)])
def test_another_state_is_never_judged(other: StateIdentity) -> None:
    """A scratch directory that sees another lineage or serial than the workspace is refused before anything is planned."""

    def prepare(stage: Stage) -> None:
        stage.terraform.scratch_state = other

    act = reached(State.PREVIEW, prepare)
    with pytest.raises(Problem, match="scratch-sees-another-state") as caught:
        act.act()
    assert caught.value.exit is Exit.BLOCKED
    assert act.stage.terraform.plans == 0


def test_another_workspace_is_never_judged() -> None:
    """The same for another selected workspace."""
    act = reached(State.PREVIEW)
    act.stage.terraform.workspace = lambda where: "default" if where.path == HERE else "staging"  # type: ignore[method-assign]
    with pytest.raises(Problem, match="scratch-sees-another-state"):
        act.act()


@pytest.mark.parametrize("code", ["backend-not-initialised", "terraform-failed"])
def test_a_workspace_that_was_never_initialised(code: str) -> None:
    """Where the workspace has no backend yet only the scratch can know the state; any other failure stops."""
    act = reached(State.PREVIEW)
    own = act.stage.terraform.state

    def state(where: Directory) -> StateIdentity:
        if where.path == HERE:
            raise trouble(code)
        return own(where)

    act.stage.terraform.state = state  # type: ignore[method-assign]
    if code == "terraform-failed":
        with pytest.raises(Problem, match=code):
            act.act()
    else:
        assert getattr(act.act(), "then", "") == "proceed"


def test_a_hazard_blocks_until_it_is_accepted() -> None:
    """A blocking finding of the plan blocks; accepted, it does not; what must never be touched always does."""
    act = reached(
        State.PREVIEW, lambda stage: stage.terraform.more.append(change(BUCKET, ["delete"], dict(PRE[BUCKET]), None))
    )
    act.record(Accepted("data-store-destroyed", "no", WHO))
    act.record(Accepted("never-touch", "no", WHO))
    outcome = act.act()
    assert isinstance(outcome, Previewed)
    assert (outcome.then, outcome.blocked_by) == ("block", ("never-touch",))
    assert act.run.blocked_by == ("never-touch",)


def test_what_is_more_is_only_listed() -> None:
    """A create that the runbook does not document is in the report and does not block."""
    act = reached(State.PREVIEW, lambda stage: stage.terraform.more.append(FOREIGN))
    assert getattr(act.act(), "then", "") == "proceed"
    contract = load_assessment(act.stage.files).contract
    assert contract is not None
    assert contract.unexpected == (FOREIGN["address"],)


def test_a_delete_names_the_file_that_was_put_aside() -> None:
    """What goes with the old application is told with the file that the swap puts aside."""
    act = reached(State.PREVIEW)
    act.act()
    gone = [one for one in load_assessment(act.stage.files).changes if one.address.startswith("module.wandb_app.")]
    assert gone
    assert all("pre-operator.tf.disabled" in one.because[0] for one in gone)


def test_an_open_preview_without_a_scratch_has_nothing_to_settle() -> None:
    """Killed right after it was entered, there is nothing to discard."""
    act = reached(State.PREVIEW)
    act.record(Entered(State.PREVIEW))
    assert act.settle() is None
    assert "workspace.discard: before #1" not in act.stage.world.passed


def test_what_the_deployment_said_is_counted() -> None:
    """The answers that preflight kept are judged with the plan, and are kept with it."""
    act = reached(State.PREVIEW)
    act.act()
    assert {one.topic: one.weight for one in load_assessment(act.stage.files).live}["snapshot"] is not Weight.UNKNOWN


def test_old_answers_are_not_counted_on() -> None:
    """A run that goes on much later does not count on what was seen before."""
    act = reached(State.PREVIEW)
    act.stage.world.sleep(2 * HOLDS.total_seconds())
    act.act()
    assert {one.weight for one in load_assessment(act.stage.files).live} == {Weight.UNKNOWN}


def test_versions_that_move_are_listed() -> None:
    """Lock file and module manifest of the workspace are held against those of the scratch directory."""
    text = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "VERSION"\n}\n'
    locks = [text.replace("VERSION", one).encode() for one in ("4.1.0", "5.1.0")]
    act = reached(State.PREVIEW, lambda stage: stage.world.disk.update({HERE / WORKSPACE_LOCK: locks[0]}))
    act.stage.terraform.lock = locks[1]
    act.act()
    assert [(one.name, one.before, one.after) for one in load_assessment(act.stage.files).upgrades] == [
        ("hashicorp/aws", "4.1.0", "5.1.0")
    ]
