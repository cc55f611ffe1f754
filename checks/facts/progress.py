"""How far a run came, as its journal and the state tell it."""

from dataclasses import dataclass
from enum import StrEnum


class Files(StrEnum):
    """Where the swap of the two configurations stands; `foreign` where this run was told not to swap."""

    BEFORE = "before"
    BETWEEN = "between"
    AFTER = "after"
    FOREIGN = "foreign"
    REVERTED = "reverted"


@dataclass(frozen=True)
class Acted:
    """An action that an apply began: `action` and `findings` as it was judged, `because` what changes.

    `certain` says that Terraform said it was done; else it failed or was cut off, and may have been done.
    """

    address: str
    type: str
    action: str
    findings: tuple[str, ...]
    because: tuple[str, ...]
    certain: bool


@dataclass(frozen=True)
class Progress:
    """How far a run came.

    `locked` says that the new lock file may be in place, `applying` that a Terraform was started, `verified` that the
    migrated deployment was proved healthy, `quiesced` that the old application was scaled to 0.
    """

    files: Files
    locked: bool = False
    applying: bool = False
    acted: tuple[Acted, ...] = ()
    verified: bool = False
    quiesced: bool = False
