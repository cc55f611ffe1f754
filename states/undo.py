"""Undoes on demand what can be undone safely: swap, lock file, a lost state, lost objects; each is proved to be safe first.

Killed between intent and outcome, the same call finishes it: every effect here is the same the second time.
"""

import hashlib
import shlex
from collections.abc import Callable, Mapping

from checks.facts import Missing
from checks.problem import Exit, Problem
from states.attempts import finished
from states.belongings import Document
from states.engine import Recorder
from states.events import Reverted, State
from states.machine import REVERT
from states.ports import Ports
from states.run import Run
from states.saving import Kind
from states.terraform import Directory, StateIdentity
from states.undoing import Act, UndoIntended, Undone

UNSEEN = "An apply was started, and nobody has seen yet how it ended."
# What tells the operator to install the new application.
NEW_APPLICATION = "helm_release.wandb"
FROM = frozenset(one.source for one in REVERT)


def undo(act: Act, record: Recorder, ports: Ports) -> Run:
    """Undo one thing; a Problem, and nothing done, where it is not proved to be safe. Again is harmless."""
    refused = REFUSALS[act](record.run, ports)
    if refused is not None:
        raise refused
    if record.run.undoing is not act:
        record(UndoIntended(act, ports.who))
    ACTS[act](record, ports)
    return record.run


def may_undo_swap(run: Run, ports: Ports) -> Problem | None:
    """Why the swap is not to be undone; None where it is."""
    if not run.inputs.swap:
        return _not_ours(run)
    nothing = _nothing(run, "the swap", f"The run is in `{run.state}`, and has moved no file that is to be moved back.")
    if run.swap_intended is None or run.state is State.REVERTED:
        return nothing
    return applied(run, ports) or (None if run.state in FROM else nothing)


def may_restore_lock(run: Run, ports: Ports) -> Problem | None:
    """Why the lock file is not to be put back; None where it is."""
    if run.backed_up is None or not run.backed_up.files(Kind.LOCK_FILE):
        return _nothing(run, "the lock file", "The backup has none: there was none, or the run did not come so far.")
    return applied(run, ports)


def may_restore_state(run: Run, ports: Ports) -> Problem | None:
    """Why the state is not to be pushed; None where the backend has none, or an older one of the same lineage."""
    if run.backed_up is None:
        return _nothing(run, "the state", "The run did not come as far as the backup.")
    if (seen := _acted(run)) is not None:
        return _applied(run, seen)
    there, kept = _state(ports), StateIdentity.of(_kept(run, ports, Kind.STATE)[1])
    if there.lineage not in ("", kept.lineage):
        return _applied(run, f"The backend has a state of another lineage, {there.lineage}.")
    if there.serial > kept.serial:
        return _applied(run, f"The backend has serial {there.serial}, the backup {kept.serial}: the newer one is the truth.")
    return None


def may_restore_kubernetes(run: Run, ports: Ports) -> Problem | None:  # noqa: ARG001 - the shape of all of them
    """Why the old objects are not to be made again; None where the new application was never started beside them."""
    if run.backed_up is None or not run.backed_up.files(Kind.KUBERNETES):
        return _nothing(run, "the objects", "The backup has none, or the run did not come so far.")
    if run.attempt is not None and not run.attempt.over:
        return _applied(run, UNSEEN)
    begun = {seen.address for one in run.every_attempt for seen in one.actions}
    if any(one.endswith(NEW_APPLICATION) for one in begun):
        return _applied(run, "The new application was started: two versions of it must not write to one database.")
    return None


def applied(run: Run, ports: Ports) -> Problem | None:
    """Why something may have been applied since the backup; None where journal and state prove that nothing was."""
    if (seen := _acted(run)) is not None:
        return _applied(run, seen)
    offer = run.offer
    if not run.every_attempt or offer is None:
        return None
    there = _state(ports)
    if (there.lineage, there.serial) == (offer.lineage, offer.serial):
        return None
    return _applied(run, f"The state has serial {there.serial}, and was planned at {offer.serial}: something wrote it.")


def _acted(run: Run) -> str | None:
    """What an apply of this run did or may have done."""
    if run.attempt is not None and not run.attempt.over:
        return UNSEEN
    done = finished(run.every_attempt)
    if done:
        return f"{len(done)} actions were completed."
    begun = sorted({seen.address for one in run.every_attempt for seen in one.actions})
    lost = run.mending.doubted or (run.footing == "in-doubt")
    return f"In doubt: {', '.join(begun) or 'what an apply of a dead process did'}." if begun or lost else None


