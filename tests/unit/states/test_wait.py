"""Waiting: look, decide, tell, sleep; time belongs to the clock."""

from states import wait
from states.ports import Clock
from tests.support.world import World


def waited(ready_after: int, seconds: float) -> tuple[int, float, list[int]]:
    """Wait for the so-and-so-manieth look; the last look, how long it took, and what was told."""
    world, told, looks = World(), [], iter(range(10_000))
    began = world.now
    clock = Clock(lambda: world.now, world.sleep)
    seen = wait.until(lambda: next(looks), lambda look: look >= ready_after, seconds=seconds, clock=clock, tell=told.append)
    return seen, (world.now - began).total_seconds(), told


def test_ready_at_once() -> None:
    """What is there already is not waited for, and nothing is told."""
    assert waited(0, 100) == (0, 0, [])


def test_looks_once_a_second() -> None:
    """It looks again every second until it is done."""
    assert waited(3, 100)[:2] == (3, 3)


def test_the_deadline() -> None:
    """At the deadline the last thing seen is answered, done or not; without patience it looks exactly once."""
    assert waited(1000, 60)[:2] == (60, 60)
    assert waited(1000, 0) == (0, 0, [])


def test_tells_every_ten_seconds() -> None:
    """It tells at once what it waits for, and then every ten seconds."""
    assert waited(1000, 30)[2] == [0, 10, 20]
