"""The database's snapshot: a fresh one stands, else one is made and waited for; going without is answered for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from checks.facts import Missing
from checks.problem import Exit, Problem
from states.belongings import SeenSnapshot
from states.events import Accepted, State
from states.inputs import Inputs
from states.saving import BackedUp, Quiesced, QuiesceIntended, SnapshotIntended, SnapshotStands
from tests.support.acts import Act, reached
from tests.support.belongings import InMemoryBelongings
from tests.support.ports import Stage
from tests.support.world import INPUTS, WHO, World

DENIED = Missing("RDS refuses CreateDBClusterSnapshot to these credentials (AccessDenied)")
MINE = "migrator-run"


def older(minutes: int, status: str = "available") -> Callable[[Stage], None]:
    """A world with a snapshot of that age."""

    def prepare(stage: Stage) -> None:
        at = World().now - timedelta(minutes=minutes)
        stage.belongings.older = (SeenSnapshot("before", status, 100, at.isoformat()),)

    return prepare


def stands(act: Act) -> str | None:
    """The id of the snapshot that the backup ends with."""
    outcome = act.act()
    assert isinstance(outcome, BackedUp)
    return outcome.snapshot.id if outcome.snapshot else None


@pytest.mark.parametrize(
    ("prepare", "snapshot", "wanted"),
    [
        pytest.param(older(5), "ask", "before", id="fresh"),
        pytest.param(older(5), "no", "before", id="fresh though none is wanted"),
        pytest.param(older(5), "yes", MINE, id="fresh, and one is wanted"),
        pytest.param(older(90), "ask", MINE, id="old"),
        pytest.param(older(5, "creating"), "ask", MINE, id="not whole"),
    ],
)
def test_which_stands(prepare: Callable[[Stage], None], snapshot: str, wanted: str) -> None:
    """A whole one of the last hour stands for one of the run's own, unless --snapshot yes asks for one."""
    act = reached(State.BACKUP, prepare, replace(INPUTS, snapshot=snapshot))
    assert stands(act) == wanted
    assert set(act.stage.belongings.made) == {wanted} - {"before"}


def test_it_is_intended_first() -> None:
    """The intent has its name before AWS is asked; the outcome follows once it is whole, and its progress is told."""
    act = reached(State.BACKUP)
    act.stage.belongings.snapshot_takes = 6
    stands(act)
    assert act.journalled(SnapshotIntended) == [SnapshotIntended("wb", MINE)]
    assert len(act.journalled(SnapshotStands)) == 1
    assert any("creating, 50 %" in one.text for one in act.stage.notes)


def test_denied() -> None:
    """A denied snapshot is one error with AWS's word; with leave to go without, the next start goes on."""
    act = reached(State.BACKUP)
    act.stage.belongings.says["snapshot"] = DENIED
    with pytest.raises(Problem, match="snapshot-failed") as caught:
        act.act()
    assert caught.value.why == DENIED.why
    assert "no-snapshot" in caught.value.next
    act.record(Accepted("no-snapshot", "there is another backup", WHO))
    act.again()
    assert act.run.backed_up is not None
    assert act.run.backed_up.snapshot is None


@pytest.mark.parametrize("status", ["creating", "failed"])
def test_never_whole(status: str) -> None:
    """One that does not come to an end is waited for with a limit, one that failed is not; the next start waits on."""
    act = reached(State.BACKUP)
    act.stage.belongings.says["snapshots"] = (SeenSnapshot(MINE, status, 7, World().now.isoformat()),)
    before = act.stage.world.now
    with pytest.raises(Problem, match="snapshot-slow" if status == "creating" else "snapshot-failed"):
        act.act()
    assert (act.stage.world.now - before > timedelta(hours=1)) is (status == "creating")
    del act.stage.belongings.says["snapshots"]
    act.again()
    assert len(act.journalled(SnapshotIntended)) == 1


