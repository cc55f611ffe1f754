"""Journals for tests: one that has every kind of event, and how they are written."""

from dataclasses import replace
from pathlib import Path

from migrator.journal import JournalFile
from migrator.journal.disk import Disk
from states.edited import FilesKnown
from states.events import (
    Accepted,
    Entered,
    Event,
    Halted,
    Planned,
    Resumed,
    ScratchIntended,
    Started,
    State,
    Taken,
    Unfinished,
)
from states.mending import (
    Doubted,
    Import,
    Pushed,
    PushIntended,
    Reconciled,
    ReconcileIntended,
    Reconsidered,
    Recovered,
    Repaired,
    TaintOffered,
    TriedAgain,
    UnlockAsked,
    Unlocked,
    UnlockIntended,
)
from states.moving import Arrived, Mirrored, Moved
from states.ports import Clock
from states.saving import Collected, Quiesced, QuiesceIntended, SavesChanged, SnapshotIntended, SnapshotStands
from states.undoing import Act, UndoIntended, Undone
from tests.support import samples

FOUND = ((Import("aws_sqs_queue.file", "https://sqs/1/file"),), ("aws_db.one",))
# What a dead Terraform left is put right before the plan.
MENDED: tuple[Event, ...] = (
    UnlockAsked("lock-1", samples.WHO),
    Entered(State.PLAN),
    PushIntended("lineage", 9, samples.HASH),
    Pushed(9, "errored.tfstate"),
    TriedAgain("terraform plan", ("answer-lost",)),
    UnlockIntended("lock-1"),
    Unlocked("lock-1"),
    Doubted(("aws_iam_role.one",), ("one is there, and another",)),
    TaintOffered(("aws_db.one",), ("it is available",)),
    ReconcileIntended(*FOUND),
    Reconciled(*FOUND),
    Planned("differ", samples.OFFER, samples.OTHER),
    *samples.passed(State.APPROVE, Reconsidered()),
)
WHOLE = samples.BACKED_UP
# What a backup does outside of the run's directory.
SAVING: tuple[Event, ...] = (
    SavesChanged("yes", True, "s3://vault/wandb"),
    Entered(State.BACKUP),
    Collected(WHOLE.parts, WHOLE.absent, samples.ORIGIN, WHOLE.image, samples.WORKLOAD, "wandb"),
    QuiesceIntended(samples.WORKLOAD),
    Quiesced(samples.WORKLOAD),
    SnapshotIntended("wandb", samples.SNAPSHOT.id),
    SnapshotStands(samples.SNAPSHOT),
)
STARTED = Started(samples.RUN, "0.1.0", samples.INPUTS, samples.WHO)
# A run that meets whatever can happen, in an order that is legal; only `Reverted` is missing, which ends a run.
EVENTFUL: tuple[Event, ...] = (
    STARTED,
    Accepted("domain-filter", 'the zone is "right"\nand ü', samples.WHO),
    *samples.PREFLIGHTED,
    ScratchIntended("/tmp/scratch"),
    *samples.WAITING[len(samples.PREFLIGHTED) :],
    Taken(samples.WHO),
    FilesKnown({"main.tf": samples.HASH}),
    Mirrored("s3://journals/prod"),
    Moved(samples.INPUTS.directory, samples.WHO, "/elsewhere", "laptop"),
    Arrived(),
    Resumed(State.APPROVE),
    *samples.APPROVED[len(samples.PREVIEWED) :],
    *SAVING,
    *samples.HALF[len(samples.APPROVED) + 1 :],
    Halted(samples.PROBLEM.code, "w", "w", "n", 1),
    Resumed(State.APPLY),
    *samples.passed(State.APPLY, Unfinished(1, ())),
    UndoIntended(Act.LOCK_FILE, samples.WHO),
    Undone(Act.LOCK_FILE, samples.HASH),
    Repaired("journal.damaged-0123456789ab", 2, ("entered", "unreadable")),
    Recovered(("apply-2",)),
    *MENDED,
    *samples.passed(State.PLAN, Planned("proceed", samples.OFFER, samples.OTHER)),
    *(replace(one, into="apply-3") if hasattr(one, "into") else one for one in samples.DONE[len(samples.PLANNED) :]),
)


def written(folder: Path, clock: Clock, events: tuple[Event, ...] = EVENTFUL, disk: Disk | None = None) -> bytes:
    """A run's journal with these events; its bytes."""
    journal = JournalFile.create(folder, clock, disk)
    for one in events:
        journal.append(one)
    return (folder / "journal.jsonl").read_bytes()
