"""Where a run stands, computed from its events: the status of each state and the command to type next."""

import shlex
from dataclasses import dataclass, replace
from datetime import datetime

from checks.slow import Slow, slow
from migrator.outage.users import Users
from runbooks.durations import Durations
from states.events import ActionSeen, Phase, Stamped, State
from states.inputs import Inputs
from states.machine import ORDER
from states.mending import TAINT
from states.run import Run
from states.visits import Visit

# Faults of the documented files that the generated override mends.
MENDED_BY_OVERRIDE = frozenset({"helm-provider-unpinned", "provider-cycle", "token-and-exec"})

# Where a run is over: nothing comes after it.
OVER = frozenset({State.DONE, State.REVERTED})


@dataclass(frozen=True)
class StateStatus:
    """One row: pending, running, done, failed or skipped; times RFC 3339."""

    name: str
    status: str
    started_at: str | None
    ended_at: str | None


@dataclass(frozen=True)
class Standing:
    """The content of `migrator.status/1`. `run` is None where there is no run.

    `because` says why approval is wanted again; it belongs to `migrator.run/1` and to `migrator.report/1`.
    `head` is the hash of the journal's last line; whoever keeps it elsewhere can tell a journal that was written anew.
    `slow`, of `migrator.status/1`, are resources that take long; `users`, of the same, is what they have while it goes on.
    `terraform` is the pid of an apply that goes on although no migrator follows it.
    """

    run: str | None
    state: str
    waiting_for: str | None
    blocked_by: tuple[str, ...]
    accepted: tuple[str, ...]
    states: tuple[StateStatus, ...]
    next: str
    because: tuple[str, ...] = ()
    head: str | None = None
    slow: tuple[Slow, ...] = ()
    users: Users | None = None
    terraform: int | None = None


def nothing_yet() -> Standing:
    """The standing of a workspace without any run."""
    rows = tuple(StateStatus(state, "pending", None, None) for state in ORDER)
    return Standing(None, "none", None, (), (), rows, "migrator plan --tfvars post-operator.tfvars")


def standing(run: Run, *, running: bool, head: str | None = None, terraform: int | None = None) -> Standing:
    """The standing of a run; `running` says that a migrator works on it right now, `terraform` which Terraform does."""
    alone = None if running else terraform
    waiting = run.offer.approval if run.state is State.WAITING and run.offer else None
    accepted = tuple(sorted(run.accepted_codes))
    following = next_command(run, running=running)
    rows = states(run, running=running or alone is not None)
    why = because(run)
    return Standing(run.id, run.state, waiting, run.blocked_by, accepted, rows, following, why, head, terraform=alone)


def taking_long(events: tuple[Stamped, ...], run: Run, now: datetime, durations: Durations) -> tuple[Slow, ...]:
    """What the apply that is under way works on for longer than is usual."""
    flying = set(run.attempt.in_doubt()) if run.attempt else set()
    seen = ((one.event, one.at) for one in events if isinstance(one.event, ActionSeen))
    since = {one.address: at for one, at in seen if one.phase is Phase.STARTED and one.address in flying}
    return slow({address: (now - datetime.fromisoformat(at)).total_seconds() for address, at in since.items()}, durations)


def because(run: Run) -> tuple[str, ...]:
    """Why a plan in place waits for approval although one was approved; empty where nothing waits for that."""
    asks = run.state in (State.WAITING, State.APPROVE)
    return run.planned.because if asks and run.planned is not None else ()


def visits(run: Run, *, running: bool) -> tuple[Visit, ...]:
    """Every visit to a state with what came of it; a dead process's is failed, one that nobody approved yet is pending."""
    followers = (*(one.state for one in run.visits[1:]), run.state)
    pairs = zip(run.visits, followers, strict=True)
    return tuple(_visit(one, then, run, running=running) for one, then in pairs) if run.visits else ()


def _visit(one: Visit, then: State, run: Run, *, running: bool) -> Visit:
    if one.status == "running":
        return one if running else replace(one, status="failed")
    if one.status == "failed" or _went_on(one.state, then):
        return one
    open_ = one.state is State.APPROVE or (one.state is State.APPLY and not _started(run))
    return replace(one, status="pending" if open_ else "failed")


