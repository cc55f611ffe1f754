"""What the cloud says of one thing that an apply may have created."""

from dataclasses import dataclass
from enum import StrEnum


class Condition(StrEnum):
    """How it is; `busy` is whatever goes over by itself: creating, updating, deleting."""

    READY = "ready"
    BUSY = "busy"
    FAILED = "failed"


@dataclass(frozen=True)
class Existing:
    """It exists: `id` is what the service calls it, `said` the service's own word for how it is."""

    id: str
    condition: Condition
    said: str
