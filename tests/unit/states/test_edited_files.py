"""Files that were edited while a run was on its way: named before Terraform is asked, and gone on with as a person wants."""

from collections.abc import Callable

import pytest

from checks.problem import Problem
from states.edited import EDITED, FilesKnown
from states.events import Accepted, Planned, Started, State, Taken
from states.stored import PLAN_FILE
from tests.support.acts import Act, reached
from tests.support.ports import Stage
from tests.support.small_plans import NODES, POLICY
from tests.support.world import HERE, LOCK_FILE, POST_FILE, WHO

TFVARS = HERE / "post-operator.tfvars"
Move = Callable[[Stage], object]


def halted(act: Act) -> Problem:
    """What the state stops with."""
    with pytest.raises(Problem, match=EDITED) as caught:
        act.act()
    return caught.value


def answered(act: Act) -> Planned:
    """A person starts again, and accepts the edit; what the plan is then."""
    act.record(Taken(WHO))
    act.record(Accepted(EDITED, "the size was mistyped", WHO))
    outcome = act.again()
    assert isinstance(outcome, Planned)
    return outcome


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (lambda stage: stage.world.disk.update({TFVARS: b"size = 2\n"}), "post-operator.tfvars (changed)"),
        (lambda stage: stage.world.disk.pop(TFVARS), "post-operator.tfvars (gone)"),
        (lambda stage: stage.world.disk.update({HERE / "extra.tf": b"# more\n"}), "extra.tf (new)"),
        (lambda stage: stage.world.disk.update({HERE / POST_FILE: b"# other\n"}), "post-operator.tf (changed)"),
        (lambda stage: stage.world.disk.update({HERE / LOCK_FILE: b"others\n"}), ".terraform.lock.hcl (changed)"),
    ],
    ids=["changed", "gone", "new", "moved by the swap", "lock file"],
)
def test_an_edit_is_named(edit: Move, named: str) -> None:
    """A file that is changed, gone or new stops the run before Terraform is asked for anything."""
    act = reached(State.PLAN)
    asked = len(act.stage.terraform.inits)
    edit(act.stage)
    problem = halted(act)
    assert problem.what.endswith(f": {named}.")
    assert len(act.stage.terraform.inits) == asked
    assert act.run.state is State.HALTED


def test_the_way_back_is_named() -> None:
    """For a file that the backup has, the command that puts it back; of a new one, the command that puts it aside."""
    act = reached(State.PLAN)
    act.stage.world.disk[HERE / POST_FILE] = b"# other\n"
    act.stage.world.disk[HERE / "extra.tf"] = b"# more\n"
    why = halted(act).why
    kept = act.stage.files.path(f"backup/{POST_FILE}.disabled")
    assert kept in act.stage.world.disk
    assert f"cp {kept} {HERE / POST_FILE}" in why
    assert f"mv {HERE / 'extra.tf'} {HERE / 'extra.tf'}.aside" in why


def test_put_back_it_goes_on() -> None:
    """Once the files are as they were, nothing has to be accepted."""
    act = reached(State.PLAN)
    before = act.stage.world.disk[TFVARS]
    act.stage.world.disk[TFVARS] = b"size = 2\n"
    halted(act)
    act.stage.world.disk[TFVARS] = before
    assert isinstance(act.again(), Planned)
    assert act.run.state is State.APPLY


def test_an_accepted_edit_that_means_the_same() -> None:
    """Accepted, an edit that changes nothing in what the plan means goes on under the approval that stands."""
    act = reached(State.PLAN)
    act.stage.world.disk[TFVARS] = b"# a comment\n"
    halted(act)
    assert answered(act).then == "proceed"


def test_an_accepted_edit_that_means_something_else() -> None:
    """Accepted, an edit that changes the plan is put before a person, with what was approved and what is planned now."""
    act = reached(State.PLAN)
    act.stage.world.disk[TFVARS] = b"policy = open\n"
    act.stage.terraform.wanted["post"][POLICY] = {"policy": "open"}
    halted(act)
    outcome = answered(act)
    assert outcome.then == "differ"
    assert f'{POLICY}: policy: "without sid" was approved, and now it is "open"' in outcome.because


def test_a_cause_that_was_mended_between_two_applies() -> None:
    """After an apply that failed, a mended variables file is accepted once, and what is left goes on as approved."""
    act = reached(State.APPLY, lambda stage: stage.terraform.failing.update({f"create {NODES}": "Error: quota"}))
    with pytest.raises(Problem, match="apply-failed"):
        act.act()
    act.stage.terraform.failing.clear()
    act.stage.world.disk[TFVARS] = b"# mended\n"
    act.again()
    act = Act(act.stage, State.PLAN)
    halted(act)
    assert answered(act).then == "proceed"


def test_what_was_accepted_stays_accepted() -> None:
    """The files that a person accepted are what the run goes by from then on; the next edit is told again, at once."""
    act = reached(State.PLAN)
    act.stage.world.disk[TFVARS] = b"# one\n"
    halted(act)
    answered(act)
    act.record(Taken(WHO))
    assert act.step.act(act.record, act.stage.ports())
    act.record(Accepted(EDITED, "two edits", WHO))
    act.stage.world.disk[TFVARS] = b"# two\n"
    assert act.step.act(act.record, act.stage.ports())
    act.stage.world.disk[TFVARS] = b"# three\n"
    with pytest.raises(Problem, match=EDITED):
        act.step.act(act.record, act.stage.ports())


def test_a_word_is_good_for_one_start() -> None:
    """An acceptance that found no edit is not kept for later."""
    act = reached(State.PLAN)
    act.record(Accepted(EDITED, "whatever", WHO))
    act.record(Taken(WHO))
    act.stage.world.disk[TFVARS] = b"# one\n"
    halted(act)


def test_an_edit_before_the_swap() -> None:
    """Before anything is moved the files are those of the preview, or the run stops."""
    act = reached(State.SWAP)
    act.stage.world.disk[TFVARS] = b"size = 2\n"
    halted(act)
    assert act.stage.world.effects == []


def test_the_lock_file_of_the_preview_is_no_edit() -> None:
    """Putting the approved lock file in place is the run's own work, and so is the swap."""
    act = reached(State.PLAN)
    act.act()
    assert act.stage.files.path(PLAN_FILE) in act.stage.world.disk
    again = Act(act.stage, State.PLAN)
    assert again.stage.world.disk[HERE / LOCK_FILE] != b"providers of the pre-operator configuration\n"
    assert again.step.act(again.record, again.stage.ports())


def test_a_run_of_an_older_version() -> None:
    """A journal that does not know the files goes on: the plan is held against the approval all the same."""
    act = reached(State.PLAN)
    act.stage.journal.kept[:] = [one for one in act.stage.journal.kept if not isinstance(one.event, FilesKnown)]
    assert isinstance(act.stage.journal.kept[0].event, Started)
    act = Act(act.stage, State.PLAN)
    act.stage.world.disk[TFVARS] = b"size = 2\n"
    assert isinstance(act.act(), Planned)