def _went_on(state: State, then: State) -> bool:
    """Whether a state was left because its work was done: blocked, waiting and broken-off states were left, too."""
    if then not in ORDER:
        return then not in (State.BLOCKED, State.WAITING)
    return ORDER.index(then) > ORDER.index(state) or (state, then) == (State.PLAN, State.APPROVE)


def _started(run: Run) -> bool:
    """Whether a Terraform was ever started on a plan of this run."""
    return run.attempt is not None or bool(run.attempts)


def states(run: Run, *, running: bool) -> tuple[StateStatus, ...]:
    """One row for each state, from its last visit."""
    last = {one.state: one for one in visits(run, running=running)}
    return tuple(_row(state, last.get(state), run, running=running) for state in ORDER)


def _row(state: State, visit: Visit | None, run: Run, *, running: bool) -> StateStatus:
    if state is State.APPLY and run.planned is not None and run.planned.then == "empty":
        return _nothing_left(visit, run)
    if visit is None or (run.state is state and not run.entered):
        return StateStatus(state, "running" if running and run.state is state else "pending", None, None)
    skipped = state is State.SWAP and run.swapped is not None and not run.swapped.steps
    ended = visit.ended_at if visit.status != "pending" else None
    return StateStatus(state, "skipped" if skipped else visit.status, visit.started_at, ended)


def _nothing_left(visit: Visit | None, run: Run) -> StateStatus:
    """The row of an apply whose plan turned out empty: an earlier one had done it all, or there was nothing to do."""
    if visit is None or not _started(run):
        return StateStatus(State.APPLY, "skipped", None, None)
    return StateStatus(State.APPLY, "done", visit.started_at, visit.ended_at)


def arguments(inputs: Inputs) -> list[str]:
    """The options that make the same inputs again."""
    words = ["--dir", inputs.directory]
    for option, values in (
        ("--tfvars", inputs.tfvars),
        ("--pre-tfvars", inputs.pre_tfvars),
        ("--backend-config", inputs.backend_config),
        ("--parallelism", (inputs.parallelism,)),
        ("--lock-timeout", (inputs.lock_timeout,)),
        ("--pre", (inputs.pre,)),
        ("--post", (inputs.post,)),
        ("--journal", (inputs.journal,)),
    ):
        for value in values:
            words += [option, str(value)] if value is not None else []
    words += ["--override", "yes"] if inputs.override else []
    words += [] if inputs.swap else ["--no-swap"]
    words += ["--remove-override"] if inputs.remove_override else []
    words += ["--two-person"] if inputs.two_person else []
    words += ["--runbook", inputs.runbook] if inputs.runbook != Inputs.runbook else []
    return words


def run_command(inputs: Inputs, *more: str) -> str:
    """`migrator run` with these inputs, quoted for a shell."""
    return shlex.join(["migrator", "run", *arguments(inputs), *more])


def next_command(run: Run, *, running: bool = False) -> str:
    """What to type now."""
    where = shlex.join(["--dir", run.inputs.directory])
    if running:
        return f"migrator status {where}"
    if run.state is State.REVERTED or run.undoing is not None:
        return f"migrator rollback {where}"
    if run.state is State.WAITING and run.offer:
        return run_command(run.inputs, "--approve", run.offer.approval[:12])
    if run.state is State.BLOCKED:
        return _past_the_block(run)
    return _resting(run, where)


def _resting(run: Run, where: str) -> str:
    """What to type where it halted, or is done; else to go on."""
    if run.state is State.HALTED and run.halted is not None:
        return run.halted.next
    return f"migrator report {where}" if run.state is State.DONE else run_command(run.inputs)


def _past_the_block(run: Run) -> str:
    """The override where it mends what blocks; to keep what is tainted and healthy; else what the first code means."""
    if MENDED_BY_OVERRIDE & set(run.blocked_by) and not run.inputs.override:
        return run_command(replace(run.inputs, override=True))
    if "tainted-replacement" in run.blocked_by and run.mending.offered:
        return run_command(run.inputs, "--accept", f"{TAINT}=why")
    return shlex.join(["migrator", "explain", *run.blocked_by[:1]])
