"""Undoing while things die: killed at any instant the same command finishes it; a state that moved or cannot be read."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from checks.problem import Problem
from states.engine import Recorder
from states.events import ApplyIntended, ApplyStarted, Halted, Process, Reverted, State
from states.run import fold
from states.terraform import StateIdentity
from states.undo import undo
from states.undoing import Act, UndoIntended, Undone
from tests.support.acts import Act as Acting
from tests.support.acts import reached
from tests.support.belongings import DEPLOYMENT, SECRET
from tests.support.ports import Stage
from tests.support.world import ASIDE, HERE, LOCK_FILE, POST_FILE, PRE_FILE, RUN, Death


def recorder(stage: Stage) -> Recorder:
    """A new process's, on the journal as it is."""
    stage.world.dead = stage.journal.broken = False
    stage.world.hook = lambda _: None
    return Recorder(stage.journal, lambda *_: None)


def failed(act: Acting) -> None:
    """An apply was started, and ended without doing anything."""
    record = recorder(act.stage)
    record(ApplyIntended("d", "apply-1"))
    record(ApplyStarted(Process(1, "1", "b", "h")))
    record(Halted("apply-failed", "w", "w", "n", 1))


def swapped() -> Acting:
    """A run after the swap."""
    return reached(State.PLAN)


def older() -> Acting:
    """The backend has an older state than the backup."""
    act = reached(State.PLAN)
    act.stage.world.serial -= 1
    return act


def gone() -> Acting:
    """The old application is not in the cluster any more."""
    act = reached(State.APPLY)
    act.stage.belongings.there.clear()
    return act


def files_back(act: Acting) -> bool:
    """The old configuration is the active one, and nothing else is left."""
    there = {one.name for one in act.stage.world.below(HERE) if one.suffix in (".tf", ASIDE)}
    return there == {PRE_FILE, POST_FILE + ASIDE}


def lock_back(act: Acting) -> bool:
    """The lock file is the backup's."""
    return act.stage.world.disk[HERE / LOCK_FILE] == act.stage.world.disk[RUN / "backup" / LOCK_FILE]


def state_back(act: Acting) -> bool:
    """The backup's state was pushed, and nothing else."""
    return set(act.stage.terraform.pushed) == {RUN / "backup/terraform.tfstate"}


def objects_back(act: Acting) -> bool:
    """Both objects are there."""
    return set(act.stage.belongings.there) == {SECRET, DEPLOYMENT}


@dataclass(frozen=True)
class Case:
    """What is undone, where it begins, and what holds at the end."""

    act: Act
    begin: Callable[[], Acting]
    holds: Callable[[Acting], bool]


CASES = {
    one.act: one
    for one in (
        Case(Act.SWAP, swapped, files_back),
        Case(Act.LOCK_FILE, swapped, lock_back),
        Case(Act.STATE, older, state_back),
        Case(Act.KUBERNETES, gone, objects_back),
    )
}


def instants(case: Case) -> list[str]:
    """Every instant of an undo at which a process may die."""
    act = case.begin()
    seen: list[str] = []
    act.stage.world.hook = seen.append
    undo(case.act, Recorder(act.stage.journal, lambda *_: None), act.stage.ports())
    assert case.holds(act)
    return seen


@pytest.mark.parametrize(("act", "instant"), [(one.act, at) for one in CASES.values() for at in instants(one)])
def test_killed_while_undoing(act: Act, instant: str) -> None:
    """Killed anywhere, the same command comes to the same end, and the intent stands in the journal once."""
    case = CASES[act]
    at = case.begin()
    at.stage.world.hook = _dies_at(instant, at)
    with pytest.raises(Death):
        undo(act, Recorder(at.stage.journal, lambda *_: None), at.stage.ports())
    again = recorder(at.stage)
    ended = any(isinstance(one.event, Undone | Reverted) for one in at.stage.journal.kept)
    if not ended:
        undo(act, again, at.stage.ports())
    assert case.holds(at)
    assert fold(at.stage.journal.events()).undoing is None
    assert sum(isinstance(one.event, UndoIntended) for one in at.stage.journal.kept) == 1


def test_there_are_enough_instants() -> None:
    """Each act is killed before and after its intent, around its effect, and around its outcome."""
    assert all(len(instants(one)) >= 4 for one in CASES.values())


@pytest.mark.parametrize("act", [Act.SWAP, Act.LOCK_FILE])
def test_a_state_that_somebody_wrote(act: Act) -> None:
    """No apply of this run was started, and the state moved all the same: nothing is undone over it."""
    reached_plan = reached(State.PLAN)
    reached_plan.stage.world.serial += 1
    with pytest.raises(Problem, match="applied-already") as refused:
        undo(act, recorder(reached_plan.stage), reached_plan.stage.ports())
    assert "something wrote it" in refused.value.why


def test_a_state_that_nobody_can_read() -> None:
    """Without an apply the journal alone proves that nothing was applied; with one it does not."""
    act = reached(State.PLAN)

    def away(_where: object) -> StateIdentity:
        raise Problem("terraform-failed", what="away", why="away", next="n")

    act.stage.terraform.state = away  # type: ignore[method-assign]
    assert undo(Act.SWAP, recorder(act.stage), act.stage.ports()).state is State.REVERTED
    other = reached(State.APPLY)
    failed(other)
    other.stage.terraform.state = away  # type: ignore[method-assign]
    with pytest.raises(Problem, match="terraform-failed"):
        undo(Act.SWAP, recorder(other.stage), other.stage.ports())


def test_an_undo_that_moved_files_and_died() -> None:
    """The old configuration is on, and Terraform wants an init: the second start finishes what was proved at the first."""
    act = reached(State.APPLY)
    failed(act)
    act.stage.world.hook = _dies_at("workspace.undo: after #1", act)
    with pytest.raises(Death):
        undo(Act.SWAP, Recorder(act.stage.journal, lambda *_: None), act.stage.ports())
    act.stage.terraform.state = None  # type: ignore[assignment,method-assign]
    assert undo(Act.SWAP, recorder(act.stage), act.stage.ports()).state is State.REVERTED


def _dies_at(instant: str, act: Acting) -> Callable[[str], None]:
    """A hook that ends the process there."""

    def dies(here: str) -> None:
        if here == instant:
            act.stage.world.dead = True
            raise Death(here)

    return dies


def test_the_lock_file_after_the_swap() -> None:
    """The old configuration cannot tell its state before an init, which wants the lock file: that is not asked for again."""
    act = reached(State.APPLY)
    failed(act)
    undo(Act.SWAP, recorder(act.stage), act.stage.ports())
    act.stage.terraform.state = None  # type: ignore[assignment,method-assign]
    assert undo(Act.LOCK_FILE, recorder(act.stage), act.stage.ports()).undoing is None
