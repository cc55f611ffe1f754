"""One writer for a workspace: a flock that dies with its holder, and a note that says who that is."""

import fcntl
import getpass
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from checks.problem import Problem
from migrator.journal.disk import guarded, make_folder
from migrator.processes.identity import myself


class Lock:
    """A context manager. Stealing is by the lock alone: a holder that died has let go of it, whatever its note says."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._descriptor: int | None = None

    def __enter__(self) -> "Lock":
        """Take the lock; the Problem `lock-held` names who has it."""
        self._descriptor = guarded(self._path, self._open)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise _held(self._path) from None
        guarded(self._path, lambda: self._note(self._descriptor or 0))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Let go; the file stays."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)

    def _open(self) -> int:
        make_folder(self._path.parent)
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @staticmethod
    def _note(descriptor: int) -> None:
        process = myself()
        since = datetime.now(UTC).isoformat(timespec="seconds")
        note = {"user": getpass.getuser(), "pid": process.pid, "host": process.host, "since": since}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(note).encode(), 0)


def held(folder: Path) -> bool:
    """Whether somebody works on the workspace right now. Takes nothing."""
    path = folder / "lock"
    if not path.exists():
        return False
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _held(path: Path) -> Problem:
    who = "somebody"
    with suppress(OSError, ValueError, KeyError):
        note = json.loads(path.read_text())
        who = f"{note['user']} on {note['host']} (pid {note['pid']}) since {note['since']}"
    return Problem(
        "lock-held",
        what=f"{who} is working on this workspace with migrator.",
        why=f"{path} is locked by a living process; two at once would apply twice.",
        next="migrator status  # watch it, or wait until it is done",
    )
