"""Which files of a directory Terraform reads, now and once they are swapped; and writing files there as a whole."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from checks.facts import Layout
from checks.problem import Exit, Problem
from migrator.journal.disk import Disk, put
from runbooks.model import Layout as Names

OVERRIDE = "migrator_override.tf"
DISK = Disk()


def layout(directory: Path, names: Names) -> Layout:
    """Which of the two files are active, and which put aside."""

    def there(name: str) -> bool:
        return (directory / name).is_file()

    aside = names.suffix
    return Layout(there(names.pre), there(names.pre + aside), there(names.post), there(names.post + aside))


def active(directory: Path) -> dict[str, bytes]:
    """Every configuration file that Terraform reads now: name -> content."""
    try:
        found = [one for one in sorted(directory.iterdir()) if _configuration(one)]
    except OSError as error:
        raise unreadable(directory, error) from error
    return {one.name: content(one) for one in found}


def content(path: Path) -> bytes:
    """A file's content; a Problem where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def data_directory(directory: Path, env: Mapping[str, str]) -> Path:
    """Where Terraform keeps what belongs to it: TF_DATA_DIR, relative to the directory; empty counts as not set."""
    return Path(os.path.normpath(directory / (env.get("TF_DATA_DIR") or ".terraform")))


def _configuration(path: Path) -> bool:
    return path.name.endswith((".tf", ".tf.json")) and not path.name.startswith(".") and path.is_file()


def swapped(directory: Path, names: Names, override: str | None, *, swap: bool) -> dict[str, bytes]:
    """Every configuration file that Terraform would read after the swap; without one, after the override alone.

    The post-operator configuration goes by the name that it has now, so that whoever is told about a line finds it.
    """
    files = active(directory)
    aside = directory / (names.post + names.suffix)
    if swap and aside.is_file():
        for name in (names.pre, names.post):
            files.pop(name, None)
        files[aside.name] = content(aside)
    if override is not None:
        files[OVERRIDE] = override.encode()
    return files


def digest(whole: bytes) -> str:
    """SHA-256, in hex."""
    return hashlib.sha256(whole).hexdigest()


def temporary(path: Path) -> Path:
    """Where a file is written before it gets its name; Terraform passes it over. A killed writer leaves it."""
    return path.with_name(f".{path.name}.migrator-new")


def write(path: Path, whole: bytes, mode: int = 0o644, disk: Disk = DISK) -> None:
    """A whole file by temp, fsync, rename, fsync of the directory."""
    put(temporary(path), path, whole, disk, mode)


def unwritable(path: Path, error: OSError) -> Problem:
    """The workspace refuses to be written."""
    return Problem(
        "workspace-unwritable",
        what=f"{path} cannot be written: {error.strerror or error}.",
        why="The files are as they were, or between two whole steps that the next run finishes.",
        next="make room or mend the permissions, then: migrator run",
    )


def unreadable(path: Path, error: OSError) -> Problem:
    """A file of the workspace refuses to be read."""
    return Problem(
        "workspace-unreadable",
        what=f"{path} cannot be read: {error.strerror or error}.",
        why="Terraform would have to read it, too; nothing was changed.",
        next="mend the permissions, or give the right --dir, then the same command again",
        exit=Exit.USAGE,
    )
