"""Which resources take longer than their kind usually does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from runbooks.durations import Durations, Kind

INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')


@dataclass(frozen=True)
class Slow:
    """A resource that is worked on for `minutes`; its kind takes `usual` at the most. `look` says where to look."""

    address: str
    minutes: int
    usual: int
    look: str

    def __str__(self) -> str:
        """As one line for a person."""
        return f"{self.address}: {self.minutes} minutes, usually {self.usual} at the most. Look at: {self.look}"


def slow(seconds: Mapping[str, float], durations: Durations) -> tuple[Slow, ...]:
    """Of addresses that are worked on for so many seconds, those that take too long, by address."""
    found = ((address, int(spent // 60), _kind(address, durations)) for address, spent in sorted(seconds.items()))
    return tuple(Slow(address, spent, kind.minutes, kind.look) for address, spent, kind in found if spent >= kind.minutes)


def _kind(address: str, durations: Durations) -> Kind:
    """By the resource's type, which stands before its name; an index at the end may hold anything."""
    resource = INDEX.sub("", address)
    wanted = resource.split(".")[-2:-1]
    other = Kind((), durations.minutes, durations.look)
    return next((one for one in durations.kinds if {*wanted} & {*one.types}), other)
