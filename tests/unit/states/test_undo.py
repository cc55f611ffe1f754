"""Undoing on demand: only where journal and state prove that nothing was applied, and the same after a crash."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from checks.facts import Missing
from checks.problem import Problem
from states.engine import Recorder
from states.events import ActionSeen, Applied, ApplyIntended, ApplyStarted, Halted, Phase, Process, Reverted, State
from states.run import fold
from states.saving import Kind
from states.undo import undo
from states.undoing import Act, UndoIntended, Undone
from tests.support import acts
from tests.support.acts import reached
from tests.support.belongings import DEPLOYMENT, SECRET
from tests.support.ports import Stage
from tests.support.world import ASIDE, HERE, INPUTS, LOCK_FILE, OVERRIDE_FILE, POST_FILE, PRE_FILE, RUN, Death

PROCESS = Process(1, "1", "b", "h")


def recorder(stage: Stage) -> Recorder:
    """A new process's, on the journal as it is."""
    stage.world.dead = False
    stage.world.hook = lambda _: None
    return Recorder(stage.journal, lambda *_: None)


def files(stage: Stage) -> set[str]:
    """The configuration files of the workspace."""
    return {one.name for one in stage.world.below(HERE) if one.suffix in (".tf", ASIDE)}


def at(state: State) -> acts.Act:
    """A run that came to this state."""
    return reached(state)


BEFORE = {PRE_FILE, POST_FILE + ASIDE}


@pytest.mark.parametrize("state", [State.PLAN, State.APPLY])
def test_the_swap_is_undone(state: State) -> None:
    """After the swap, and after the plan, the files are as before, the generated one is gone, and the run is over."""
    act = at(state)
    run = undo(Act.SWAP, recorder(act.stage), act.stage.ports())
    assert (run.state, files(act.stage)) == (State.REVERTED, BEFORE)
    assert [type(one.event) for one in act.stage.journal.kept[-2:]] == [UndoIntended, Reverted]


def test_the_old_configuration_comes_first() -> None:
    """No moment leaves Terraform without a configuration: the old one is on before the new one is off."""
    act = at(State.PLAN)
    undo(Act.SWAP, recorder(act.stage), act.stage.ports())
    undone = [target for kind, target in act.stage.world.effects if kind == "undo"]
    assert undone == [PRE_FILE + ASIDE, POST_FILE, OVERRIDE_FILE]


def instants() -> list[str]:
    """Every instant of an undo at which a process may die."""
    act = at(State.PLAN)
    seen: list[str] = []
    act.stage.world.hook = seen.append
    undo(Act.SWAP, Recorder(act.stage.journal, lambda *_: None), act.stage.ports())
    return seen


@pytest.mark.parametrize("instant", instants())
def test_killed_while_undoing(instant: str) -> None:
    """Killed anywhere, the same command comes to the same end, and the intent stands in the journal once."""
    act = at(State.PLAN)

    def dies(here: str) -> None:
        if here == instant:
            act.stage.world.dead = True
            raise Death(here)

    act.stage.world.hook = dies
    with pytest.raises(Death):
        undo(Act.SWAP, Recorder(act.stage.journal, lambda *_: None), act.stage.ports())
    again = recorder(act.stage)
    if again.run.state is not State.REVERTED:
        undo(Act.SWAP, again, act.stage.ports())
    kept = [one.event for one in act.stage.journal.kept]
    assert fold(act.stage.journal.events()).state is State.REVERTED
    assert files(act.stage) == BEFORE
    assert sum(isinstance(one, UndoIntended) for one in kept) == 1


def begun(act: acts.Act) -> Recorder:
    """The same with an apply that was started."""
    record = recorder(act.stage)
    record(ApplyIntended("d", "apply-1"))
    record(ApplyStarted(PROCESS))
    return record


def failed(record: Recorder) -> Recorder:
    """The apply's end was reported."""
    record(Halted("apply-failed", "w", "w", "n", 1))
    return record


def seen(phase: Phase) -> ActionSeen:
    """One action."""
    return ActionSeen("aws_iam_role.one", "create", "create", phase, None, None)


def completed(record: Recorder) -> Recorder:
    """One action was done."""
    record(seen(Phase.COMPLETED))
    return failed(record)


