"""The probe's record: one JSON object a line, appended, of bounded size. It holds no secret: what is asked has none."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import msgspec

from checks.outage import Look, Service

VERSION = 1
HEARTBEAT = timedelta(seconds=10)
MOST_BYTES = 4 << 20


class Line(msgspec.Struct, omit_defaults=True):
    """A look, as stored; times are RFC 3339 in UTC, `ms` is how long the answer took."""

    v: int
    at: datetime
    service: Service
    stage: str
    ms: int
    cause: str = ""
    address: str | None = None
    previous: datetime | None = None


DECODER = msgspec.json.Decoder(Line)


def _line(one: Look) -> bytes:
    line = Line(VERSION, one.at, one.service, one.stage, one.milliseconds, one.cause, one.address, one.previous)
    return msgspec.json.encode(line) + b"\n"


class Record:
    """To be written: what is as before is written once in a while only. OSError where the disk refuses."""

    def __init__(self, path: Path, most: int = MOST_BYTES) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._size = os.fstat(self._file).st_size
        self._most = most
        self._last: Look | None = None
        if self._size and os.pread(self._file, 1, self._size - 1) != b"\n":
            self._write(b"\n")

    @property
    def full(self) -> bool:
        """Whether it is as large as it may be."""
        return self._size >= self._most

    def keep(self, look: Look, *, always: bool = False) -> None:
        """Write a look down where it is news, or due, or `always`."""
        if always or self._last is None or _news(self._last, look):
            self._write(_line(look))
            self._last = look

    def _write(self, content: bytes) -> None:
        self._size += os.write(self._file, content)


def _news(last: Look, look: Look) -> bool:
    before, now = ((one.service, one.stage, one.cause, one.address) for one in (last, look))
    return before != now or not timedelta(0) <= look.at - last.at < HEARTBEAT


class Reader:
    """The looks of a record, as they come. What is no look is passed over; a file that is not there has none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self.looks: tuple[Look, ...] = ()

    def more(self) -> Self:
        """Read what was written since the last time; only whole lines count."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                new = file.read()
        except OSError:
            return self
        whole = new[: new.rfind(b"\n") + 1]
        self._offset += len(whole)
        self.looks = (*self.looks, *(one for one in map(_look, whole.splitlines()) if one is not None))
        return self


def _look(line: bytes) -> Look | None:
    try:
        one = DECODER.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if one.v != VERSION or one.at.tzinfo is None or (one.previous is not None and one.previous.tzinfo is None):
        return None
    return Look(one.at, one.service, one.stage, one.cause, one.ms, one.address, one.previous)


def looks(path: Path) -> tuple[Look, ...]:
    """All looks of a record."""
    return Reader(path).more().looks


def now() -> datetime:
    """The time, to the millisecond."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
