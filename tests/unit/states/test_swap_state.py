"""swap: exactly the steps that were intended, each once, and no moment without a configuration."""

from dataclasses import replace

import pytest

from checks.problem import Problem
from states.events import Entered, State, SwapIntended, Swapped
from states.stored import OVERRIDE
from tests.support.acts import Act, reached
from tests.support.crash import at
from tests.support.ports import Stage
from tests.support.world import ASIDE, HERE, INPUTS, OVERRIDE_FILE, POST_FILE, PRE_FILE, Death

ALL = [("write", OVERRIDE_FILE), ("rename", POST_FILE), ("rename", PRE_FILE + ASIDE)]


def files(act: Act) -> set[str]:
    """The configuration files of the workspace."""
    return {one.name for one in act.stage.world.below(HERE) if ".tf" in one.name and not one.name.startswith(".")}


def test_post_on_before_pre_off() -> None:
    """The override is written, then post is made active, then pre put aside; all of it journalled as intended first."""
    act = reached(State.SWAP)
    outcome = act.act()
    assert isinstance(outcome, Swapped)
    assert [(one.kind, one.target) for one in outcome.steps] == ALL == act.stage.world.effects
    assert act.journalled(SwapIntended) == [SwapIntended(outcome.steps)]
    assert files(act) == {OVERRIDE_FILE, POST_FILE, PRE_FILE + ASIDE, "post-operator.tfvars"}


def test_files_that_need_no_override() -> None:
    """Where the files say everything themselves, nothing is written, though consent was given."""
    act = reached(State.SWAP, lambda stage: setattr(stage.workspace, "pinned", True))
    act.act()
    assert act.stage.world.effects == ALL[1:]
    assert act.stage.files.path(OVERRIDE) not in act.stage.world.disk


def in_place(stage: Stage) -> None:
    """The post-operator configuration is active already, with nothing to mend."""
    stage.world.disk[HERE / POST_FILE] = stage.world.disk.pop(HERE / (POST_FILE + ASIDE))
    del stage.world.disk[HERE / PRE_FILE]
    stage.workspace.swaps = False
    stage.workspace.pinned = True


def test_no_swap() -> None:
    """With --no-swap the state is a recorded no-op: no step, no file touched."""
    act = reached(State.SWAP, in_place, replace(INPUTS, swap=False))
    before = dict(act.stage.world.disk)
    assert act.act() == Swapped(())
    assert act.stage.world.disk == before
    assert act.run.state is State.PLAN


@pytest.mark.parametrize("instant", [f"workspace.take: {kind} {target} #1" for kind, target in ALL])
def test_killed_between_two_steps(instant: str) -> None:
    """Settling finishes the very steps that were intended; what is taken already is not taken again."""
    act = reached(State.SWAP)
    act.stage.world.hook = at(instant)
    with pytest.raises(Death):
        act.act()
    act.stage.world.dead = False
    assert isinstance(act.settle(), Swapped)
    assert act.stage.world.effects == ALL


def test_killed_before_the_intent() -> None:
    """Without an intent nothing was moved, and there is nothing to settle."""
    act = reached(State.SWAP)
    act.record(Entered(State.SWAP))
    assert act.settle() is None


def test_the_override_is_the_one_that_was_intended() -> None:
    """The text that is written is the one kept with the intent, though the files would give another one by now."""
    act = reached(State.SWAP)
    act.stage.world.hook = at("workspace.take: before #1")
    with pytest.raises(Death):
        act.act()
    act.stage.world.dead = False
    act.stage.workspace.pinned = True
    assert isinstance(act.settle(), Swapped)
    assert act.stage.world.disk[HERE / OVERRIDE_FILE] == act.stage.files.read(OVERRIDE)


def test_an_edited_file_is_not_moved() -> None:
    """A file that is not the one it was stops the run; put right, the same steps are finished on resume."""
    act = reached(State.SWAP)
    kept, edited = act.stage.world.disk[HERE / PRE_FILE], {HERE / PRE_FILE: b"edited"}
    act.stage.world.hook = lambda name: act.stage.world.disk.update(edited) if name.startswith("workspace.take: b") else None
    with pytest.raises(Problem, match="files-changed"):
        act.act()
    assert act.stage.world.effects == []
    edited[HERE / PRE_FILE] = kept
    assert isinstance(act.again(), Swapped)
    assert act.stage.world.effects == ALL
    assert len(act.journalled(SwapIntended)) == 1
