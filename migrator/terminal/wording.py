"""How events read in progress lines; shared by the plain and the live display."""

from states.events import ActionSeen, Entered, Phase, Stamped, State
from states.run import Run

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


def action_line(seen: ActionSeen) -> str:
    """One line for one resource action, with its class in the approved plan."""
    how = {Phase.STARTED: "started", Phase.COMPLETED: "done", Phase.ERRORED: "FAILED"}[seen.phase]
    seconds = f" ({seen.elapsed:.0f} s)" if seen.elapsed else ""
    step = "" if seen.change == seen.verb or seen.verb is None else f" [{VERBS.get(seen.verb, seen.verb)}]"
    return f"{VERBS.get(seen.change, seen.change):8}{seen.address}{step}: {how}{seconds}"


def totals(run: Run) -> str:
    """What is done of what was approved, by class: `create 3/30, update 0/15, ...`."""
    planned = run.planned.offer.counts if run.planned else {}
    done = run.completed()
    return ", ".join(f"{VERBS[one]} {done.get(one, 0)}/{planned[one]}" for one in VERBS if planned.get(one))


def state_line(stamped: Stamped, run: Run) -> str | None:
    """A line for a state that was entered or left; None for every other event."""
    if isinstance(stamped.event, Entered):
        return f"{stamped.event.state}: {TITLES[stamped.event.state]}"
    if getattr(stamped.event, "then", None) is None or run.came_from is None:
        return None
    return f"{run.came_from}: {run.visits[-1].status if run.visits else 'done'} -> {run.state}"
