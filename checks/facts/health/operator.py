"""The operator, and what it works on."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing, NotThere
from checks.facts.health.workloads import Workload


@dataclass(frozen=True)
class Definition:
    """The definition of the custom resource; `why` is what the API says where it is not established."""

    established: bool
    why: str = ""


@dataclass(frozen=True)
class Resource:
    """The status of `weightsandbiases.apps.wandb.com`: it has a phase and a version, nothing else."""

    phase: str | None
    version: str | None


@dataclass(frozen=True)
class OperatorHealth:
    """The operator's Deployment, its definition and its resource.

    `events` are the warnings about them, `log` the lines of the controller that tell of an error; the newest last.
    """

    deployment: Workload | NotThere | Missing = NOT_ASKED
    definition: Definition | NotThere | Missing = NOT_ASKED
    resource: Resource | NotThere | Missing = NOT_ASKED
    events: tuple[str, ...] | Missing = NOT_ASKED
    log: tuple[str, ...] | Missing = NOT_ASKED
