"""Whose lock it is that stands in the way: one that our own dead Terraform left, or anybody else's."""

from dataclasses import dataclass

APPLYING = "OperationTypeApply"


@dataclass(frozen=True)
class LockInfo:
    """What its holder wrote into a lock, as Terraform shows it; empty where it shows nothing."""

    id: str
    who: str = ""
    created: str = ""
    operation: str = ""


@dataclass(frozen=True)
class DeadApply:
    """Applies of ours of which nothing lives: by whom (`user@host`), and since when (RFC 3339, UTC)."""

    who: str
    since: str


def left_by(lock: LockInfo, apply: DeadApply) -> bool:
    """Whether that apply left this lock: the same user and host, an apply, taken since it was begun."""
    taken = lock.created[:19].replace(" ", "T")
    return lock.operation == APPLYING and lock.who == apply.who and bool(taken) and taken >= apply.since[:19]
