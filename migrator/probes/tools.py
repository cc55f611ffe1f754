"""The programs on this machine, and the lock file that says which providers they use."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from checks.facts import Known
from checks.facts.tools import Program
from migrator.probes.sources import Sources
from migrator.workspace import LOCK_FILE
from states.probes import Question


def questions(sources: Sources, known: Known) -> Iterator[Question]:
    """Terraform's version, the programs of `exec` blocks, the lock file."""
    lock_file = Path(sources.inputs.directory) / LOCK_FILE
    yield Question("tools", "terraform", sources.terraform.fact)
    yield Question("tools", "programs", lambda: tuple(_programs(sources, known)))
    yield Question("tools", "lock_file", lock_file.is_file)


def _programs(sources: Sources, known: Known) -> Iterator[Program]:
    for name in sorted({one.command for one in known.after.providers if one.command}):
        # Terraform starts what has a slash in its name from the directory that it runs in.
        asked = str(Path(sources.inputs.directory) / name) if "/" in name else name
        yield Program(name, shutil.which(asked, path=sources.env.get("PATH")))
