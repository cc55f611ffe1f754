"""One writer for a mirror: an object that says who writes and until when, by S3's clock.

It is taken and renewed by conditional writes only, so that of two that take it at once one has it.
"""

import getpass
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec

from checks.problem import Problem
from migrator.mirror.bucket import Bucket, Found
from migrator.processes.identity import alive, myself
from states.events import Process

NAME = "lease.json"
# Seconds that a lease lasts, and after which it is renewed.
LIFE, RENEWED_AFTER = 60.0, 15.0


def elapsed() -> float:
    """Seconds since whenever, those too in which the machine slept, as far as the system counts them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass(frozen=True)
class Holder:
    """Who writes. `id` tells two takings by one process apart; times are S3's, RFC 3339. A released one has no `until`."""

    id: str
    process: Process
    user: str
    since: str
    until: str | None


class Lease:
    """This process's hold on a mirror. `clock` is one that nobody sets."""

    def __init__(self, bucket: Bucket, clock: Callable[[], float] = elapsed) -> None:
        self._bucket = bucket
        self._clock = clock
        self._etag: str | None = None
        self._holder: Holder | None = None
        self._good_until = 0.0
        self._renew_at = 0.0
        self._read: tuple[datetime, float] = (datetime.now(UTC), 0.0)

    def take(self) -> None:
        """Have it; the Problem `mirror-held` says who has it."""
        other = self._look()
        if other is not None and not self._over(other[0]):
            raise _held(self._bucket, other[0])
        holder = Holder(uuid4().hex, myself(), getpass.getuser(), _text(self._now()), None)
        if not self._put(holder, other[1] if other else None):
            raise _held(self._bucket, self._other())

    def due(self) -> float:
        """Seconds until it should be renewed; not more than 0 once it should."""
        return self._renew_at - self._clock()

    def renew(self) -> None:
        """Have it for longer; the Problem `mirror-lost` where somebody else has it."""
        if self._holder is not None and not self._put(self._holder, self._etag):
            raise _lost(self._bucket, self._other())

    def hold(self) -> None:
        """Be sure that it is ours: renewed now where it may have run out."""
        if self._clock() >= self._good_until:
            self.renew()

    def release(self) -> None:
        """Let others have it at once. Again is harmless, and so is one that is somebody else's."""
        if self._holder is not None:
            self._bucket.put(NAME, _encoded(replace(self._holder, until=None)), self._etag)
            self._holder = None

    def other(self) -> Holder | None:
        """Who holds it now, for whoever only looks; None where nobody does."""
        seen = self._look()
        return None if seen is None or self._over(seen[0]) else seen[0]

    def _put(self, holder: Holder, etag: str | None) -> bool:
        """Whether it is ours now; one that was ours already, and whose answer was lost, is taken again."""
        begun = self._clock()
        whole = replace(holder, until=_text(self._now() + timedelta(seconds=LIFE)))
        made = self._bucket.put(NAME, _encoded(whole), etag)
        if made is None and (own := self._own(holder)) is not None:
            made = self._bucket.put(NAME, _encoded(whole), own)
        if made is None:
            return False
        self._etag, self._holder = made, whole
        # S3 tells whole seconds: two are left out, so that we never believe in it longer than others do.
        self._good_until, self._renew_at = begun + LIFE - 2, begun + RENEWED_AFTER
        return True

    def _own(self, holder: Holder) -> str | None:
        seen = self._look()
        return seen[1] if seen is not None and seen[0].id == holder.id else None

    def _other(self) -> Holder | None:
        seen = self._look()
        return seen[0] if seen else None

    def _look(self) -> tuple[Holder, str] | None:
        answer = self._bucket.get(NAME)
        self._read = (answer.at, self._clock())
        return (_decoded(self._bucket, answer.found), answer.found.etag) if answer.found else None

    def _now(self) -> datetime:
        """S3's time, as it goes on since it was told."""
        at, read = self._read
        return at + timedelta(seconds=self._clock() - read)

    def _over(self, holder: Holder) -> bool:
        """Released, run out, or left by a process of this very machine and boot that is dead."""
        mine = myself()
        if holder.until is None or self._now() > datetime.fromisoformat(holder.until):
            return True
        here = (holder.process.host, holder.process.boot) == (mine.host, mine.boot)
        return here and not alive(holder.process)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _encoded(holder: Holder) -> bytes:
    return json.dumps(asdict(holder)).encode()


def _decoded(bucket: Bucket, found: Found) -> Holder:
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(found.body, type=Holder)
    raise Problem(
        "mirror-damaged",
        what=f"{bucket.place}/{NAME} is not what a migrator writes there.",
        why="Who writes to the mirror cannot be told from it.",
        next=f"see that no migrator runs, then: aws s3 rm {bucket.place}/{NAME}",
    )


def named(holder: Holder) -> str:
    """Who it is, for a sentence."""
    return f"{holder.user} on {holder.process.host} (pid {holder.process.pid}, since {holder.since})"


def _held(bucket: Bucket, other: Holder | None) -> Problem:
    who = named(other) if other else "Somebody"
    until = f" until {other.until}, and is renewed while that process lives" if other and other.until else ""
    return Problem(
        "mirror-held",
        what=f"{who} is working on this deployment.",
        why=f"{bucket.place}/{NAME} is theirs{until}; two at once would apply twice.",
        next=f"migrator status --journal {bucket.place}  # watch it; a minute after that process died it is free",
    )


def _lost(bucket: Bucket, other: Holder | None) -> Problem:
    return Problem(
        "mirror-lost",
        what=f"{named(other) if other else 'Somebody'} has taken this run over.",
        why=f"This process could not renew {bucket.place}/{NAME} for {LIFE:.0f} s. A Terraform that it started goes on by "
        "itself, and holds the state's lock.",
        next=f"migrator status --journal {bucket.place}",
    )
