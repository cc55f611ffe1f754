"""A run that goes on in another directory or on another machine, and where its journal has a mirror: the events."""

from dataclasses import dataclass

from states.inputs import Who


@dataclass(frozen=True)
class Moved:
    """The run goes on in `directory`, with `who`; it was in `before`, on `host`.

    `fetched` says that the journal came from its mirror: what the run did to files, and left beside the journal, is where
    it was. `streams` says that those of an open apply are here.
    """

    directory: str
    who: Who
    before: str
    host: str
    fetched: bool = False
    streams: bool = True


@dataclass(frozen=True)
class Arrived:
    """The steps of the swap that were taken there are taken here."""


@dataclass(frozen=True)
class Mirrored:
    """From here on the journal has its mirror in this place; None: it has none any more."""

    place: str | None


Moving = Moved | Arrived | Mirrored
