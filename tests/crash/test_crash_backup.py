"""Killed anywhere in a backup that scales the old application to 0: one snapshot, and what was saved is from before that."""

from dataclasses import replace

from states.run import fold
from states.saving import Quiesced, QuiesceIntended
from tests.support.crash import Scenario, at, instants
from tests.support.world import INPUTS, RUN

PARTS = ("belongings.", "workspace.save", "files.write", "journal Collected", "journal Quiesce", "journal Snapshot")


def quiescing() -> Scenario:
    """A run with --quiesce whose snapshot takes its time."""
    scenario = Scenario(inputs=replace(INPUTS, remove_override=True, quiesce=True))
    scenario.stage.belongings.snapshot_takes = 2
    return scenario


def test_killed_at_every_instant_of_a_quiesced_backup() -> None:
    """The next start goes on to done: scaled once more at most, never saved or counted as scaled to 0, one snapshot."""
    every = [one for one in instants(quiescing) if one.startswith(PARTS)]
    assert len(every) > 30
    for instant in every:
        scenario = quiescing()
        assert scenario.dies(at(instant)), instant
        scenario.goes_on()
        assert not scenario.faults(), instant
        run = fold(scenario.stage.journal.events())
        assert run.backed_up is not None
        assert run.backed_up.quiesced is not None
        assert run.backed_up.quiesced.replicas == 2, instant
        assert b"replicas: 2" in scenario.stage.world.disk[RUN / "backup/kubernetes.yaml"], instant
        kinds = [type(one.event) for one in scenario.stage.journal.kept]
        assert (kinds.count(QuiesceIntended), kinds.count(Quiesced)) == (1, 1), instant
