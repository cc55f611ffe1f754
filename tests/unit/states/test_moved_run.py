"""A run that goes on somewhere else: what is made up for there, what is made anew, and what only a person can say."""

from dataclasses import replace

import pytest

from checks.facts import TerraformFact
from checks.problem import Problem
from states.arrive import arrive
from states.events import Accepted, Applied, Entered, Planned, Resumed, State, Unfinished
from states.moving import Arrived, Mirrored, Moved
from states.ports import Note
from tests.support.acts import Act, reached
from tests.support.crash import at
from tests.support.world import ASIDE, HERE, OVERRIDE_FILE, POST_FILE, PRE_FILE, WHO, Death

FETCHED = Moved("/there", WHO, str(HERE), "host-b", fetched=True, streams=False)
ALONG = Moved("/there", WHO, str(HERE), "host-b")


def fresh(act: Act) -> None:
    """The files as version control has them: not swapped."""
    disk = act.stage.world.disk
    disk.pop(HERE / OVERRIDE_FILE, None)
    disk[HERE / PRE_FILE] = disk.pop(HERE / (PRE_FILE + ASIDE))
    disk[HERE / (POST_FILE + ASIDE)] = disk.pop(HERE / POST_FILE)


def died(state: State, instant: str) -> Act:
    """A run that died in that state."""
    act = reached(state)
    act.stage.world.hook = at(instant)
    with pytest.raises(Death):
        act.act()
    act.stage.world.dead = False
    return Act(act.stage, state)


def test_the_swap_is_taken_where_the_run_is_fetched() -> None:
    """The very steps that were taken elsewhere are taken here, once; then the run goes on to its end."""
    act = reached(State.PLAN)
    before = dict(act.stage.world.disk)
    fresh(act)
    act.record(FETCHED)
    assert act.run.inputs.directory == "/there"
    for _ in range(2):
        arrive(act.record, act.stage.ports())
    assert act.stage.world.disk == before
    assert act.journalled(Arrived) == [Arrived()]
    assert not act.run.moving
    act.act()
    assert act.on().state is State.DONE


def test_a_swap_that_was_only_intended_is_taken_too() -> None:
    """Killed between intent and swap: the steps that were intended are the ones that are taken."""
    act = died(State.SWAP, f"workspace.take: rename {POST_FILE} #1")
    act.record(FETCHED)
    arrive(act.record, act.stage.ports())
    assert HERE / POST_FILE in act.stage.world.disk
    assert HERE / PRE_FILE not in act.stage.world.disk


def test_a_file_that_is_another_one_stops_it() -> None:
    """A checkout with other contents is not swapped; the next start asks again."""
    act = reached(State.PLAN)
    fresh(act)
    act.stage.world.disk[HERE / (POST_FILE + ASIDE)] += b"# edited"
    act.record(FETCHED)
    with pytest.raises(Problem, match="files-changed"):
        arrive(act.record, act.stage.ports())
    assert act.run.moving
    assert HERE / PRE_FILE in act.stage.world.disk


def test_a_plan_is_no_use_elsewhere() -> None:
    """What was about to be applied is planned anew where the run is now, and goes on under the same approval."""
    act = reached(State.APPLY)
    act.record(replace(ALONG))
    assert not act.run.moving
    assert act.act() == Unfinished(None, ())
    act.on()
    assert act.journalled(Planned)[-1].then == "proceed"  # type: ignore[union-attr]
    assert isinstance(act.act(), Applied)
    assert len(act.stage.approver.asked) == 1


def test_on_a_shared_disk_the_plan_stays() -> None:
    """Another host, the same directory with everything in it: the saved plan is applied."""
    act = reached(State.APPLY)
    act.record(replace(ALONG, directory=ALONG.before))
    assert isinstance(act.act(), Applied)


def test_an_open_apply_whose_streams_are_elsewhere() -> None:
    """Whether it still runs is told only there: it stops, and goes on once a person answers; not where they are here."""
    act = died(State.APPLY, "terraform.follow_apply: message #4")
    act.record(FETCHED)
    with pytest.raises(Problem, match="apply-on-another-host") as caught:
        act.act()
    assert "host-b" in caught.value.what
    act.record(Resumed(State.APPLY))
    act.record(replace(FETCHED, streams=True))
    assert act.run.attempt is not None
    assert act.run.attempt.elsewhere is None
    act.record(FETCHED)
    act.record(Accepted("apply-on-another-host", "it is gone", WHO))
    act.record(Entered(State.APPLY))
    assert isinstance(act.step.act(act.record, act.stage.ports()), Unfinished)


def test_where_the_mirror_is() -> None:
    """A mirror that comes, or goes, is the run's own from then on."""
    act = reached(State.PREVIEW)
    act.record(Mirrored("s3://b/p"))
    assert act.run.inputs.journal == "s3://b/p"
    act.record(Mirrored(None))
    assert act.run.inputs.journal is None


def versions(act: Act, version: str, product: str = "terraform") -> list[str]:
    """From now on it is this one; what is said of it."""
    said: list[str] = []
    act.stage.terraform.fact = lambda: TerraformFact(product, version, "terraform")  # type: ignore[method-assign]
    plain = act.stage.ports

    def ports(*arguments: object) -> object:
        def note(one: Note) -> None:
            said.append(one.text)

        return replace(plain(*arguments), note=note)  # type: ignore[arg-type]

    act.stage.ports = ports  # type: ignore[method-assign, assignment]
    return said


@pytest.mark.parametrize(("version", "product"), [("1.12.0", "terraform"), ("2.11.4", "terraform"), ("1.11.4", "tofu")])
def test_another_terraform_than_the_previews(version: str, product: str) -> None:
    """Another minor version, or product: nothing is planned, both are named; accepted, it is, and said."""
    act = reached(State.PLAN)
    said = versions(act, version, product)
    with pytest.raises(Problem, match="terraform-version-changed") as caught:
        act.act()
    assert f"terraform 1.11.4, and this is {product} {version}" in caught.value.what
    assert not act.journalled(Planned)
    act.record(Accepted("terraform-version-changed", "the old one is gone", WHO))
    assert isinstance(act.again(), Planned)
    assert any(f"{product} {version}" in one for one in said)


def test_a_patch_release_is_only_said() -> None:
    """The same minor version plans; which two they are is said."""
    act = reached(State.PLAN)
    said = versions(act, "1.11.9")
    assert isinstance(act.act(), Planned)
    assert "the preview was planned with terraform 1.11.4, and this is terraform 1.11.9" in said
