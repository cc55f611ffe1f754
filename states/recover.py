"""What a dead Terraform of ours left in a new plan's way: the state's lock, and a state that the backend did not take."""

import hashlib
import shlex
from collections.abc import Callable
from typing import TypeVar

from checks.lock import DeadApply, LockInfo, left_by
from checks.problem import Problem
from states.engine import Recorder
from states.events import State
from states.mending import Pushed, PushIntended, Unlocked, UnlockIntended
from states.ports import Note, Ports
from states.run import Run
from states.terraform import Directory, StateIdentity, StateLocked

ERRORED = "errored.tfstate"
Done = TypeVar("Done")


def past_our_lock(record: Recorder, ports: Ports, here: Directory, act: Callable[[], Done]) -> Done:
    """Act; once more where the state was locked by what our own dead apply left, and a person wants that lock removed."""
    try:
        return act()
    except StateLocked as locked:
        _unlock(record, ports, here, locked)
        return act()


def _unlock(record: Recorder, ports: Ports, here: Directory, locked: StateLocked) -> None:
    """Remove a lock that our own dead apply left, where a person asked for exactly that; else a Problem says whose it is.

    Nobody else's lock is ever broken, whoever asks.
    """
    lock = locked.lock
    if not _ours(record.run, ports, lock):
        raise locked
    if record.run.mending.unlock != lock.id:
        raise _stale(lock, locked)
    record(UnlockIntended(lock.id))
    ports.note(Note(f"terraform force-unlock {lock.id}"))
    ports.terraform.unlock(here, lock.id)
    record(Unlocked(lock.id))


def _ours(run: Run, ports: Ports, lock: LockInfo) -> bool:
    """Whether an apply of this run left it: it ended here, nothing of it lives, and the lock says what it would say."""
    last = run.attempts[-1] if run.attempts else None
    if last is None or last.process is None or last.process.host != ports.who.host:
        return False
    if ports.terraform.alive(last.process) or ports.terraform.lingering(ports.files.path(last.into)):
        return False
    return left_by(lock, DeadApply(f"{ports.who.user}@{ports.who.host}", _since(run)))


def _since(run: Run) -> str:
    """When this run first came to apply: RFC 3339, UTC."""
    return min(one.started_at for one in run.visits if one.state is State.APPLY)


def _stale(lock: LockInfo, locked: StateLocked) -> Problem:
    return Problem(
        "state-lock-stale",
        what=f"The state's lock {lock.id} was left by this run's own Terraform, which is dead.",
        why=f"{lock.who} took it at {lock.created} for {lock.operation}; no process of that apply lives.\n{locked.why}",
        next=f"migrator resume --unlock {shlex.quote(lock.id)}",
    )


def push_errored(record: Recorder, ports: Ports, here: Directory) -> None:
    """Hand `errored.tfstate` to the backend before anything is planned, if it is the newer one of the same lineage.

    Once it is there, the file goes to the run's directory: planned from an older state, what it knows would be made again.
    """
    raw = ports.workspace.errored()
    if raw is None:
        return
    own, backend = StateIdentity.read(raw), ports.terraform.state(here)
    if own is None or own.lineage != backend.lineage or own.serial < backend.serial:
        raise _refused(own, backend)
    kept = f"errored-{own.serial}.tfstate"
    ports.files.write(kept, raw)
    if own.serial > backend.serial:
        record(PushIntended(own.lineage, own.serial, hashlib.sha256(raw).hexdigest()))
        ports.note(Note(f"terraform state push {ERRORED}: serial {own.serial}, the backend has {backend.serial}"))
        # A backend that went away while Terraform held its lock has kept that, too.
        past_our_lock(record, ports, here, lambda: ports.terraform.push(here, ports.files.path(kept)))
    record(Pushed(own.serial, kept))
    ports.workspace.clear_errored()


def _refused(own: StateIdentity | None, backend: StateIdentity) -> Problem:
    said = f"lineage {own.lineage}, serial {own.serial}" if own else "no state that can be read"
    return Problem(
        "errored-state-refused",
        what=f"{ERRORED} is there, and is not a newer state of the one that the backend has.",
        why=f"{ERRORED}: {said}. The backend: lineage {backend.lineage}, serial {backend.serial}. Pushed, it would "
        "overwrite what somebody did since, or another state.",
        next=f"compare it with `terraform state pull`, then: mv {ERRORED} {ERRORED}.kept && migrator run",
    )
