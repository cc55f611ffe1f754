"""The broken worlds of the API itself: what stands between it and whoever asks."""

import threading
import time

from migrator.sandbox.cluster.answers import Answer, status
from migrator.sandbox.faults import FaultFile

BRIEF = 0.05
PAGE = b"<!doctype html><title>Proxy</title><h1>Please log in (stand-in)</h1>\n"


class Trouble:
    """Asked before the API is."""

    def __init__(self, faults: FaultFile) -> None:
        self._faults = faults
        self._lock = threading.Lock()
        self._count = 0

    def answer(self) -> Answer | None:
        """What is answered instead of the API's answer; None where nothing is in the way."""
        worlds = self._faults.worlds()
        if "api-stuck" in worlds:
            self._wait()
            return status(504, "Timeout")
        if "api-html" in worlds:
            return Answer(200, "text/html", PAGE)
        if "api-429" in worlds and self._second():
            return status(429, "TooManyRequests")._replace(headers=(("Retry-After", "1"),))
        return None

    def _second(self) -> bool:
        with self._lock:
            self._count += 1
            return self._count % 2 == 0

    def _wait(self) -> None:
        """Until the world is mended; whoever asked may have gone by then."""
        while "api-stuck" in self._faults.worlds():
            time.sleep(BRIEF)
