"""The database's snapshot: a fresh one that is there, or one that is made and waited for, or none, answered for."""

from datetime import datetime, timedelta

from checks.facts import Missing, NotThere
from checks.problem import Exit, Problem
from runbooks.model import Backups
from states.belongings import SeenSnapshot
from states.engine import Recorder
from states.ports import Note, Ports
from states.saving import Snapshot, SnapshotIntended, SnapshotStands
from states.wait import until

WHOLE, FAILED = "available", "failed"
WITHOUT = "no-snapshot"
EVERY = 5.0


def snapshot(record: Recorder, ports: Ports, cluster: str | None, limits: Backups) -> Snapshot | None:
    """The snapshot that stands for this run; None where a person answered for going without."""
    savings = record.run.savings
    if savings.snapshot is not None:
        return savings.snapshot
    if cluster is None:
        _without(record, "the state has no database cluster: whatever the application uses is not in it")
        return None
    if savings.intended is None:
        there = _fresh(record, ports, cluster, limits)
        if there is not None:
            return _stands(record, ports, there)
        _agree(record, ports, cluster)
    if WITHOUT in record.run.accepted_codes:
        return None
    return _stands(record, ports, _taken(record, ports, cluster, limits))


def name(run: str) -> str:
    """The name of a run's own snapshot, so that whoever resumes finds it."""
    return f"migrator-{run.lower()}"


def _fresh(record: Recorder, ports: Ports, cluster: str, limits: Backups) -> Snapshot | None:
    """The newest whole one, where it is fresh enough to stand; never where one is wanted, or nobody writes since."""
    if record.run.inputs.snapshot == "yes" or record.run.savings.quiesced is not None:
        return None
    oldest = ports.clock.now() - timedelta(seconds=limits.fresh)
    every = ports.belongings.snapshots(cluster)
    seen = every if isinstance(every, tuple) else ()
    whole = [one for one in seen if one.status == WHOLE and datetime.fromisoformat(one.taken_at) >= oldest]
    return Snapshot(whole[-1].id, cluster, whole[-1].taken_at) if whole else None


def _agree(record: Recorder, ports: Ports, cluster: str) -> None:
    """The intent of a snapshot; a Problem where it is not wanted, and nobody answered for that. Nobody there: it is made."""
    if WITHOUT in record.run.accepted_codes:
        return
    wanted = record.run.inputs.snapshot
    if wanted == "no":
        _without(record, "--snapshot no, and none of the last hour is there")
    ident = name(record.run.id)
    question = f"Make the snapshot {ident} of the database cluster {cluster}? It is charged as backup storage until deleted"
    if wanted == "ask" and ports.confirm is not None and not ports.confirm(question):
        _without(record, "it was not wanted, and none of the last hour is there")
    record(SnapshotIntended(cluster, ident))


def _without(record: Recorder, why: str) -> None:
    if WITHOUT in record.run.accepted_codes:
        return
    raise Problem(
        "no-snapshot",
        what="There is no snapshot of the database to go back to.",
        why=f"{why}. Without one, nothing that the new application does to the schema can be undone.",
        next="migrator resume --accept no-snapshot='why this is all right'",
        exit=Exit.BLOCKED,
    )


def _taken(record: Recorder, ports: Ports, cluster: str, limits: Backups) -> Snapshot:
    """Asked for by its name, which asks for nothing twice; waited for, and told."""
    ident = record.run.savings.intended.id if record.run.savings.intended else name(record.run.id)
    ports.note(Note(f"making the snapshot {ident} of {cluster}; it is charged as backup storage until it is deleted"))
    said = ports.belongings.snapshot(cluster, ident)
    if said is not None:
        raise _failed(ident, cluster, said.why if isinstance(said, Missing) else f"{said.what} is not there")
    seen = until(
        lambda: _look(ports, cluster, ident),
        lambda one: isinstance(one, SeenSnapshot) and one.status in (WHOLE, FAILED),
        seconds=limits.snapshot,
        clock=ports.clock,
        tell=lambda one: ports.note(Note(f"snapshot {ident}: {_progress(one)}")),
        every=EVERY,
    )
    if isinstance(seen, SeenSnapshot) and seen.status == WHOLE:
        return Snapshot(ident, cluster, seen.taken_at)
    if isinstance(seen, SeenSnapshot) and seen.status == FAILED:
        raise _failed(ident, cluster, "AWS says that it failed; delete it before you try again")
    raise _slow(ident, _progress(seen), limits.snapshot)


def _look(ports: Ports, cluster: str, ident: str) -> SeenSnapshot | NotThere | Missing:
    seen = ports.belongings.snapshots(cluster)
    if not isinstance(seen, tuple):
        return seen
    return next((one for one in seen if one.id == ident), NotThere(ident))


def _progress(seen: SeenSnapshot | NotThere | Missing) -> str:
    if isinstance(seen, SeenSnapshot):
        return f"{seen.status}, {seen.percent} %"
    return seen.why if isinstance(seen, Missing) else "AWS does not list it yet"


def _stands(record: Recorder, ports: Ports, one: Snapshot) -> Snapshot:
    record(SnapshotStands(one))
    lost = "" if record.run.savings.quiesced else "; the application goes on writing: a restore loses what comes after"
    ports.note(Note(f"the snapshot {one.id} of {one.taken_at} stands{lost}"))
    return one


def _failed(ident: str, cluster: str, why: str) -> Problem:
    return Problem(
        "snapshot-failed",
        what=f"The snapshot {ident} of {cluster} could not be made.",
        why=why,
        next="mend the cause, then: migrator resume  # or --accept no-snapshot='why this is all right'",
    )


def _slow(ident: str, progress: str, seconds: float) -> Problem:
    return Problem(
        "snapshot-slow",
        what=f"The snapshot {ident} is not whole after {seconds:g} s.",
        why=f"{progress}. AWS goes on with it; nothing is asked for twice.",
        next="migrator resume  # waits on",
    )
