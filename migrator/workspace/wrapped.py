"""Whether something else than a person at a shell runs Terraform in a directory."""

import os
from pathlib import Path

from checks.facts import NotThere

TERRAGRUNT = "terragrunt.hcl"
ROOTS = (".git", ".hg", ".svn")


def terragrunt(directory: Path) -> str | NotThere:
    """The Terragrunt file of the directory or, up to the root of its repository, of one above it."""
    found = (one / TERRAGRUNT for one in _upwards(directory.resolve()) if (one / TERRAGRUNT).is_file())
    first = next(found, None)
    return NotThere(TERRAGRUNT) if first is None else os.path.relpath(first, directory.resolve())


def _upwards(directory: Path) -> tuple[Path, ...]:
    """The directory and those above it up to the repository's root; it alone where it is in none."""
    above = (directory, *directory.parents)
    root = next((number for number, one in enumerate(above) if any((one / name).exists() for name in ROOTS)), 0)
    return above[: root + 1]
