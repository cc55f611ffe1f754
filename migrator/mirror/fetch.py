"""Bringing a run here from its mirror, and telling which of the two is further."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from checks.problem import Exit, Problem
from migrator.journal.disk import Disk, guarded, write_whole
from migrator.journal.reading import NAME, scan
from migrator.journal.runs import Runs
from migrator.mirror.bucket import Bucket
from migrator.mirror.copy import Copy, diverged, fetched
from migrator.mirror.files import fetch_files
from states.events import (
    Accepted,
    ApplyIntended,
    AwaitingApproval,
    Entered,
    Halted,
    Resumed,
    ScratchIntended,
    SwapIntended,
    Taken,
)
from states.mending import PushIntended, ReconcileIntended, UnlockIntended
from states.moving import Arrived, Moved
from states.saving import QuiesceIntended, SavesChanged, SnapshotIntended
from states.undoing import UndoIntended

# What an effect comes after, or nothing; `Mirrored` is not among them: without a mirror effects do not wait for one.
INTENTS = (
    ScratchIntended, SwapIntended, ApplyIntended, ReconcileIntended, UnlockIntended, PushIntended, QuiesceIntended,
    SnapshotIntended, UndoIntended,
)  # fmt: skip
HARMLESS = (*INTENTS, Entered, Halted, Taken, Resumed, Accepted, AwaitingApproval, SavesChanged, Moved, Arrived)
# A file that is there from the moment a journal is fetched until it says so itself.
FETCHED = "fetched"
# What `new_name` makes: a name from a bucket becomes the name of a folder.
RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")


@dataclass(frozen=True)
class Brought:
    """A run that is here now, and what sends the rest of it."""

    run: str
    copy: Copy


def newest(runs: Runs, bucket: Bucket, run: str | None) -> str | None:
    """The run of that name, or the newest here or in the mirror; None where there is none at all."""
    there = {one for one in bucket.folders() if RUN.fullmatch(one)}
    known = sorted({*runs.names(), *there})
    if run is not None and run not in known:
        raise _unknown(bucket, run, known)
    return run or (known[-1] if known else None)


def bring(runs: Runs, bucket: Bucket, run: str, tell: Callable[[str], None]) -> Brought:
    """Make what is here as long as the mirror, if that is further; whoever calls holds the workspace's lock.

    The Problem `mirror-diverged` where neither is the beginning of the other; `journal-damaged` where lines do not hold.
    """
    path, disk = runs.path(run), Disk()
    there, here = fetched(bucket, run), whole_lines(path)
    if not there.startswith(here) and not here.startswith(there):
        here = _put_aside(bucket, path, here, common_lines(here, there), tell)
    if len(there) > len(here):
        _check(path, there, disk)
        runs.files(run).write(FETCHED, b"")
        fetch_files(runs.files(run), bucket, run)
        guarded(path, lambda: runs.adopt(run, there))
    return Brought(run, Copy(bucket, path.parent, there.count(b"\n"), len(there)))


def _put_aside(bucket: Bucket, path: Path, here: bytes, common: int, tell: Callable[[str], None]) -> bytes:
    """The lines that both have, once the journal here is kept aside: what stands only here never had an effect.

    An intent has its effect only once it is in the mirror. The Problem `mirror-diverged` where there is more than intents.
    """
    if not all(isinstance(one.event, HARMLESS) for one in scan(path).events[common:]):
        raise diverged(bucket, path, common)
    kept = path.with_name(f"journal.diverged-{hashlib.sha256(here).hexdigest()[:12]}")
    guarded(kept, lambda: write_whole(kept, here, Disk()))
    tell(f"another machine went on after line {common}; what is only here had no effect, and is kept in {kept}")
    return b"".join(here.splitlines(keepends=True)[:common])


def whole_lines(path: Path) -> bytes:
    """The whole lines of the journal here; nothing where there is none."""
    return path.read_bytes()[: scan(path).size] if path.exists() else b""


def _check(path: Path, whole: bytes, disk: Disk) -> None:
    """Every line and the chain, before it becomes the journal."""
    beside = path.with_name(f"{NAME}.fetched")
    guarded(beside, lambda: write_whole(beside, whole, disk))
    scan(beside)
    beside.unlink()


def common_lines(here: bytes, there: bytes) -> int:
    """How many lines both have before the first that differs."""
    pairs = zip(here.split(b"\n"), there.split(b"\n"), strict=False)
    return next((number for number, (one, other) in enumerate(pairs) if one != other), 0)


def _unknown(bucket: Bucket, run: str, known: list[str]) -> Problem:
    return Problem(
        "run-unknown",
        what=f"There is no run {run!r} here, nor in {bucket.place}.",
        why=f"The runs are: {', '.join(known) or 'none'}.",
        next=f"migrator status --journal {bucket.place}",
        exit=Exit.USAGE,
    )
