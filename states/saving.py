"""What a backup saved, the events of making one, and their fold.

Every effect outside of the run's directory (the old application scaled to 0, a snapshot made) has an intent and an outcome.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

# Where a run's backup lies, in the run's directory.
DIRECTORY = "backup"


class Kind(StrEnum):
    """What a file of a backup holds.

    records  a change batch for `aws route53 change-resource-record-sets`
    bucket   the input of one put-call of `aws s3api`, after which the file is named
    """

    STATE = "state"
    CONFIGURATION = "configuration"
    VARIABLES = "variables"
    LOCK_FILE = "lock-file"
    MODULES = "modules"
    KUBERNETES = "kubernetes"
    RECORDS = "records"
    BUCKET = "bucket"


@dataclass(frozen=True)
class Part:
    """A file of a backup, relative to the backup's own directory. `subject` is what it is about: a zone, a bucket."""

    kind: Kind
    file: str
    sha256: str
    size: int
    subject: str = ""


@dataclass(frozen=True)
class Absent:
    """What belongs into a backup and is not in it. `excused`: there was none, so nobody has to answer for it."""

    kind: str
    subject: str
    why: str
    excused: bool = False


@dataclass(frozen=True)
class Origin:
    """The state that was saved: `version` is the S3 object's VersionId, None where the backend has none."""

    lineage: str
    serial: int
    terraform: str
    version: str | None = None


@dataclass(frozen=True)
class Workload:
    """The old application's Deployment, and how many replicas it has when it is not quiesced."""

    namespace: str
    name: str
    replicas: int


@dataclass(frozen=True)
class Snapshot:
    """A manual snapshot of the database cluster; what was written after `taken_at` (RFC 3339) is not in it."""

    id: str
    cluster: str
    taken_at: str


@dataclass(frozen=True)
class Collected:
    """Files, objects, records and settings are saved and digested. `image` is the digest of the running application."""

    parts: tuple[Part, ...]
    absent: tuple[Absent, ...]
    origin: Origin
    image: str | None
    workload: Workload | None
    cluster: str | None


@dataclass(frozen=True)
class SavesChanged:
    """What is asked of the backup is another thing than when the run was started; see `states.inputs.Inputs`."""

    snapshot: str
    quiesce: bool
    backup_to: str | None


@dataclass(frozen=True)
class QuiesceIntended:
    """The old application is about to be scaled to 0."""

    workload: Workload


@dataclass(frozen=True)
class Quiesced:
    """No pod of it serves any more; `workload.replicas` brings it back."""

    workload: Workload


@dataclass(frozen=True)
class SnapshotIntended:
    """A snapshot of the cluster by this name is about to be asked for."""

    cluster: str
    id: str


@dataclass(frozen=True)
class SnapshotStands:
    """The snapshot is whole: one that was made for this run, or a fresh one that was there."""

    snapshot: Snapshot


Saving = SavesChanged | QuiesceIntended | Quiesced | SnapshotIntended | SnapshotStands | Collected


@dataclass(frozen=True)
class Savings:
    """What is saved so far, before the backup is whole."""

    collected: Collected | None = None
    quiescing: Workload | None = None
    quiesced: Workload | None = None
    intended: SnapshotIntended | None = None
    snapshot: Snapshot | None = None


def saving(before: Savings, event: Saving) -> Savings:
    """After one more event."""
    match event:
        case Collected():
            return replace(before, collected=event)
        case QuiesceIntended(workload=workload):
            return replace(before, quiescing=workload)
        case Quiesced(workload=workload):
            return replace(before, quiesced=workload)
        case SnapshotIntended():
            return replace(before, intended=event)
        case SnapshotStands(snapshot=snapshot):
            return replace(before, snapshot=snapshot)
        case SavesChanged():
            return before


@dataclass(frozen=True)
class BackedUp:
    """Everything is saved, and the manifest, written last, says so. Files are in the run's directory under `directory`.

    `quiesced` is the old application where it was scaled to 0; `copied` is where a copy is (`s3://bucket/prefix`).
    """

    parts: tuple[Part, ...] = ()
    absent: tuple[Absent, ...] = ()
    origin: Origin | None = None
    snapshot: Snapshot | None = None
    image: str | None = None
    workload: Workload | None = None
    quiesced: Workload | None = None
    copied: str | None = None
    directory: str = DIRECTORY
    then: str = "proceed"

    def files(self, kind: Kind) -> tuple[str, ...]:
        """The files of a kind, relative to the run's directory."""
        return tuple(f"{self.directory}/{one.file}" for one in self.parts if one.kind is kind)
