"""The world as the states see it. `migrator` implements every port; tests put servers and files behind them.

Every method may raise `checks.problem.Problem`. Probes never do: what they cannot bring is a `checks.facts.Missing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from checks.problem import Problem
from states.events import Event, Offer, Process, Saved, Stamped, Step
from states.inputs import Who
from states.probes import Probes

if TYPE_CHECKING:
    # The journal needs but a clock from here: what is judged is not imported with it.
    from checks.facts import Configuration, Layout, Missing, NotThere, TerraformFact, Values
    from checks.facts.existing import Existing
    from checks.lock import LockInfo
    from checks.plan.model import Assessment


@dataclass(frozen=True)
class Directory:
    """Where Terraform runs. `data` is its own TF_DATA_DIR (relative to `path`), None for whatever the user has."""

    path: Path
    data: Path | None = None


@dataclass(frozen=True)
class StateIdentity:
    """What names a Terraform state; serial -1 and an empty lineage where there is none yet."""

    lineage: str
    serial: int


class StreamKind(StrEnum):
    """The messages of `terraform apply -json` that matter here."""

    PLANNED = "planned"
    STARTED = "started"
    PROGRESS = "progress"
    COMPLETED = "completed"
    ERRORED = "errored"
    DIAGNOSTIC = "diagnostic"
    OTHER = "other"


@dataclass(frozen=True)
class StreamEvent:
    """One message of the stream, redacted. `verb` is Terraform's action word: create, update, delete, replace, read."""

    kind: StreamKind
    message: str
    address: str | None = None
    verb: str | None = None
    id: str | None = None
    elapsed: float | None = None
    severity: str | None = None


class StateLocked(Problem):
    """The state's lock is held; `lock` is what its holder wrote into it, as far as Terraform shows it."""

    def __init__(self, problem: Problem, lock: LockInfo) -> None:
        super().__init__(problem.code, what=problem.what, why=problem.why, next=problem.next)
        self.lock = lock


class Terraform(Protocol):
    """Real Terraform. What fails raises a Problem that carries Terraform's own diagnostics, redacted."""

    def fact(self) -> TerraformFact | Missing:
        """Which binary it is, asked with a time limit."""
        ...

    def workspace(self, where: Directory) -> str:
        """The selected Terraform workspace."""
        ...

    def init(self, where: Directory, *, upgrade: bool) -> None:
        """`init`; without `upgrade` the lock file is read-only."""
        ...

    def plan(self, where: Directory, out: Path, *, lock: bool) -> bool:
        """Plan with the run's variables into `out` (0600): True with changes. No plan file is left where it fails.

        StateLocked where somebody has the state's lock.
        """
        ...

    def show(self, where: Directory, plan: Path) -> bytes:
        """`show -json` of a plan file; modules are spelled as below `.terraform`, wherever TF_DATA_DIR has them."""
        ...

    def changes(self, where: Directory) -> tuple[str, ...]:
        """The addresses that a plan would change now; empty is what a finished migration looks like."""
        ...

    def state(self, where: Directory) -> StateIdentity:
        """Lineage and serial, as the backend has them."""
        ...

    def pull(self, where: Directory) -> bytes:
        """The whole state. It holds secrets."""
        ...

    def begin_apply(self, where: Directory, plan: Path, into: Path) -> Process:
        """Start `apply -json` of a saved plan in a session of its own, its streams to files in `into`."""
        ...

    def follow_apply(self, into: Path, process: Process) -> Iterator[StreamEvent | None]:
        """Every message from the first on, None where there is none for a while; ends when Terraform has ended."""
        ...

    def find_apply(self, into: Path) -> Process | None:
        """The process that was started with `into`, alive or dead; None where none ever came to life."""
        ...

    def begun(self, folder: Path) -> tuple[str, ...]:
        """Every apply that came to life with its streams in a folder of `folder`: those folders' names, sorted."""
        ...

    def alive(self, process: Process) -> bool:
        """Whether that very process still runs on this machine."""
        ...

    def exit_code(self, into: Path) -> int | None:
        """What the apply in `into` ended with; None where nobody saw it end."""
        ...

    def interrupt(self, process: Process) -> None:
        """One SIGINT to Terraform's own pid."""
        ...

    def lingering(self, into: Path) -> bool:
        """Whether anything that the apply in `into` started still runs here: a provider finishes the call it is in."""
        ...

    def untaint(self, where: Directory, address: str) -> None:
        """`untaint`; a Problem where it is not tainted."""
        ...

    def push(self, where: Directory, state: Path) -> None:
        """`state push`; Terraform itself refuses another lineage, and a serial that is not newer."""
        ...

    def unlock(self, where: Directory, ident: str) -> None:
        """`force-unlock` of exactly this lock."""
        ...