def doubted(record: Recorder) -> Recorder:
    """One action was begun."""
    record(seen(Phase.STARTED))
    return failed(record)


def refused(record: Recorder) -> Recorder:
    """One action failed: what it did before that is not known."""
    record(seen(Phase.ERRORED))
    return failed(record)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (lambda one: one, "nobody has seen yet"),
        (completed, "1 actions were completed"),
        (doubted, "aws_iam_role.one"),
        (refused, "aws_iam_role.one"),
    ],
    ids=["under way", "completed", "in doubt", "failed"],
)
@pytest.mark.parametrize("what", [Act.SWAP, Act.LOCK_FILE, Act.STATE])
def test_nothing_is_undone_once_something_may_be_applied(what: Act, more: Callable[[Recorder], Recorder], why: str) -> None:
    """An apply that did, or may have done, anything rules out all three; nothing is journalled and nothing moves."""
    act = at(State.APPLY)
    record = more(begun(act))
    before = (dict(act.stage.world.disk), len(act.stage.journal.kept))
    with pytest.raises(Problem, match="applied-already") as raised:
        undo(what, record, act.stage.ports())
    assert why in raised.value.why
    assert (act.stage.world.disk, len(act.stage.journal.kept)) == before


def test_an_apply_that_did_nothing() -> None:
    """An apply that ended with no action begun, and with the state as it was planned on, is no reason against it."""
    act = at(State.APPLY)
    assert undo(Act.SWAP, failed(begun(act)), act.stage.ports()).state is State.REVERTED


def test_a_state_that_somebody_else_wrote() -> None:
    """The same where the serial moved: something wrote the state, whatever the journal says."""
    act = at(State.APPLY)
    record = failed(begun(act))
    act.stage.world.serial += 1
    with pytest.raises(Problem, match="applied-already") as raised:
        undo(Act.SWAP, record, act.stage.ports())
    assert "something wrote it" in raised.value.why


@pytest.mark.parametrize("state", [State.PREFLIGHT, State.BACKUP, State.SWAP])
def test_nothing_to_undo(state: State) -> None:
    """Before any file was meant to be moved there is nothing to undo."""
    act = at(state)
    with pytest.raises(Problem, match="nothing-to-undo"):
        undo(Act.SWAP, recorder(act.stage), act.stage.ports())


def test_a_run_that_is_done() -> None:
    """What was applied and verified is not undone by moving files, and that is what is said."""
    act = at(State.VERIFY)
    with pytest.raises(Problem, match="applied-already"):
        undo(Act.SWAP, recorder(act.stage), act.stage.ports())
    assert any(isinstance(one.event, Applied) for one in act.stage.journal.kept)


def in_place(stage: Stage) -> None:
    """The new configuration is active already, with nothing to mend."""
    stage.world.disk[HERE / POST_FILE] = stage.world.disk.pop(HERE / (POST_FILE + ASIDE))
    del stage.world.disk[HERE / PRE_FILE]
    stage.workspace.swaps, stage.workspace.pinned = False, True


def test_a_swap_that_is_not_ours() -> None:
    """With --no-swap it names the way to the commit."""
    act = reached(State.PLAN, in_place, replace(INPUTS, swap=False))
    with pytest.raises(Problem, match="swap-not-ours") as raised:
        undo(Act.SWAP, recorder(act.stage), act.stage.ports())
    assert raised.value.next.startswith(f"git -C {HERE} log")


def test_the_lock_file() -> None:
    """The backup's comes back as a whole, also after the swap was undone; the run stays where it is."""
    act = at(State.APPLY)
    old = act.stage.world.disk[RUN / "backup" / LOCK_FILE]
    assert act.stage.world.disk[HERE / LOCK_FILE] != old
    undo(Act.SWAP, recorder(act.stage), act.stage.ports())
    run = undo(Act.LOCK_FILE, recorder(act.stage), act.stage.ports())
    assert act.stage.world.disk[HERE / LOCK_FILE] == old
    assert (run.state, run.undoing) == (State.REVERTED, None)
    assert [type(one.event) for one in act.stage.journal.kept[-2:]] == [UndoIntended, Undone]


