"""Which files of a directory Terraform reads, now and once they are swapped; and writing files there as a whole."""

import hashlib
import os
from pathlib import Path

from checks.facts import Layout
from checks.problem import Problem
from runbooks.model import Layout as Names

OVERRIDE = "migrator_override.tf"


def layout(directory: Path, names: Names) -> Layout:
    """Which of the two files are active, and which put aside."""

    def there(name: str) -> bool:
        return (directory / name).is_file()

    aside = names.suffix
    return Layout(there(names.pre), there(names.pre + aside), there(names.post), there(names.post + aside))


def active(directory: Path) -> dict[str, bytes]:
    """Every configuration file that Terraform reads now: name -> content."""
    return {one.name: one.read_bytes() for one in sorted(directory.iterdir()) if _configuration(one)}


def _configuration(path: Path) -> bool:
    return path.name.endswith((".tf", ".tf.json")) and not path.name.startswith(".") and path.is_file()


def swapped(directory: Path, names: Names, override: str | None) -> dict[str, bytes]:
    """Every configuration file that Terraform would read after the swap."""
    files = active(directory)
    aside = directory / (names.post + names.suffix)
    if aside.is_file():
        files[names.post] = aside.read_bytes()
        files.pop(names.pre, None)
    if override is not None:
        files[OVERRIDE] = override.encode()
    return files


def digest(content: bytes) -> str:
    """SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def write(path: Path, content: bytes, mode: int = 0o644) -> None:
    """A whole file by temp, fsync, rename, fsync of the directory."""
    temporary = path.with_name(f".{path.name}.migrator-new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    temporary.replace(path)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Make a folder's names durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unwritable(path: Path, error: OSError) -> Problem:
    """The workspace refuses to be written."""
    return Problem(
        "workspace-unwritable",
        what=f"{path} cannot be written: {error.strerror}.",
        why="The files are as they were, or between two whole steps that the next run finishes.",
        next="make room or mend the permissions, then: migrator run",
    )
