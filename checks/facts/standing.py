"""What stands right now, for the question whether a run can go back."""

from dataclasses import dataclass

from checks.facts.answers import Missing, NotThere

Names = tuple[str, ...]


@dataclass(frozen=True)
class StateNow:
    """The Terraform state as the backend has it; serial -1 and an empty lineage where it has none."""

    lineage: str
    serial: int
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Before:
    """What the run saw before it touched anything: lineage and serial, how many days of backups the database kept.

    `target` is the old load balancer, as DNS names it.
    """

    lineage: str
    serial: int
    retention: int | None = None
    target: str | None = None


@dataclass(frozen=True)
class Standing:
    """The answers; None where the run asks no such question: nothing of it is known from before.

    gone             of the objects that the backup has of the old application, those that are not in the cluster now
    record           what the name that users type points at
    balancer         the old load balancer's name
    snapshot         the status of the run's own snapshot of the database
    retention        the days that the database's backups reach back
    new_application  what of the new application is in the cluster
    """

    state: StateNow | Missing | None = None
    gone: Names | Missing | None = None
    record: str | NotThere | Missing | None = None
    balancer: str | NotThere | Missing | None = None
    snapshot: str | NotThere | Missing | None = None
    retention: int | NotThere | Missing | None = None
    new_application: Names | Missing | None = None
