"""Init and plan change nothing: what is known to pass by itself is waited for, a few times; all else stops at once."""

from collections.abc import Callable

import pytest

from checks.problem import Problem
from states.again import PAUSES
from states.events import Planned, State
from states.mending import TriedAgain
from tests.support.acts import Act, reached
from tests.support.ports import Stage

REGISTRY = "Error: Failed to query available provider packages\n\nthe request failed: 502 Bad Gateway"
TIMEOUT = "Error: reading IAM Policy: net/http: TLS handshake timeout"
WRONG = "Error: Unsupported argument"
Fails = Callable[[Stage, str, str, int], None]


def fails(stage: Stage, command: str, why: str, times: int) -> None:
    """The port's command fails so often, and then works again."""
    code = f"terraform-{command}-failed"
    left = [Problem(code, what="it failed", why=why, next="mend it")] * times

    def hook(name: str) -> None:
        if name.startswith(f"terraform.{command}: before") and left:
            raise left.pop()

    stage.world.hook = hook


@pytest.mark.parametrize(("command", "why"), [("init", REGISTRY), ("plan", TIMEOUT), ("plan", "StatusCode: 503")])
@pytest.mark.parametrize("state", [State.PREVIEW, State.PLAN])
def test_what_passes_is_waited_for(state: State, command: str, why: str) -> None:
    """A registry or a service that fails for a moment is asked again after a pause; each try is journalled."""
    act = reached(state)
    before = act.stage.world.now
    fails(act.stage, command, why, 2)
    act.act()
    tried = act.journalled(TriedAgain)
    assert len(tried) == 2
    assert all(
        isinstance(one, TriedAgain) and one.command.startswith(f"terraform {command}") and one.failures for one in tried
    )
    assert (act.stage.world.now - before).total_seconds() == sum(PAUSES[:2])


def stops(act: Act, command: str, why: str, times: int) -> int:
    """How often it was tried again before it stopped."""
    fails(act.stage, command, why, times)
    with pytest.raises(Problem, match="failed"):
        act.act()
    return len(act.journalled(TriedAgain))


def test_not_for_ever() -> None:
    """After a few tries the run halts, and the next start tries anew."""
    act = reached(State.PLAN)
    assert stops(act, "init", REGISTRY, len(PAUSES) + 1) == len(PAUSES)
    assert isinstance(act.again(), Planned)


@pytest.mark.parametrize("why", [WRONG, f"{TIMEOUT}\nError: Saved plan is stale", ""])
def test_everything_else_stops_at_once(why: str) -> None:
    """What is not known, or does not pass by itself, is told without a second try."""
    assert stops(reached(State.PLAN), "plan", why, 1) == 0


def test_other_commands_are_not_tried_again() -> None:
    """Whatever is not init or plan may have done something: it is told."""
    act = reached(State.PLAN)
    act.stage.world.hook = lambda name: _raise(TIMEOUT) if name == "terraform.state: before #3" else None
    with pytest.raises(Problem, match="terraform-failed"):
        act.act()
    assert act.journalled(TriedAgain) == []


def _raise(why: str) -> None:
    raise Problem("terraform-failed", what="it failed", why=why, next="mend it")