class Workspace(Protocol):
    """The user's Terraform directory."""

    @property
    def path(self) -> Path:
        """Absolute."""
        ...

    def layout(self) -> Layout:
        """Which of the two files are active."""
        ...

    def before(self) -> Configuration:
        """What Terraform reads now."""
        ...

    def after(self, override: str | None) -> Configuration:
        """What Terraform reads once the files are swapped, with the override's text laid over it."""
        ...

    def values(self) -> Values:
        """Input variables as Terraform would take them for the post-operator configuration."""
        ...

    def lock_file(self, directory: Path) -> bytes:
        """The dependency lock file of a directory; empty where there is none."""
        ...

    def modules(self, where: Directory) -> bytes:
        """Terraform's manifest of the modules that `init` fetched there; empty where it never did."""
        ...

    def aside(self, directory: Path) -> Mapping[str, str]:
        """Of a directory, each block that only a file put aside has: its address -> the file's name."""
        ...

    def copy(self, into: Path, *, swap: bool, override: str | None) -> Directory:
        """Copy to a scratch directory (0700), swapped there; the workspace keeps every byte and mtime."""
        ...

    def discard(self, scratch: Path) -> None:
        """Remove a scratch directory; nothing happens where it is gone."""
        ...

    def save(self, into: Path) -> tuple[Saved, ...]:
        """Copy configuration, variables and lock file (0600) below `into`, digested; again is harmless."""
        ...

    def swap_steps(self, override: str | None) -> tuple[Step, ...]:
        """The steps a swap would take now, in their safe order: override, post on, pre off."""
        ...

    def take(self, steps: tuple[Step, ...], override: str | None) -> None:
        """Take whichever steps are not taken yet; a Problem, and nothing done, where a file is not the one it was."""
        ...

    def undo(self, steps: tuple[Step, ...]) -> None:
        """Take them back in the reverse order, whichever were taken."""
        ...

    def install_lock(self, source: Path) -> None:
        """Put a lock file in place as a whole."""
        ...

    def adopt(self, text: str | None) -> None:
        """Write the generated file with import blocks as a whole; None removes it, and nothing happens where it is gone."""
        ...

    def errored(self) -> bytes | None:
        """The state that an apply could not hand to its backend; None where there is none. It holds secrets."""
        ...

    def clear_errored(self) -> None:
        """Remove it; nothing happens where it is gone."""
        ...


class Lookup(Protocol):
    """The cloud and the cluster, asked for one thing that an apply may have created."""

    def find(self, kind: str, keys: Mapping[str, str], ident: str | None) -> Existing | NotThere | Missing:
        """By a resource type's identity keys, or by what the service calls it where a key is not known. It never raises."""
        ...


class RunFiles(Protocol):
    """The run's own directory (0700): whole files, 0600, written by temp, fsync, rename."""

    def path(self, name: str) -> Path:
        """Where a file of the run is or would be."""
        ...

    def write(self, name: str, content: bytes) -> Saved:
        """Write a file as a whole, durable on return."""
        ...

    def read(self, name: str) -> bytes:
        """Read a file of the run; a Problem where it is gone."""
        ...

    def scratch(self) -> Path:
        """A fresh name for a scratch directory outside the workspace; nothing is made yet."""
        ...


class Journal(Protocol):
    """The run's memory. `append` is durable before it returns."""

    def append(self, event: Event) -> Stamped:
        """Write one event."""
        ...

    def events(self) -> tuple[Stamped, ...]:
        """Everything so far."""
        ...


class Approver(Protocol):
    """A person, or the hash that a person gave beforehand."""

    def decide(self, offer: Offer, assessment: Assessment) -> bool:
        """Whether this very offer is approved; False where nobody is there to say so."""
        ...


class Control(Protocol):
    """What people ask of a run while it works."""

    def pause_asked(self) -> bool:
        """Whether the run is to stop before its next state."""
        ...

    def applying(self) -> AbstractContextManager[None]:
        """Around an apply that is followed: Ctrl-C and a termination are questions then, and end nothing by themselves."""
        ...

    def stop_asked(self, in_flight: Callable[[], tuple[str, ...]]) -> bool:
        """Whether Terraform is to be interrupted now; True once. `in_flight` are the addresses that it works on."""
        ...


@dataclass(frozen=True)
class Clock:
    """Time, so that tests own it: `now` in UTC, `sleep` in seconds."""

    now: Callable[[], datetime]
    sleep: Callable[[float], None]


@dataclass(frozen=True)
class Note:
    """Something worth showing while it happens; it is never journalled and never changes what happens."""

    text: str
    address: str | None = None
    change: str | None = None
    phase: str | None = None


@dataclass(frozen=True)
class Ports:
    """Everything a state may touch."""

    workspace: Workspace
    terraform: Terraform
    probes: Probes
    lookup: Lookup
    files: RunFiles
    approver: Approver
    clock: Clock
    who: Who
    ticket: str | None
    approval_seconds: float
    note: Callable[[Note], None]
    control: Control
    window_end: datetime | None = None
