"""The outage probe, a process of its own: `python -P -m migrator.processes.outage RUN FQDN PATH`.

It asks for PATH of FQDN about once a second and records what it sees in RUN/outage. It outlives whoever started it, and
ends by itself: once the journal says that the run is over, once the run's directory is gone, where it is turned off, after
twelve hours, or with a record that is full. There is one for each run: a second one ends at once.
"""

import fcntl
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from migrator.outage.look import look
from migrator.outage.places import FULL, LATE, OFF, RUN_GONE, RUN_OVER, Places
from migrator.outage.record import Record
from migrator.processes.wrapper import identity, write

EVERY, BRIEF = 1.0, 0.1
LIFETIME = 12 * 3600.0
ENDS = frozenset({"verified", "reverted"})


class Kind(msgspec.Struct):
    """All that matters of a line of the journal."""

    type: str = ""


class Journal:
    """The journal of the run, read on from where it was read last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._over = False

    def ending(self) -> str | None:
        """Why there is nothing left to watch; None where there is."""
        try:
            size = self._path.stat().st_size
            if size != self._offset:
                self._read(0 if size < self._offset else self._offset)
        except OSError:
            return RUN_GONE
        return RUN_OVER if self._over else None

    def _read(self, offset: int) -> None:
        """A journal that became shorter was repaired: what was read of it counts no more."""
        with self._path.open("rb") as file:
            file.seek(offset)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._offset = offset + len(whole)
        self._over = (self._over and offset > 0) or any(_kind(one) in ENDS for one in whole.splitlines())


def _kind(line: bytes) -> str:
    try:
        return msgspec.json.decode(line, type=Kind).type
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""


def watch(places: Places, ask: tuple[str, str], env: Mapping[str, str], lifetime: float = LIFETIME) -> str:
    """Look until there is a reason to end, and answer it. Where the run is over, once more: whether the service is back."""
    record, journal = Record(places.record), Journal(places.run / "journal.jsonl")
    began, previous, why = time.time(), None, None

    def reason() -> str | None:
        if places.off.exists():
            return OFF
        return journal.ending() or (LATE if time.time() - began > lifetime else FULL if record.full else None)

    while why is None:
        seen = look(*ask, env, previous)
        record.keep(seen)
        previous, why = seen.at, _rest(reason)
    if why == RUN_OVER:
        record.keep(look(*ask, env, previous), always=True)
    return why


def _rest(reason: Callable[[], str | None]) -> str | None:
    """Wait for the next look, or for the first reason to end."""
    until = time.monotonic() + EVERY
    while (why := reason()) is None and time.monotonic() < until:
        time.sleep(BRIEF)
    return why


def main(run: Path, fqdn: str, path: str) -> int:
    """Be the run's probe; 0 at the end, at once where there is another."""
    places = Places(run)
    lock = os.open(places.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 0
    places.ended.unlink(missing_ok=True)
    write(places.process, identity(os.getpid()))
    why = watch(places, (fqdn, path), os.environ)
    if why != RUN_GONE:
        write(places.ended, why)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
