"""One writer for a workspace: a flock that dies with its holder, and a note that says who that is."""

import fcntl
import getpass
import json
import os
import shlex
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from checks.problem import Problem
from migrator.journal.disk import Disk, guarded, make_folder
from migrator.processes.identity import myself
from states.ports import Clock

# `held` takes a shared lock for an instant; whoever wants to write outwaits it.
ATTEMPTS, PAUSE = 10, 0.03


class Lock:
    """A context manager. Stealing is by the lock alone: a holder that died has let go of it, whatever its note says."""

    def __init__(self, folder: Path, clock: Clock, disk: Disk | None = None) -> None:
        self._path = folder / "lock"
        self._disk = disk or Disk()
        self._clock = clock
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """The same as `acquire`."""
        self.acquire()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """The same as `release`."""
        self.release()

    def acquire(self) -> None:
        """Take the lock and leave a note for others; the Problem `lock-held` names who has it."""
        descriptor = guarded(self._path, self._open)
        try:
            if not self._taken(descriptor):
                raise _held(self._path)
        except Problem:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        guarded(self._path, lambda: self._note(descriptor))

    def release(self) -> None:
        """Let go; the file stays. Again is harmless."""
        if self._descriptor is not None:
            with suppress(OSError):  # a note that stays misleads nobody: only the lock counts
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def _open(self) -> int:
        make_folder(self._path.parent, self._disk)
        return self._disk.open(self._path, os.O_RDWR | os.O_CREAT)

    def _taken(self, descriptor: int) -> bool:
        for _ in range(ATTEMPTS):
            try:
                self._disk.lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(PAUSE)
            except OSError as error:
                raise _no_locks(self._path, error) from error
            else:
                return True
        return False

    def _note(self, descriptor: int) -> None:
        since = self._clock.now().isoformat(timespec="seconds").replace("+00:00", "Z")
        # The program and its command, not its arguments: those may name what is nobody's business.
        command = " ".join(["migrator", *sys.argv[1:2]])
        note = {**asdict(myself()), "user": getpass.getuser(), "since": since, "command": command}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(note).encode(), 0)


def held(folder: Path, disk: Disk | None = None) -> bool:
    """Whether somebody works on the workspace right now. Takes nothing, and writes nothing.

    False where there are no locks: then nobody can work on it either.
    """
    try:
        descriptor = os.open(folder / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False  # never locked, or not ours to read: then we could not tell who holds it either
    try:
        (disk or Disk()).lock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _held(path: Path) -> Problem:
    who = "Somebody"
    with suppress(OSError, ValueError, KeyError, TypeError):
        note = json.loads(path.read_text())
        who = f"{note['user']} on {note['host']} (pid {note['pid']}, `{note['command']}`, since {note['since']})"
    return Problem(
        "lock-held",
        what=f"{who} is working on this workspace.",
        why=f"{path} is locked by a living process; two at once would apply twice.",
        next=f"migrator status --dir {shlex.quote(str(path.parent.parent))}  # watch it, or wait until it is done",
    )


def _no_locks(path: Path, error: OSError) -> Problem:
    return Problem(
        "locks-unsupported",
        what=f"{path} cannot be locked: {error.strerror or error}.",
        why="The file system has no locks (flock), so nothing would keep a second migrator from applying at the same time.",
        next="copy the Terraform directory, with .migrator, to a local disk, then there the same command again",
    )
