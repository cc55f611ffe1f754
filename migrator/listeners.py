"""Tells programs and web services what happens in a run. Whatever becomes of that changes nothing in the run."""

import os
import queue
import re
import shlex
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import urllib3

from migrator.deadline import within
from migrator.proxies import proxy_headers, proxy_of
from states.ports import Note

SECONDS = 10.0
WEB = re.compile(r"https?://", re.IGNORECASE)
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Target:
    """Who is told: a command, by its arguments, or a URL. `name` is what may be shown of it: neither holds a secret."""

    name: str
    command: tuple[str, ...] = field(default=(), repr=False)
    url: str = field(default="", repr=False)


def target(text: str) -> Target:
    """What was typed; ValueError where it is neither a URL with a host nor a command. No shell is involved."""
    if WEB.match(text):
        parts = urlsplit(text)
        if not parts.hostname:
            raise ValueError("the URL has no host")
        return Target(f"{parts.scheme.lower()}://{parts.hostname}", url=text)
    words = shlex.split(text)
    if not words:
        raise ValueError("there is no command")
    return Target(words[0], command=tuple(words))


class Listener:
    """One target, told in order from a thread of its own: who is slow holds nothing up. Trouble is said once."""

    def __init__(self, who: Target, note: Callable[[Note], None], seconds: float = SECONDS) -> None:
        self._who = who
        self._note = note
        self._seconds = seconds
        self._said = False
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True, name="migrator-listener")
        self._thread.start()

    def tell(self, document: str) -> None:
        """Soon."""
        self._queue.put(document)

    def end(self) -> None:
        """Wait for what is not delivered yet, twice the limit of one delivery at the most."""
        self._queue.put(None)
        self._thread.join(2 * self._seconds)

    def _work(self) -> None:
        while (document := self._queue.get()) is not None:
            wrong = self._deliver(document)
            if wrong and not self._said:
                self._said = True
                self._note(Note(f"--on-event {self._who.name}: {wrong}; the run goes on, and this is said once"))

    def _deliver(self, document: str) -> str | None:
        """What went wrong; None where it was taken."""
        try:
            return self._post(document) if self._who.url else self._run(document)
        except (subprocess.TimeoutExpired, TimeoutError):
            return f"it took longer than {self._seconds:g} s"
        except OSError as error:
            return f"it cannot be started: {error.strerror}"
        except urllib3.exceptions.HTTPError as error:
            return f"it cannot be reached: {type(error).__name__}"  # its text would have the whole URL

    def _run(self, document: str) -> str | None:
        process = subprocess.Popen(
            self._who.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.communicate(document.encode(), self._seconds)
        finally:
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return f"it ended with {process.returncode}" if process.returncode else None

    def _post(self, document: str) -> str | None:
        status = within(self._seconds, lambda: _post(self._who.url, document, self._seconds))
        return None if status < 300 else f"it answered {status}"


def _post(url: str, document: str, seconds: float) -> int:
    parts = urlsplit(url)
    proxy = proxy_of(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme.lower()], os.environ)
    pool = urllib3.ProxyManager(proxy, proxy_headers=proxy_headers(proxy)) if proxy else urllib3.PoolManager()
    headers = {"Content-Type": "application/json"}
    with pool:
        answer = pool.request("POST", url, body=document, headers=headers, timeout=seconds, retries=False, redirect=False)
        return int(answer.status)


class Listeners:
    """All of them, around the work."""

    def __init__(self, who: tuple[Target, ...], note: Callable[[Note], None], seconds: float = SECONDS) -> None:
        self._every = tuple(Listener(one, note, seconds) for one in who)

    def __enter__(self) -> Self:
        """Nothing to start."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """See that they have heard everything."""
        for one in self._every:
            one.end()

    def tell(self, document: str) -> None:
        """Tell all of them."""
        for one in self._every:
            one.tell(document)
