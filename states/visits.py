"""The visits that a run pays to its states."""

from dataclasses import dataclass, replace

from states.events import Stamped, State


@dataclass(frozen=True)
class Visit:
    """When a state was entered and left; `status` is running, done or failed."""

    state: State
    started_at: str
    ended_at: str | None = None
    status: str = "running"


def left(visits: tuple[Visit, ...], stamped: Stamped, *, failed: bool) -> tuple[Visit, ...]:
    """The same visits, the last of them ended by this event, if it was open."""
    if not visits or visits[-1].ended_at is not None:
        return visits
    return (*visits[:-1], replace(visits[-1], ended_at=stamped.at, status="failed" if failed else "done"))
