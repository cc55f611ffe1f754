"""What the users of the demonstration see: the application is asked all the time, and the gap is measured."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from checks.facts import HttpAnswer, Missing

EVERY = 0.1


@dataclass(frozen=True)
class Outage:
    """From the first failed to the first good answer after the last failed one; `causes` in the order of appearance."""

    seconds: float
    causes: tuple[str, ...]


class Watch:
    """A context manager that asks in a thread of its own."""

    def __init__(self, ask: Callable[[], HttpAnswer | Missing]) -> None:
        self._ask = ask
        self._over = threading.Event()
        self._seen: list[tuple[float, str | None]] = []
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End, after the question that is being asked."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.is_set():
            found = self._ask()
            self._seen.append((time.monotonic(), _wrong(found)))
            self._over.wait(EVERY)

    def outage(self) -> Outage | None:
        """The gap; None where every answer was good. A gap that has no end lasts until now."""
        failed = [(at, why) for at, why in self._seen if why is not None]
        if not failed:
            return None
        good = next((at for at, why in self._seen if why is None and at > failed[-1][0]), time.monotonic())
        return Outage(good - failed[0][0], tuple(dict.fromkeys(why for _, why in failed)))


def _wrong(found: HttpAnswer | Missing) -> str | None:
    if isinstance(found, Missing):
        return found.why
    return None if found.status == 200 else f"{found.url} answered {found.status}"
