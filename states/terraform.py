"""Terraform as the states see it. Every method may raise `checks.problem.Problem`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from checks.problem import Problem
from states.events import Process

if TYPE_CHECKING:
    from checks.facts import Missing, TerraformFact
    from checks.lock import LockInfo


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

    @classmethod
    def of(cls, raw: bytes) -> StateIdentity:
        """That of a state as Terraform writes it; ValueError, KeyError or TypeError where it is none."""
        kept = json.loads(raw)
        return cls(str(kept["lineage"]), int(kept["serial"]))

    @classmethod
    def read(cls, raw: bytes) -> StateIdentity | None:
        """The same; None where it is no state that can be read."""
        try:
            return cls.of(raw)
        except (ValueError, KeyError, TypeError):
            return None


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
    """One message of the stream, redacted. `verb` is Terraform's action word: create, update, delete, replace, read.

    `at` is when Terraform said it, by its own clock: RFC 3339, as it wrote it.
    """

    kind: StreamKind
    message: str
    address: str | None = None
    verb: str | None = None
    id: str | None = None
    elapsed: float | None = None
    severity: str | None = None
    at: str | None = None


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
