"""Going on after a kill as a careful person would: start again, approve, look into the cloud, answer only for what is sure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from states.events import Approved
from tests.crash_real.deployment import RUN, Deployment, World
from tests.crash_real.kill import approval
from tests.support.sandbox import Said

STARTS = 8
IN_DOUBT = "apply-in-doubt"


class Outcome(StrEnum):
    """How a run ended, after everything a person may do without knowing more than the tool said."""

    CONVERGED = "converged"  # the same world as without a kill
    STOPPED = "stopped"  # exit 1; what is in doubt is named, and nothing was done twice
    WRONG = "wrong"


# Once what was in flight is reconciled, only the first is left: then this is the one place to say so.
LEGAL = (Outcome.CONVERGED, Outcome.STOPPED)


@dataclass(frozen=True)
class Verdict:
    """The outcome, and why where it is not `converged`; `starts` says how often migrator was started after the kill."""

    outcome: Outcome
    starts: int
    why: tuple[str, ...] = ()


def resumed(deployment: Deployment, reference: World) -> Verdict:
    """Go on to the end, or to a stop that only a person with the cloud's own tools can go on from."""
    doubts = 0
    more: tuple[str, ...] = ()
    said = Said(-1, "", "")
    for number in range(1, STARTS + 1):
        said = deployment.migrator(*RUN, *more, *approval(deployment))
        more = ()
        code = _code(said)
        if said.code == 0:
            return _verdict(number, faults(deployment, reference, doubts))
        if code == "state-lost" or (code == IN_DOUBT and deployment.has_state and deployment.strays()):
            return _stopped(deployment, said, number)
        if code == IN_DOUBT:
            doubts += 1
            more = ("--accept", f"{IN_DOUBT}=looked: nothing is in the cloud that the state does not know, or the state is empty")
        elif code not in ("apply-failed", "waiting"):
            return Verdict(Outcome.WRONG, number, (f"{said}",))
    return Verdict(Outcome.WRONG, STARTS, (f"not done: {said}",))


def _code(said: Said) -> str:
    """The error's code; `waiting` where approval is wanted; else empty."""
    if said.code == 4:
        return "waiting"
    try:
        return str(json.loads(said.out).get("code", "")) if said.code else ""
    except ValueError:
        return ""


def _verdict(starts: int, why: tuple[str, ...]) -> Verdict:
    return Verdict(Outcome.WRONG if why else Outcome.CONVERGED, starts, why)


def _stopped(deployment: Deployment, said: Said, starts: int) -> Verdict:
    """A stop is legal where everything in doubt is named, strays are among that, and the next start does nothing."""
    named = said.document()["what"] + said.document()["why"]
    lost = _code(said) == "state-lost"
    doubted = set(_in_flight(deployment))
    unnamed = sorted(one for one in doubted if one not in named and not lost)
    stray = [one for one in deployment.strays() if not lost and not any(f"{one[0]}." in address for address in doubted)]
    before = len(deployment.log())
    again = deployment.migrator(*RUN)
    why = {
        f"not named: {unnamed}": unnamed,
        f"in the cloud, and nobody's: {stray}": stray,
        f"started again, it did not stop again: {again}": (again.code, _code(again)) != (1, _code(said)),
        "started again, it did something": len(deployment.log()) != before,
        **_journal(deployment),
    }
    wrong = tuple(text for text, bad in why.items() if bad)
    return Verdict(Outcome.WRONG if wrong else Outcome.STOPPED, starts, wrong or (_code(said),))


def faults(deployment: Deployment, reference: World, doubts: int) -> tuple[str, ...]:
    """Everything that does not hold in the end. A second approval is asked for only after a doubt."""
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
        f"{approvals} approvals for {doubts} doubts": approvals > 1 + doubts,
        f"not done but {run and run.state}": run is None or run.state != "done",
        **_journal(deployment),
    }
    return tuple(text for text, wrong in why.items() if wrong)


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
