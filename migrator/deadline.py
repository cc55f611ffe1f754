"""A limit for everything that the other side could draw out: name resolution, a dripping answer, a page without an end."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")


def within(seconds: float, ask: Callable[[], Result]) -> Result:
    """What `ask` returns or raises; TimeoutError where it does neither in time. It goes on unheard until the socket ends."""
    return _started(ask).result(seconds)


def together(asks: Iterable[Callable[[], Result]]) -> tuple[Result, ...]:
    """What all of them return, asked at the same time, each within a limit of its own."""
    return tuple(one.result() for one in [_started(ask) for ask in asks])


def _started(ask: Callable[[], Result]) -> "Future[Result]":
    future: Future[Result] = Future()
    threading.Thread(target=_run, args=(future, ask), daemon=True, name="migrator-within").start()
    return future


def _run(future: "Future[Result]", ask: Callable[[], Result]) -> None:
    try:
        future.set_result(ask())
    except BaseException as error:  # noqa: BLE001 - handed over as it is to whoever waits
        future.set_exception(error)
