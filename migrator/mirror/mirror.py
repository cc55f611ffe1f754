"""A mirror while a run works with it: holds the lease, and sends what was written, on a thread of its own.

What precedes an effect is in the bucket before it. All else follows by itself: an apply that runs never waits for S3.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from checks.problem import Problem
from migrator.journal import Files, JournalFile
from migrator.mirror.bucket import Bucket
from migrator.mirror.copy import Copy
from migrator.mirror.fetch import INTENTS
from migrator.mirror.files import SharedFiles
from migrator.mirror.lease import Lease
from migrator.mirror.place import Place
from states.events import (
    ActionSeen,
    Applied,
    ApplyStarted,
    Entered,
    Event,
    Stamped,
    Unfinished,
)
from states.moving import Mirrored, Moved
from states.ports import Note

# What has to be in the mirror before it is gone on: behind each of them comes an effect.
FIRST = (Entered, Moved, Mirrored, *INTENTS)
# What an apply goes on to say, whatever became of the mirror: it is nowhere else.
ALWAYS = (ApplyStarted, ActionSeen, Applied, Unfinished)
# What says that another machine writes now.
ELSEWHERE = frozenset({"mirror-lost", "mirror-diverged"})
# Seconds between two looks at what is to be sent, and after one that failed.
TICK, AFTER_A_FAILURE = 0.5, 5.0


class Mirror:
    """One mirror, held. `attach` says which journal it is of."""

    def __init__(self, bucket: Bucket, lease: Lease, note: Callable[[Note], None]) -> None:
        self.bucket = bucket
        self._lease = lease
        self.note = note
        self._copy: Copy | None = None
        self._lost: Problem | None = None
        self._silent = True
        self._written, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def attach(self, journal: JournalFile, files: Files, copy: Copy, run: str) -> tuple["MirroredJournal", SharedFiles]:
        """Send the journal, and whatever its run wrote before; the two that take the place of what is only here."""
        shared = SharedFiles(files, self.bucket, run, self.usable)
        shared.share()
        copy.push()
        self._copy = copy
        return MirroredJournal(journal, self), shared

    def usable(self) -> None:
        """A Problem where the lease is not ours for sure."""
        self.ours()
        self._remember(self._lease.hold)

    def ours(self) -> None:
        """A Problem where another machine is known to have taken over."""
        if self._lost is not None:
            raise self._lost

    def require(self) -> None:
        """Everything that was written is in the mirror; a Problem otherwise."""
        self.usable()
        if self._copy is not None:
            self._remember(self._copy.push)

    def _remember(self, act: Callable[[], None]) -> None:
        """Act; where that shows that another machine has taken over, it stays known."""
        try:
            act()
        except Problem as problem:
            self._lost = problem if problem.code in ELSEWHERE else self._lost
            raise

    def told(self) -> None:
        """Something was written, and will be sent."""
        self._written.set()

    def begin(self) -> None:
        """Have the lease, and keep it."""
        self._lease.take()
        self._thread.start()

    def end(self) -> None:
        """Send the rest, and let others have it; what cannot be sent is said, and sent by the next start."""
        self._over.set()
        self._written.set()
        self._thread.join()
        if self._lost is None:
            self._try(self.require)
            self._try(self._lease.release)

    def _keep(self) -> None:
        while not self._over.is_set():
            well = self._try(self._lease.renew) if self._lease.due() <= 0 else True
            if self._written.is_set():
                self._written.clear()
                well = self._send() and well
            if self._lost is not None:
                return
            self._over.wait(TICK if well else AFTER_A_FAILURE)

    def _send(self) -> bool:
        sent = self._copy is None or self._try(self._copy.push)
        if not sent:
            self._written.set()
        return sent

    def _try(self, act: Callable[[], None]) -> bool:
        """Whether it went well; what did not is said once, until it does again."""
        try:
            self._remember(act)
        except Problem as problem:
            if self._silent or self._lost:
                self.note(Note(f"{problem.what} {problem.why}"))
            self._silent = False
            return False
        self._silent = True
        return True


class MirroredJournal:
    """A journal on the local disk, sent to its mirror."""

    def __init__(self, journal: JournalFile, mirror: Mirror) -> None:
        self._journal = journal
        self._mirror = mirror

    @property
    def head(self) -> str:
        """The hash of the last line."""
        return self._journal.head

    def events(self) -> tuple[Stamped, ...]:
        """Everything so far."""
        return self._journal.events()

    def append(self, event: Event) -> Stamped:
        """Durable here on return; in the mirror, too, where an effect comes next. A Problem where that cannot be."""
        if isinstance(event, FIRST):
            self._mirror.usable()
        elif not isinstance(event, ALWAYS):
            self._mirror.ours()
        stamped = self._journal.append(event)
        if isinstance(event, FIRST):
            self._mirror.require()
        else:
            self._mirror.told()
        return stamped


@contextmanager
def mirror(place: Place | None, note: Callable[[Note], None]) -> Iterator[Mirror | None]:
    """The mirror, held as long as the context; None where there is to be none."""
    if place is None:
        yield None
        return
    bucket = Bucket(place)
    held = Mirror(bucket, Lease(bucket), note)
    held.begin()
    try:
        yield held
    finally:
        held.end()
