"""The run's own directory, as the states' port sees it."""

import hashlib
import secrets
from pathlib import Path

from checks.problem import Problem
from migrator.journal.disk import Disk, guarded, write_whole
from migrator.scratch import scratch_name
from states.events import Saved

KEY = "values.key"


def new_key() -> bytes:
    """Random bytes for an HMAC."""
    return secrets.token_bytes(32)


class Files:
    """Whole files below one directory (0700); each 0600."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self._folder = folder
        self._disk = disk or Disk()

    def path(self, name: str) -> Path:
        """Where a file is or would be."""
        return self._folder / name

    def write(self, name: str, content: bytes) -> Saved:
        """Write a file as a whole, durable on return."""
        path = self.path(name)
        guarded(path, lambda: write_whole(path, content, self._disk))
        return Saved(name, hashlib.sha256(content).hexdigest(), len(content))

    def read(self, name: str) -> bytes:
        """Read a file; a Problem where it is gone."""
        try:
            return self.path(name).read_bytes()
        except OSError as error:
            raise Problem(
                "run-file-missing",
                what=f"{self.path(name)} cannot be read: {error.strerror}.",
                why="An earlier state of this run wrote it.",
                next="migrator report",
            ) from error

    def key(self) -> bytes:
        """The run's own key, made where there is none."""
        if not self.path(KEY).exists():
            self.write(KEY, new_key())
        return self.read(KEY)

    def scratch(self) -> Path:
        """A fresh name outside the workspace."""
        return scratch_name()
