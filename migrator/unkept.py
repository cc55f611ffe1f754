"""A journal that ends with its process, for what needs no second start."""

from states.events import Event, Stamped, Started
from states.ports import Clock


class Unkept:
    """In memory."""

    def __init__(self, started: Started, clock: Clock) -> None:
        self._clock = clock
        self._kept: list[Stamped] = []
        self.append(started)

    def append(self, event: Event) -> Stamped:
        """One more."""
        stamped = Stamped(len(self._kept), self._clock.now().isoformat(), event)
        self._kept.append(stamped)
        return stamped

    def events(self) -> tuple[Stamped, ...]:
        """Everything so far."""
        return tuple(self._kept)
