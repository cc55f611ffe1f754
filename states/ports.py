"""The world as the states see it. `migrator` implements every port; tests put servers and files behind them.

Every method may raise `checks.problem.Problem`. Probes never do: what they cannot bring is a `checks.facts.Missing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from states.belongings import Belongings
from states.events import Event, Offer, Saved, Stamped, Step
from states.inputs import Who
from states.probes import Probes
from states.terraform import Directory, Terraform

if TYPE_CHECKING:
    # The journal needs but a clock from here: what is judged is not imported with it.
    from checks.facts import Configuration, Layout, Missing, NotThere, Values
    from checks.facts.existing import Existing
    from checks.plan.model import Assessment


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

    def fingerprints(self) -> dict[str, str]:
        """Name -> SHA-256 of what Terraform reads, or read before the swap: configuration, modules, variables, lock file."""
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

    def former_state(self) -> bytes | None:
        """What Terraform keeps beside a local state: as it found it before its last write; None where there is none."""
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

    def key(self) -> bytes:
        """Random bytes that are this run's own, the same in every process of it; they never leave the directory."""
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
    """Everything a state may touch. `confirm` asks a person a question; None where nobody is there.

    `redact` gives a text back without any secret that is known.
    """

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
    redact: Callable[[str], str]
    window_end: datetime | None = None
    confirm: Callable[[str], bool] | None = None
    belongings: Belongings = field(kw_only=True)
