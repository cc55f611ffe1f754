"""While Terraform applies: what is journalled, what is shown, and what is stopped."""

from collections.abc import Callable

import pytest

from checks.problem import Problem
from states.events import Applied, Phase, State
from states.stored import ASSESSMENT
from states.terraform import StreamEvent, StreamKind
from tests.support.acts import Act, reached
from tests.support.crash import at
from tests.support.ports import Stage
from tests.support.small_plans import NODES
from tests.support.terraform_port import Apply
from tests.support.world import Death

STRANGER = "aws_s3_bucket.stranger"


def terraform(act: Act) -> Apply:
    """The Terraform that was started."""
    return next(iter(act.stage.terraform.applies.values()))


def announced(kind: StreamKind, address: str = STRANGER, verb: str = "create") -> Callable[[Stage], None]:
    """A Terraform whose stream begins with such a line, twice."""
    line = StreamEvent(kind, "said", address, verb)
    return lambda stage: stage.terraform.announced.extend([line, line])


@pytest.mark.parametrize("kind", [StreamKind.PLANNED, StreamKind.STARTED])
def test_what_nobody_approved(kind: StreamKind) -> None:
    """An action outside of the approved plan gets Terraform one interrupt, and the Problem once it has ended."""
    act = reached(State.APPLY, announced(kind))
    with pytest.raises(Problem, match="action-not-approved") as caught:
        act.act()
    assert STRANGER in caught.value.what
    assert (terraform(act).interrupts, terraform(act).alive) == (1, False)


def test_one_interrupt_over_all_starts() -> None:
    """Killed after the interrupt, the next start attaches and interrupts no more: that would orphan what is in flight."""
    act = reached(State.APPLY, announced(StreamKind.PLANNED))
    act.stage.world.hook = at("terraform.interrupt: after #1")
    with pytest.raises(Death):
        act.act()
    act.stage.world.dead = False
    with pytest.raises(Problem, match="action-not-approved"):
        Act(act.stage, State.APPLY).settle()
    assert terraform(act).interrupts == 1


@pytest.mark.parametrize("verb", ["read", "noop", "no-op"])
def test_what_changes_nothing_needs_no_approval(verb: str) -> None:
    """Reading a data source is no action: it is neither journalled nor interrupted."""
    act = reached(State.APPLY, announced(StreamKind.STARTED, "data.aws_region.here", verb))
    assert isinstance(act.act(), Applied)
    assert all(one.address != "data.aws_region.here" for attempt in act.run.attempts for one in attempt.actions)


def test_it_is_held_against_what_was_approved() -> None:
    """Another plan that lies on offer by now says nothing about what this one may do."""
    act = reached(State.APPLY)
    act.stage.files.write(ASSESSMENT, b"{}")
    assert isinstance(act.act(), Applied)
    assert terraform(act).interrupts == 0


def test_progress_is_shown_and_not_journalled() -> None:
    """Progress of an action and idle time are notes with the action's class; only beginnings and ends are events."""
    act = reached(State.APPLY, announced(StreamKind.PROGRESS, NODES))
    act.act()
    shown = {(one.phase, one.change) for one in act.stage.notes if one.phase in ("progress", "idle")}
    assert shown == {("progress", "replace"), ("idle", None)}
    assert {one.phase for attempt in act.run.attempts for one in attempt.actions} == {Phase.STARTED, Phase.COMPLETED}


def test_what_takes_long_is_said_once() -> None:
    """Longer than its kind usually takes: said once, with where to look; before that nothing is said."""
    spent = (299.0, 300.0, 310.0, None)
    lines = [StreamEvent(StreamKind.PROGRESS, "still", "helm_release.x", "create", elapsed=one) for one in spent]
    act = reached(State.APPLY, lambda stage: stage.terraform.announced.extend(lines))
    act.act()
    (said,) = [one.text for one in act.stage.notes if one.text.startswith("taking long")]
    assert "helm_release.x: 5 minutes, usually 5 at the most. Look at: kubectl get pods" in said
