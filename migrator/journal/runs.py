"""The runs of a workspace: `.migrator/<run>/`, beside the Terraform files."""

import secrets
import shlex
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checks.problem import Exit, Problem
from migrator.journal.disk import Disk, guarded, make_folder, write_whole
from migrator.journal.file import JournalFile
from migrator.journal.files import Files
from migrator.journal.lock import Lock, held
from migrator.journal.reading import NAME, scan
from states.events import Stamped, Started
from states.ports import Clock
from states.run import Run, fold

FOLDER = ".migrator"
SYSTEM = Clock(now=lambda: datetime.now(UTC), sleep=time.sleep)


@dataclass(frozen=True)
class Kept:
    """A run as it is on disk: its fold, its events, its files, and the hash that stands for its journal."""

    run: Run
    events: tuple[Stamped, ...]
    files: Files
    head: str


class Runs:
    """Finds, opens and creates the runs of one workspace."""

    def __init__(self, directory: Path, clock: Clock = SYSTEM, disk: Disk | None = None) -> None:
        self._directory = directory
        self._clock = clock
        self._disk = disk or Disk()
        self._folder = directory.absolute() / FOLDER
        self._home = f"{directory.absolute()}"
        self._option = shlex.join(["--dir", str(directory)]) if directory != Path() else ""

    def lock(self) -> Lock:
        """The workspace's lock, to be entered."""
        return Lock(self._folder, self._clock, self._disk)

    def busy(self) -> bool:
        """Whether a process works on the workspace."""
        return held(self._folder, self._disk)

    def names(self) -> tuple[str, ...]:
        """All runs, newest first; a folder whose journal has no whole line is not one yet."""
        paths = self._folder.glob(f"*/{NAME}") if self._folder.is_dir() else ()
        return tuple(sorted((one.parent.name for one in paths if one.stat().st_size), reverse=True))

    def path(self, name: str) -> Path:
        """A run's journal."""
        return self._folder / name / NAME

    def latest(self, name: str | None = None) -> Kept | None:
        """The run of that name, or the newest; None where there is none at all."""
        if name is not None and name not in self.names():
            raise self._unknown(name)
        for one in [name] if name else self.names():
            found = scan(self.path(one))
            if found.events:
                return Kept(fold(found.events), found.events, Files(self._folder / one), found.head)
        return None

    def newest_or(self, name: str | None) -> Kept:
        """The same; a Problem where there is none."""
        kept = self.latest(name)
        if kept is None:
            raise self._none()
        return kept

    def named(self, name: str | None) -> Path:
        """The journal of that run, or of the newest, whatever its state; a Problem where there is none."""
        names = self.names()
        if name is not None and name not in names:
            raise self._unknown(name)
        if not names:
            raise self._none()
        return self.path(name or names[0])

    def _none(self) -> Problem:
        return Problem(
            "no-run",
            what=f"There is no run in {self._home}.",
            why="No journal of one is there.",
            next=" ".join(filter(None, ("migrator plan", self._option, "--tfvars post-operator.tfvars"))),
            exit=Exit.USAGE,
        )

    def _unknown(self, name: str) -> Problem:
        return Problem(
            "run-unknown",
            what=f"There is no run {name!r} here.",
            why=f"The runs are: {', '.join(self.names()) or 'none'}.",
            next=" ".join(filter(None, ("migrator status", self._option))),
            exit=Exit.USAGE,
        )

    def open(self, name: str) -> JournalFile:
        """A run's journal, to go on with."""
        return JournalFile.open(self._folder / name, self._clock, self._disk)

    def create(self, event: Started) -> JournalFile:
        """A new run whose journal begins with this event."""
        guarded(self._folder, self._prepare)
        journal = JournalFile.create(self._folder / event.run, self._clock, self._disk)
        journal.append(event)
        return journal

    def adopt(self, name: str, whole: bytes) -> None:
        """Make these lines a run's journal, as a whole; whoever calls has checked them. OSError where the disk refuses."""
        self._prepare()
        write_whole(self.path(name), whole, self._disk)

    def backups(self) -> Path:
        """Where backups lie that were asked for on their own; version control passes it over."""
        guarded(self._folder, self._prepare)
        folder = self._folder / "backups"
        guarded(folder, lambda: make_folder(folder, self._disk))
        return folder

    def _prepare(self) -> None:
        """The folder of all runs, durable, whoever made it and died before it was."""
        make_folder(self._folder, self._disk)
        ignore = self._folder / ".gitignore"
        if not ignore.exists():
            write_whole(ignore, b"*\n", self._disk)
        self._disk.sync_folder(self._folder.parent)

    def files(self, name: str) -> Files:
        """A run's own directory."""
        return Files(self._folder / name, self._disk)


def new_name(now: datetime) -> str:
    """A name that sorts by time: `20260102T030405Z-9f3a`."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
