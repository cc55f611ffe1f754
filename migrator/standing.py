"""Where a run stands, computed from its events: the status of each state and the command to type next."""

import shlex
from dataclasses import dataclass

from states.events import State
from states.inputs import Inputs
from states.machine import ORDER
from states.run import Run, Visit


@dataclass(frozen=True)
class StateStatus:
    """One row: pending, running, done, failed or skipped; times RFC 3339."""

    name: str
    status: str
    started_at: str | None
    ended_at: str | None


@dataclass(frozen=True)
class Standing:
    """The content of `migrator.status/1`. `run` is None where there is no run."""

    run: str | None
    state: str
    waiting_for: str | None
    blocked_by: tuple[str, ...]
    accepted: tuple[str, ...]
    states: tuple[StateStatus, ...]
    next: str


def nothing_yet() -> Standing:
    """The standing of a workspace without any run."""
    rows = tuple(StateStatus(state, "pending", None, None) for state in ORDER)
    return Standing(None, "none", None, (), (), rows, "migrator plan --tfvars post-operator.tfvars")


def standing(run: Run, *, running: bool) -> Standing:
    """The standing of a run; `running` says that a process works on it right now."""
    waiting = run.offer.approval if run.state is State.WAITING and run.offer else None
    visits = {one.state: one for one in run.visits}
    rows = tuple(_row(state, visits.get(state), run, running=running) for state in ORDER)
    accepted = tuple(sorted(run.accepted_codes))
    return Standing(run.id, run.state, waiting, run.blocked_by, accepted, rows, next_command(run, running=running))


def _row(state: State, visit: Visit | None, run: Run, *, running: bool) -> StateStatus:
    if visit is None:
        return StateStatus(state, "pending", None, None)
    status = visit.status if visit.status != "running" or running else "failed"
    if state is State.SWAP and run.swapped is not None and not run.swapped.steps:
        status = "skipped"
    if state is State.APPLY and run.state in (State.VERIFY, State.DONE) and run.applied is None:
        status = "skipped"
    return StateStatus(state, status, visit.started_at, visit.ended_at)


def arguments(inputs: Inputs) -> str:
    """The options that make the same inputs again, quoted for a shell."""
    words = ["--dir", inputs.directory]
    for option, values in (
        ("--tfvars", inputs.tfvars),
        ("--pre-tfvars", inputs.pre_tfvars),
        ("--backend-config", inputs.backend_config),
    ):
        for value in values:
            words += [option, value]
    words += ["--override", "yes"] if inputs.override else []
    words += [] if inputs.swap else ["--no-swap"]
    return shlex.join(words)


def next_command(run: Run, *, running: bool = False) -> str:
    """What to type now."""
    where = shlex.join(["--dir", run.inputs.directory])
    if running:
        return f"migrator status {where}"
    if run.state is State.WAITING and run.offer:
        return f"migrator run {arguments(run.inputs)} --approve {run.offer.approval[:12]}"
    if run.state is State.BLOCKED:
        return f"migrator explain {run.blocked_by[0]}" if run.blocked_by else f"migrator report {where}"
    if run.state is State.HALTED and run.halted is not None:
        return run.halted.next
    if run.state is State.DONE:
        return f"migrator report {where}"
    return f"migrator run {arguments(run.inputs)}"
