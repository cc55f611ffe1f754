"""backup: everything that is hard to get back, digested, before the first file is moved."""

from pathlib import Path

import pytest

from checks.problem import Problem
from states.backup import STATE_FILE
from states.events import Entered, State
from states.saving import DIRECTORY, BackedUp
from states.stored import PREVIEWED_STATE
from states.terraform import Directory
from tests.support.acts import Act, reached
from tests.support.ports import digest
from tests.support.terraform_port import trouble
from tests.support.world import HERE, RUN


def saved(act: Act) -> dict[str, str]:
    """Name -> digest of the copy that lies in the run's directory."""
    outcome = act.act()
    assert isinstance(outcome, BackedUp)
    found = {f"{DIRECTORY}/{one.file}": one.sha256 for one in outcome.parts}
    assert {name: digest(act.stage.world.disk[RUN / name]) for name in found} == found
    return found


def test_everything_is_saved_with_its_digest() -> None:
    """Configuration, variables, lock file and state are copied, and each digest is that of the copy."""
    act = reached(State.BACKUP)
    names = {Path(name).name for name in saved(act)}
    assert names == {one.name for one in act.stage.world.below(HERE)} | {Path(STATE_FILE).name}


def test_again_is_harmless() -> None:
    """Killed in the middle, there is nothing to settle: everything is saved again, to the same digests."""
    act = reached(State.BACKUP)
    act.record(Entered(State.BACKUP))
    assert act.settle() is None
    act.stage.workspace.save(act.stage.files.path("backup"))
    assert len(saved(act)) == 5


def without_backend(act: Act, code: str) -> None:
    """The workspace has no backend on this machine: the state cannot be pulled there."""

    def pull(where: Directory) -> bytes:
        raise trouble(code)

    act.stage.terraform.pull = pull  # type: ignore[method-assign]


def test_a_checkout_that_was_never_initialised() -> None:
    """Where the state cannot be pulled in place yet, it is saved as the preview had it; nothing is initialised for that."""
    act = reached(State.BACKUP)
    inits = list(act.stage.terraform.inits)
    without_backend(act, "backend-not-initialised")
    assert saved(act)[STATE_FILE] == digest(act.stage.world.disk[RUN / PREVIEWED_STATE])
    assert act.stage.terraform.inits == inits


def test_a_state_that_cannot_be_read_stops() -> None:
    """Any other failure to read the state stops the run before a file is moved."""
    act = reached(State.BACKUP)
    without_backend(act, "terraform-failed")
    with pytest.raises(Problem, match="terraform-failed"):
        act.act()
    assert act.stage.terraform.inits[1:] == []
