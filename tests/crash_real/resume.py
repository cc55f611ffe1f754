"""Going on after a kill as a careful person does: start again, approve, look into the cloud, answer for what is sure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from states.events import Approved
from tests.crash_real.deployment import RUN, Deployment, World
from tests.crash_real.kill import approval
from tests.crash_real.points import Point
from tests.support.sandbox import Said

STARTS = 10
IN_DOUBT, LOST = "apply-in-doubt", "state-lost"
GOES_ON = (IN_DOUBT, LOST, "apply-failed", "waiting")


class Outcome(StrEnum):
    """How a run ended, after everything a person may do without knowing more than the tool said."""

    CONVERGED = "converged"  # the same world as without a kill
    EMPTIED = "emptied"  # exit 1: Terraform, killed while it wrote its state, left it empty; it is said, and nothing done
    STOPPED = "stopped"  # exit 1; what is in doubt is named, and nothing was done twice
    WRONG = "wrong"


# What may come of a kill: said here alone. An empty state only where Terraform itself was killed amid everything it did.
ALWAYS, AMID = (Outcome.CONVERGED,), (Outcome.CONVERGED, Outcome.EMPTIED)


@dataclass(frozen=True)
class Verdict:
    """The outcome, and why where it is not `converged`; `starts` says how often migrator was started after the kill."""

    outcome: Outcome
    starts: int
    why: tuple[str, ...] = ()


def resumed(deployment: Deployment, reference: World, point: Point) -> Verdict:
    """Go on to the end, or to a stop that only a person with the cloud's own tools can go on from.

    What the tool says is in doubt is started again first: that must do nothing, or know more.
    """
    more: tuple[str, ...] = ()
    before = ""
    for number in range(1, STARTS + 1):
        done = len(deployment.log())
        said = deployment.migrator(*RUN, *more, *approval(deployment))
        code, more = _code(said), ()
        if said.code == 0:
            return _verdict(number, Outcome.CONVERGED, faults(deployment, reference, point))
        if code not in GOES_ON:
            return Verdict(Outcome.WRONG, number, (f"{said}",))
        if code == LOST or (code == IN_DOUBT and said.out == before and deployment.has_state and deployment.strays()):
            outcome = Outcome.EMPTIED if code == LOST else Outcome.STOPPED
            return _verdict(number, outcome, stop_faults(deployment, said, done), code)
        if code == IN_DOUBT and said.out == before:
            more = (
                "--accept",
                f"{IN_DOUBT}=looked: nothing is in the cloud that the state does not know, or the state is empty",
            )
        before = said.out
    return Verdict(Outcome.WRONG, STARTS, (f"not done: {before}",))


def _code(said: Said) -> str:
    """The error's code; `waiting` where approval is wanted; else empty."""
    if said.code == 4:
        return "waiting"
    try:
        return str(json.loads(said.out).get("code", "")) if said.code else ""
    except ValueError:
        return ""


def _verdict(starts: int, outcome: Outcome, wrong: tuple[str, ...], right: str = "") -> Verdict:
    return Verdict(Outcome.WRONG, starts, wrong) if wrong else Verdict(outcome, starts, (right,) if right else ())


def stop_faults(deployment: Deployment, said: Said, done: int) -> tuple[str, ...]:
    """A stop is legal where everything in doubt is named, what the state lacks is among that, and nothing was done."""
    named = said.document()["what"] + said.document()["why"]
    lost = _code(said) == LOST
    doubted = set(_in_flight(deployment))
    unnamed = sorted(one for one in doubted if one not in named and not lost)
    stray = [one for one in deployment.strays() if not lost and f"{one[0]}." not in named]
    why = {
        f"not named: {unnamed}": unnamed,
        f"in the cloud, not in the state, and not named: {stray}": stray,
        "it stopped, and did something": len(deployment.log()) != done,
        "the state is not lost": lost and deployment.has_state,
        **_journal(deployment),
    }
    return tuple(text for text, bad in why.items() if bad)


def faults(deployment: Deployment, reference: World, point: Point) -> tuple[str, ...]:
    """Everything that does not hold in the end. A second approval is asked for only where something was in doubt."""
    world = deployment.world()
    more, less = world.operations - reference.operations, reference.operations - world.operations
    approvals = sum(isinstance(one.event, Approved) for one in deployment.events())
    run = deployment.known()
    why = {
        f"done though not approved, or twice: {dict(more)}": more,
        f"never done: {dict(less)}": less,
        f"the state differs: {sorted(world.addresses ^ reference.addresses)}": world.addresses != reference.addresses,
        f"in the cloud, and not in the state: {deployment.strays()}": deployment.strays(),
        f"in the state, and not in the cloud: {deployment.lost()}": deployment.lost(),
        f"{approvals} approvals": approvals > (2 if doubtful(point) else 1),
        f"not done but {run and run.state}": run is None or run.state != "done",
        f"left behind: {deployment.leavings()}": deployment.leavings(),
        **_journal(deployment),
    }
    return tuple(text for text, wrong in why.items() if wrong)


def legal(point: Point) -> tuple[Outcome, ...]:
    """How a run that was killed there may end."""
    return AMID if "terraform" in point.victims and point.when == "amid" else ALWAYS


def doubtful(point: Point) -> bool:
    """Whether the cloud may have what the state does not: Terraform is dead, or its provider is, and something was done."""
    return "terraform" in point.victims or ("provider" in point.victims and point.when != "before")


def _journal(deployment: Deployment) -> dict[str, bool]:
    verified = deployment.migrator("journal", "verify")
    return {f"the journal is not valid: {verified}": verified.code != 0}


def _in_flight(deployment: Deployment) -> Iterator[str]:
    """What Terraform said that it began, and never that it ended, read by other eyes than migrator's."""
    open_ones: dict[tuple[str, str], None] = {}
    for line in deployment.run_file("apply-1/stdout").read_text().splitlines(keepends=True):
        event = json.loads(line) if line.endswith("\n") else {}
        hook = event.get("hook", {})
        key = (str(hook.get("resource", {}).get("addr")), str(hook.get("action")))
        if event.get("type") == "apply_start" and key[1] not in ("read", "noop"):
            open_ones[key] = None
        elif event.get("type") in ("apply_complete", "apply_errored"):
            open_ones.pop(key, None)
    return (address for address, _ in open_ones)
