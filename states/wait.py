"""Waiting with a deadline: look, decide, tell, sleep. Time comes from the clock port."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from states.ports import Clock

Seen = TypeVar("Seen")
EVERY = 1.0
TELL_EVERY = timedelta(seconds=10)


def until(
    look: Callable[[], Seen],
    done: Callable[[Seen], bool],
    *,
    seconds: float,
    clock: Clock,
    tell: Callable[[Seen], None],
    every: float = EVERY,
) -> Seen:
    """Look until `done` or until the seconds are over; the last thing seen. `tell` is called now and then while waiting."""
    deadline = clock.now() + timedelta(seconds=seconds)
    told = clock.now() - TELL_EVERY
    while True:
        seen = look()
        now = clock.now()
        if done(seen) or now >= deadline:
            return seen
        if now - told >= TELL_EVERY:
            tell(seen)
            told = now
        clock.sleep(every)
