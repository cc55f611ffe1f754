"""Going back: the events. Each act has an intent and an outcome; that of the swap is `Reverted`."""

from dataclasses import dataclass
from enum import StrEnum

from states.inputs import Who


class Act(StrEnum):
    """What can be undone by us, one thing at a time."""

    SWAP = "swap"
    LOCK_FILE = "lock-file"
    STATE = "state"
    KUBERNETES = "kubernetes"

    @property
    def option(self) -> str:
        """What a person types for it."""
        return {
            Act.SWAP: "--undo-swap",
            Act.LOCK_FILE: "--restore-lockfile",
            Act.STATE: "--restore-state",
            Act.KUBERNETES: "--restore-kubernetes",
        }[self]


@dataclass(frozen=True)
class UndoIntended:
    """A person wants this undone, and it is about to be."""

    act: Act
    who: Who


@dataclass(frozen=True)
class Undone:
    """It is undone: what stands there now has this SHA-256."""

    act: Act
    sha256: str


Undoing = UndoIntended | Undone
