"""The run's own files that another machine needs to go on, in the bucket too. What may hold secrets is not among them."""

from collections.abc import Callable
from pathlib import Path

from migrator.journal.files import Files
from migrator.mirror.bucket import Bucket
from states import stored
from states.events import Saved
from states.ports import RunFiles

# No saved plan, no state, no streams, no backup: they hold secrets, and stay where they were made.
SHARED = frozenset(
    {
        stored.PREFLIGHT, stored.LIVE, stored.BEFORE, stored.VERIFICATION, stored.ASSESSMENT, stored.APPROVED_ASSESSMENT,
        stored.OFFERED_CHANGES, stored.APPROVED_CHANGES, stored.LOCK_FILE, stored.OVERRIDE,
    }
)  # fmt: skip


class SharedFiles:
    """A run's files on the local disk; those that are shared are in the bucket before `write` returns."""

    def __init__(self, files: Files, bucket: Bucket, run: str, usable: Callable[[], None]) -> None:
        """`usable` is a Problem where another machine may be writing."""
        self._files = files
        self._usable = usable
        self._bucket = bucket
        self._run = run

    def path(self, name: str) -> Path:
        """Where a file is or would be."""
        return self._files.path(name)

    def write(self, name: str, content: bytes) -> Saved:
        """Here first, then there."""
        saved = self._files.write(name, content)
        if name in SHARED:
            self._usable()
            self._bucket.write(_key(self._run, name), content)
        return saved

    def read(self, name: str) -> bytes:
        """From here: what was shared was fetched."""
        return self._files.read(name)

    def key(self) -> bytes:
        """The key of the run's files here; it is not shared, so that what it sealed says nothing there."""
        return self._files.key()

    def scratch(self) -> Path:
        """A fresh name outside the workspace."""
        return self._files.scratch()

    def share(self) -> None:
        """Send what was written before there was a mirror."""
        for name in sorted(SHARED):
            path = self._files.path(name)
            if path.exists():
                self._bucket.write(_key(self._run, name), path.read_bytes())


def fetch_files(files: RunFiles, bucket: Bucket, run: str) -> None:
    """Bring the shared files of a run."""
    for name in sorted(SHARED):
        found = bucket.get(_key(run, name)).found
        if found is not None:
            files.write(name, found.body)


def _key(run: str, name: str) -> str:
    return f"{run}/files/{name}"