@pytest.mark.parametrize("what", [Act.LOCK_FILE, Act.STATE, Act.KUBERNETES])
def test_before_the_backup(what: Act) -> None:
    """Without a backup there is nothing to put back."""
    act = at(State.BACKUP)
    with pytest.raises(Problem, match="nothing-to-undo"):
        undo(what, recorder(act.stage), act.stage.ports())


@pytest.mark.parametrize(
    ("what", "kind"),
    [(Act.LOCK_FILE, Kind.LOCK_FILE), (Act.STATE, Kind.STATE), (Act.KUBERNETES, Kind.KUBERNETES)],
)
def test_a_backup_that_was_changed(what: Act, kind: Kind) -> None:
    """Nothing is restored from a file that is not what was saved."""
    act = at(State.APPLY)
    assert act.run.backed_up is not None
    name = act.run.backed_up.files(kind)[0]
    act.stage.world.disk[RUN / name] += b" "
    with pytest.raises(Problem, match="run-file-damaged"):
        undo(what, recorder(act.stage), act.stage.ports())


def test_a_state_that_is_there() -> None:
    """Where the backend has that very state nothing is pushed, and it is said to be in place."""
    act = at(State.PLAN)
    undo(Act.STATE, recorder(act.stage), act.stage.ports())
    assert act.stage.terraform.pushed == []
    assert isinstance(act.stage.journal.kept[-1].event, Undone)


def test_a_state_that_is_lost() -> None:
    """An older one of the same lineage is replaced by the backup's."""
    act = at(State.PLAN)
    act.stage.world.serial -= 1
    undo(Act.STATE, recorder(act.stage), act.stage.ports())
    assert act.stage.terraform.pushed == [RUN / "backup/terraform.tfstate"]


@pytest.mark.parametrize(("serial", "lineage"), [(8, "lineage-1"), (7, "another"), (1, "another")])
def test_a_state_that_is_newer_or_another(serial: int, lineage: str) -> None:
    """A newer serial or another lineage is the truth: nothing is pushed over it."""
    act = at(State.PLAN)
    act.stage.world.serial, act.stage.world.lineage = serial, lineage
    with pytest.raises(Problem, match="applied-already"):
        undo(Act.STATE, recorder(act.stage), act.stage.ports())
    assert act.stage.terraform.pushed == []


def test_objects_that_are_gone_are_made_again() -> None:
    """What the apply destroyed is there again; what is still there is left as it is, whatever became of it."""
    act = at(State.APPLY)
    record = completed(begun(act))
    del act.stage.belongings.there[DEPLOYMENT]
    act.stage.belongings.there[SECRET] = {"metadata": {"name": "mine"}}
    run = undo(Act.KUBERNETES, record, act.stage.ports())
    assert act.stage.belongings.there[DEPLOYMENT]["spec"]["replicas"] == 2
    assert act.stage.belongings.there[SECRET] == {"metadata": {"name": "mine"}}
    assert (run.state, run.undoing) == (State.HALTED, None)


def test_an_object_that_the_cluster_refuses() -> None:
    """It is named with the reason; the intent stays open, and the same command finishes it."""
    act = at(State.APPLY)
    act.stage.belongings.says["create"] = Missing("403 Forbidden")
    with pytest.raises(Problem, match="restore-incomplete") as raised:
        undo(Act.KUBERNETES, recorder(act.stage), act.stage.ports())
    assert "403 Forbidden" in raised.value.why
    del act.stage.belongings.says["create"]
    assert recorder(act.stage).run.undoing is Act.KUBERNETES
    assert undo(Act.KUBERNETES, recorder(act.stage), act.stage.ports()).undoing is None


@pytest.mark.parametrize("release", [True, False], ids=["the new application was started", "under way"])
def test_two_applications_never_share_a_database(release: bool) -> None:
    """Once the new application was begun, or nobody knows yet, the old one is not made again."""
    act = at(State.APPLY)
    record = begun(act)
    if release:
        record(replace(seen(Phase.STARTED), address="module.wandb_infra.module.wandb.helm_release.wandb"))
        failed(record)
    act.stage.belongings.there.clear()
    with pytest.raises(Problem, match="applied-already"):
        undo(Act.KUBERNETES, record, act.stage.ports())
    assert act.stage.belongings.there == {}