def test_not_wanted() -> None:
    """--snapshot no without a fresh one blocks, until a person answers for going without."""
    act = reached(State.BACKUP, inputs=replace(INPUTS, snapshot="no"))
    with pytest.raises(Problem, match="no-snapshot") as caught:
        act.act()
    assert caught.value.exit is Exit.BLOCKED
    act.record(Accepted("no-snapshot", "a test system", WHO))
    act.again()
    assert not act.stage.belongings.made


@pytest.mark.parametrize("says", [True, False])
def test_asked_at_a_terminal(*, says: bool) -> None:
    """A person is asked with the cluster's name and that it costs; a no is no snapshot, and blocks."""
    asked: list[str] = []
    act = reached(State.BACKUP)

    def confirm(question: str) -> bool:
        asked.append(question)
        return says

    act.stage.confirm = confirm
    if says:
        assert stands(act) == MINE
    else:
        with pytest.raises(Problem, match="no-snapshot"):
            act.act()
    assert len(asked) == 1
    assert "charged" in asked[0]


def test_no_database() -> None:
    """A state without a database cluster leaves nothing to snapshot: a person answers for that."""
    act = reached(State.BACKUP)
    found = act.stage.belongings.holdings(b'{"lineage": "l", "serial": 1}')
    assert not isinstance(found, Missing)
    act.stage.belongings.says["holdings"] = replace(found, cluster=None)
    with pytest.raises(Problem, match="no-snapshot"):
        act.act()


QUIET: Inputs = replace(INPUTS, quiesce=True)


def test_quiesced() -> None:
    """--quiesce scales to 0 before a snapshot that is always new; the objects and the count are those of before."""
    act = reached(State.BACKUP, older(5), QUIET)
    assert stands(act) == MINE
    kinds = [type(one.event) for one in act.stage.journal.kept]
    assert kinds.index(QuiesceIntended) < kinds.index(Quiesced) < kinds.index(SnapshotIntended)
    assert act.stage.belongings.replicas == 0
    assert act.run.backed_up is not None
    assert act.run.backed_up.quiesced is not None
    assert act.run.backed_up.quiesced.replicas == 2
    assert b"replicas: 2" in act.stage.files.read("backup/kubernetes.yaml")
    assert any("kubectl -n default scale deployment wandb --replicas=2" in one.text for one in act.stage.notes)


def test_stopped_while_it_is_down() -> None:
    """A failure after it was scaled to 0 says how to bring it back; the next start knows the replicas of before."""
    act = reached(State.BACKUP, inputs=QUIET)
    act.stage.belongings.says["snapshot"] = DENIED
    with pytest.raises(Problem, match="snapshot-failed") as caught:
        act.act()
    assert "kubectl -n default scale deployment wandb --replicas=2" in caught.value.why
    del act.stage.belongings.says["snapshot"]
    done = act.again()
    assert isinstance(done, BackedUp)
    assert done.workload == done.quiesced
    assert done.quiesced is not None
    assert done.quiesced.replicas == 2
    assert b"replicas: 2" in act.stage.files.read("backup/kubernetes.yaml")


@pytest.mark.parametrize(
    ("says", "answer"),
    [("scale", Missing("403")), ("pods", ({"metadata": {"name": "wandb-0"}},))],
    ids=["refused", "a pod stays"],
)
def test_not_quiesced(says: str, answer: object) -> None:
    """An application that cannot be scaled, or whose pod stays, stops the run before any snapshot."""
    act = reached(State.BACKUP, inputs=QUIET)
    act.stage.belongings.says[says] = answer
    with pytest.raises(Problem, match="quiesce-failed"):
        act.act()
    assert not act.stage.belongings.made


def test_nothing_to_quiesce() -> None:
    """Without the old application's Deployment there is nothing to scale, which is said."""
    act = reached(State.BACKUP, inputs=QUIET)
    act.stage.belongings.there = {}
    assert stands(act) == MINE
    assert any("nothing to scale" in one.text for one in act.stage.notes)


def test_the_double_is_honest() -> None:
    """A snapshot by the same name is one snapshot, however often it is asked for."""
    double = InMemoryBelongings(World())
    double.snapshot("wb", "a")
    double.snapshot("wb", "a")
    assert list(double.made) == ["a"]
