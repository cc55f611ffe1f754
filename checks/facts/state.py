"""The Terraform state and the backend that holds it."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing, NotThere
from checks.facts.configuration import Backend
from checks.facts.health.before import Thing


@dataclass(frozen=True)
class Contents:
    """What the state says there is: the addresses of managed resource instances, and those of them that are tainted.

    Where there is no state yet, `lineage` is empty and `serial` is -1.
    """

    lineage: str
    serial: int
    addresses: tuple[str, ...]
    tainted: tuple[str, ...]


@dataclass(frozen=True)
class Lock:
    """A lock of the state: where it stands, and what its holder wrote into it. `left` where nobody holds it any more."""

    place: str
    id: str
    who: str
    since: str
    operation: str
    left: bool


@dataclass(frozen=True)
class StateFacts:
    """The state, as the backend has it; `wrapped` names the Terragrunt file that the directory is driven by.

    `versioning` is of the bucket, in AWS's words, `Disabled` where it was never on; NotThere where there is no bucket.
    `things` are those that keep data.
    """

    backend: Backend | Missing = NOT_ASKED
    contents: Contents | Missing = NOT_ASKED
    lock: Lock | NotThere | Missing = NOT_ASKED
    versioning: str | NotThere | Missing = NOT_ASKED
    wrapped: str | NotThere | Missing = NOT_ASKED
    things: tuple[Thing, ...] | Missing = NOT_ASKED
