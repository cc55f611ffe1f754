"""Everything that can happen in a run, one frozen event each. The journal stores them, `states.run.Run` is their fold.

An event with a field `then` is an outcome: it names the transition (`states.machine`) that the run takes. Intents come
before their effect, outcomes after it.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from states.edited import FilesKnown
from states.inputs import Inputs, Who
from states.mending import Mended, Recovered, Repaired
from states.moving import Moving
from states.saving import BackedUp, Saving
from states.undoing import Undoing


class State(StrEnum):
    """Where a run can be; the order of the first eight is the order of the migration."""

    PREFLIGHT = "preflight"
    PREVIEW = "preview"
    APPROVE = "approve"
    BACKUP = "backup"
    SWAP = "swap"
    PLAN = "plan"
    APPLY = "apply"
    VERIFY = "verify"
    BLOCKED = "blocked"
    WAITING = "waiting"
    HALTED = "halted"
    REVERTED = "reverted"
    DONE = "done"


class Phase(StrEnum):
    """What Terraform's stream says of one resource action."""

    STARTED = "started"
    COMPLETED = "completed"
    ERRORED = "errored"


@dataclass(frozen=True)
class Offer:
    """A plan as it is put before a person: `approval` is the hash that stands for all the rest.

    approval  SHA-256 over meaning, lineage, serial, workspace and lock file
    meaning   `checks.plan.meaning`
    lock      SHA-256 of `.terraform.lock.hcl`
    counts    action -> number of resource instances, in the contract's words
    """

    approval: str
    meaning: str
    lineage: str
    serial: int
    workspace: str
    lock: str
    level: str
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step of the swap on disk: `kind` is write, rename or remove; digests are SHA-256 of the content it moves."""

    kind: str
    source: str | None
    target: str
    sha256: str


@dataclass(frozen=True)
class Process:
    """A Terraform that we started: enough to tell it from any other process, on any machine, after any reboot."""

    pid: int
    started: str
    boot: str
    host: str


@dataclass(frozen=True)
class Saved:
    """A file of the backup, relative to the run's directory."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Started:
    """The first event of every run."""

    run: str
    version: str
    inputs: Inputs
    who: Who


@dataclass(frozen=True)
class Taken:
    """Another process has taken the run over, to go on."""

    who: Who


@dataclass(frozen=True)
class Entered:
    """The intent of a whole state: from here on its effects may have happened."""

    state: State


@dataclass(frozen=True)
class Accepted:
    """A person accepted a finding, with a reason."""

    code: str
    reason: str
    who: Who


@dataclass(frozen=True)
class Resumed:
    """A run that was halted, blocked or waiting goes on in `state`."""

    state: State


@dataclass(frozen=True)
class Halted:
    """A state failed; the four parts of the problem, and the exit code it was answered with."""

    code: str
    what: str
    why: str
    next: str
    exit: int
    then: str = "fail"


@dataclass(frozen=True)
class Preflighted:
    """Preflight has judged: `then` is `proceed` or `block`."""

    then: str
    blocked_by: tuple[str, ...]
    passed: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class ScratchIntended:
    """A scratch directory is about to be filled; whoever resumes removes it. `terraform` is the version that plans there."""

    path: str
    terraform: str | None = None


@dataclass(frozen=True)
class Previewed:
    """The preview has judged the plan: `then` is `proceed` or `block`."""

    then: str
    offer: Offer
    blocked_by: tuple[str, ...]


@dataclass(frozen=True)
class Approved:
    """A person approved an offer. `then` is `proceed`, or `replan` where the files are swapped already."""

    then: str
    offer: Offer
    who: Who
    ticket: str | None
    expires_at: str


@dataclass(frozen=True)
class AwaitingApproval:
    """Nobody was there to approve."""

    approval: str
    then: str = "wait"


@dataclass(frozen=True)
class SwapIntended:
    """The exact steps that the swap is about to take, in order."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Swapped:
    """The post-operator configuration is the active one; no steps where it was in place already."""

    steps: tuple[Step, ...]
    then: str = "proceed"


@dataclass(frozen=True)
class Planned:
    """The plan in place: `then` is `proceed` (as approved), `differ` (approve again), `empty` or `block`."""

    then: str
    offer: Offer
    plan_sha256: str
    blocked_by: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class ApplyIntended:
    """Terraform is about to be started on the plan with this digest; its streams go to `into`, relative to the run."""

    plan_sha256: str
    into: str


@dataclass(frozen=True)
class ApplyStarted:
    """Terraform runs."""

    process: Process


@dataclass(frozen=True, slots=True)
class ActionSeen:
    """Terraform's stream said so at `said_at`; `verb` is Terraform's, `change` the class in the approved plan."""

    address: str
    verb: str
    change: str
    phase: Phase
    id: str | None
    elapsed: float | None
    said_at: str | None = None


@dataclass(frozen=True)
class Applied:
    """Terraform ended with exit code 0; `counts` are completed changes by class."""

    counts: dict[str, int]
    then: str = "proceed"


@dataclass(frozen=True)
class Unfinished:
    """An apply ended early and what is left is planned anew: `in_doubt` actions started and never ended.

    `retried` are the known failures that go away by themselves, where it is planned anew without a person for them.
    """

    exit_code: int | None
    in_doubt: tuple[str, ...]
    then: str = "replan"
    retried: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verified:
    """Verification holds: the codes that passed."""

    passed: tuple[str, ...]
    then: str = "proceed"


@dataclass(frozen=True)
class Reverted:
    """The swap was undone before anything was applied."""

    then: str = "revert"


Event = (
    Started | Taken | Entered | Accepted | Resumed | Halted | Preflighted | ScratchIntended | Previewed | Approved
    | AwaitingApproval | BackedUp | SwapIntended | Swapped | Planned | ApplyIntended | ApplyStarted | ActionSeen | Applied
    | Unfinished | Verified | Reverted | Repaired | Recovered | Mended | Moving | Saving | Undoing | FilesKnown
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamped:
    """An event as it stands in the journal: its number from 0, and when it was written (RFC 3339, UTC)."""

    number: int
    at: str
    event: Event
