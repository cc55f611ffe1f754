"""The processes that this program waits for. None of them outlives it, not even one that only a thread of it waits for."""

import atexit
import os
import signal
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

GRACE = 5.0


class Children:
    """Whatever was started and has not ended. After `end` nothing starts any more."""

    def __init__(self, grace: float = GRACE) -> None:
        self._grace = grace
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._over = False

    def start(
        self, command: tuple[str, ...], cwd: Path, env: Mapping[str, str], out: IO[bytes], err: IO[bytes]
    ) -> "subprocess.Popen[bytes]":
        """Start a command in a session of its own, without input."""
        with self._lock:
            if self._over:  # a thread goes on while the program ends
                raise KeyboardInterrupt
            process = subprocess.Popen(
                command, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
            )
            self._running.add(process)
            return process

    def ended(self, process: "subprocess.Popen[bytes]") -> None:
        """It was waited for."""
        with self._lock:
            self._running.discard(process)

    def end(self) -> None:
        """One SIGINT for each that is left; who has not ended after `grace` seconds is killed."""
        with self._lock:
            self._over = True
            left = tuple(self._running)
        for one in left:
            hand_on(one, signal.SIGINT)
        for one in left:
            with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                one.wait(self._grace)
            if one.poll() is None:
                hand_on(one, signal.SIGKILL)


def hand_on(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """A signal for the whole group, as a terminal would give it: a shim passes nothing on."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


CHILDREN = Children()
atexit.register(CHILDREN.end)