def _state(ports: Ports) -> StateIdentity:
    return ports.terraform.state(Directory(ports.workspace.path))


def _undo_swap(record: Recorder, ports: Ports) -> None:
    steps = record.run.swap_intended.steps if record.run.swap_intended else ()
    ports.workspace.undo(steps)
    record(Reverted())


def _restore_lock(record: Recorder, ports: Ports) -> None:
    name, whole = _kept(record.run, ports, Kind.LOCK_FILE)
    ports.workspace.install_lock(ports.files.path(name))
    record(Undone(Act.LOCK_FILE, _digest(whole)))


def _restore_state(record: Recorder, ports: Ports) -> None:
    name, whole = _kept(record.run, ports, Kind.STATE)
    if _state(ports) != StateIdentity.of(whole):
        ports.terraform.push(Directory(ports.workspace.path), ports.files.path(name))
    record(Undone(Act.STATE, _digest(whole)))


def _restore_kubernetes(record: Recorder, ports: Ports) -> None:
    """Make what is gone; what is there, whoever made it, is left as it is."""
    import yaml  # noqa: PLC0415 - only where something is restored

    _, whole = _kept(record.run, ports, Kind.KUBERNETES)
    for one in yaml.safe_load_all(whole):
        made = ports.belongings.create(one)
        if not isinstance(made, bool):
            raise _not_made(record.run, one, made.why if isinstance(made, Missing) else f"There is no {made.what}.")
    record(Undone(Act.KUBERNETES, _digest(whole)))


def _not_made(run: Run, document: Document, why: str) -> Problem:
    return Problem(
        "restore-incomplete",
        what=f"{document['kind']} {document['metadata']['name']} could not be made again.",
        why=f"{why} What was made before it stays, and is left as it is by the next try.",
        next=f"migrator rollback --dir {shlex.quote(run.inputs.directory)} {Act.KUBERNETES.option}",
    )


def _kept(run: Run, ports: Ports, kind: Kind) -> tuple[str, bytes]:
    """The backup's file of a kind, its name and what is in it; a Problem where that is not what was saved."""
    part = next(one for one in (run.backed_up.parts if run.backed_up else ()) if one.kind is kind)
    name = f"{run.backed_up.directory if run.backed_up else ''}/{part.file}"
    whole = ports.files.read(name)
    if part.sha256 == _digest(whole):
        return name, whole
    raise Problem(
        "run-file-damaged",
        what=f"{ports.files.path(name)} is not what was saved.",
        why="Its digest differs from the one in the journal: nothing is restored from it.",
        next=f"migrator rollback --dir {shlex.quote(run.inputs.directory)}  # the other ways",
    )


def _digest(whole: bytes) -> str:
    return hashlib.sha256(whole).hexdigest()


def _not_ours(run: Run) -> Problem:
    where = shlex.quote(run.inputs.directory)
    return Problem(
        "swap-not-ours",
        what="This run moved no file: it was started with --no-swap.",
        why="The new configuration was in place before it; going back is to revert the commit that brought it.",
        next=f"git -C {where} log --max-count=5 --oneline -- .  # then: git -C {where} revert COMMIT",
        exit=Exit.USAGE,
    )


def _nothing(run: Run, what: str, why: str) -> Problem:
    return Problem(
        "nothing-to-undo",
        what=f"There is nothing to do about {what}.",
        why=why,
        next=f"migrator rollback --dir {shlex.quote(run.inputs.directory)}",
        exit=Exit.USAGE,
    )


def _applied(run: Run, why: str) -> Problem:
    return Problem(
        "applied-already",
        what="This cannot be undone safely any more: something was applied, or may have been.",
        why=why,
        next=f"migrator rollback --dir {shlex.quote(run.inputs.directory)}  # what can be done instead",
        exit=Exit.BLOCKED,
    )


REFUSALS: Mapping[Act, Callable[[Run, Ports], Problem | None]] = {
    Act.SWAP: may_undo_swap,
    Act.LOCK_FILE: may_restore_lock,
    Act.STATE: may_restore_state,
    Act.KUBERNETES: may_restore_kubernetes,
}
ACTS: Mapping[Act, Callable[[Recorder, Ports], None]] = {
    Act.SWAP: _undo_swap,
    Act.LOCK_FILE: _restore_lock,
    Act.STATE: _restore_state,
    Act.KUBERNETES: _restore_kubernetes,
}
