"""Version control and automation around the directory."""

from collections.abc import Iterator
from pathlib import Path

from checks.facts import Known
from migrator.probes.sources import Sources
from migrator.surroundings import automation, git
from states.probes import Question


def questions(sources: Sources, known: Known) -> Iterator[Question]:  # noqa: ARG001 - every group has the same shape
    """What git says, and what automations are told."""
    directory = Path(sources.inputs.directory).absolute()
    yield Question("surroundings", "changes", lambda: git.changes(directory, sources.env))
    yield Question("surroundings", "automation", lambda: automation.found(directory))
