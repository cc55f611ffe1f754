"""How events read in progress lines; shared by the plain and the live display."""

from dataclasses import replace

from migrator.terminal.printable import one_line
from states.attempts import finished, whole_change
from states.events import ActionSeen, Entered, Phase, Stamped, State
from states.run import Run

# How many digits of a hash a line shows: enough to find it again.
SHOWN = 16
VERBS = {"create": "create", "update": "update", "delete": "destroy", "replace": "replace"}
TITLES = {
    State.PREFLIGHT: "gather facts and judge them",
    State.PREVIEW: "plan in a scratch directory and judge the plan",
    State.APPROVE: "a person approves exactly this plan",
    State.BACKUP: "save state, lock file, configuration, variables",
    State.SWAP: "post-operator on, then pre-operator off",
    State.PLAN: "plan in place; it must mean what was approved",
    State.APPLY: "apply the approved plan",
    State.VERIFY: "prove that the deployment is healthy",
}
OUTCOMES = {
    "proceed": "done",
    "fail": "FAILED",
    "block": "BLOCKED",
    "wait": "nobody approved yet",
    "differ": "not the plan that was approved",
    "empty": "nothing to change",
    "replan": "to be planned anew",
    "revert": "undone",
}


def action_line(seen: ActionSeen) -> str:
    """One line for one resource action, with its class in the approved plan."""
    how = {Phase.STARTED: "started", Phase.COMPLETED: "done", Phase.ERRORED: "FAILED"}[seen.phase]
    seconds = f" ({seen.elapsed:.0f} s)" if seen.elapsed else ""
    step = "" if seen.change == seen.verb or seen.verb is None else f" [{VERBS.get(seen.verb, seen.verb)}]"
    return one_line(f"{VERBS.get(seen.change, seen.change):8}{seen.address}{step}: {how}{seconds}")


def totals(run: Run) -> str:
    """What is done of what was approved, by class: `create 3/30, update 0/15, ...`; earlier attempts count on both sides."""
    done, whole = run.completed(), _whole(run)
    return ", ".join(f"{VERBS[one]} {done.get(one, 0)}/{whole[one]}" for one in VERBS if whole.get(one))


def _whole(run: Run) -> dict[str, int]:
    """What earlier attempts finished and what the plan in place adds; the second half of a replacement is a replacement."""
    earlier = replace(run, attempt=None).completed()
    planned = run.planned.offer.counts if run.planned else {}
    whole = {one: earlier.get(one, 0) + planned.get(one, 0) for one in VERBS}
    halves = [steps.keys() for steps in finished(run.attempts).values() if whole_change(steps) is None]
    for left in ("create" if "delete" in half else "delete" for half in halves):
        moved = min(1, planned.get(left, 0))
        whole[left] -= moved
        whole["replace"] += moved
    return whole


def state_line(stamped: Stamped, run: Run) -> str | None:
    """A line for a state that was entered or left; None for every other event."""
    if isinstance(stamped.event, Entered):
        return f"{stamped.event.state}: {TITLES[stamped.event.state]}"
    then = getattr(stamped.event, "then", None)
    if then is None or run.came_from is None:
        return None
    return f"{run.came_from}: {OUTCOMES.get(then, then)} -> {run.state}"
