"""What stands around the Terraform directory."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing, NotThere
from checks.facts.configuration import Place


@dataclass(frozen=True)
class Automation:
    """Files that tell an automation what to do, and where they apply Terraform; paths from the repository's root."""

    read: tuple[str, ...]
    applies: tuple[tuple[Place, str], ...]


@dataclass(frozen=True)
class SurroundingsFacts:
    """Version control and automation. `changes` are paths that differ from what is committed; NotThere: no repository."""

    changes: tuple[str, ...] | NotThere | Missing = NOT_ASKED
    automation: Automation | Missing = NOT_ASKED
