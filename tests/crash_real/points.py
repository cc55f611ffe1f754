"""The points of the matrix: who is killed, around what. An operation is held in the cloud; an append kills from inside."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

# A run stands at each of these, and is killed on its way to the next.
STAGES = ("fresh", "waiting", "applying")
WHEN = ("before", "after")
# Before and after an operation nothing else is in flight; amid it everything that is in flight at that moment.
HELD = (*WHEN, "amid")
Operation = tuple[str, str, int]


@dataclass(frozen=True)
class Point:
    """One point: the victims, the stage that the run is started from, and the exact place.

    append     the number of an append to the journal in that process, from 0; the victim is migrator
    operation  op, type and its number among those alike, from 1: held in the cloud while the victims are killed, once
               all else is at rest, and then `after`: done all the same, `before`: never done; or `amid`: the victims
               are killed at once, whatever is in flight beside it, and it is done
    """

    victims: tuple[str, ...]
    stage: str
    when: str
    append: int = -1
    operation: Operation = ("", "", 0)

    def __str__(self) -> str:
        place = f"append {self.append} from {self.stage}" if self.append >= 0 else "{} {} #{}".format(*self.operation)
        return f"{' and '.join(self.victims)} {self.when} {place}"


def appends(counts: dict[str, int]) -> list[Point]:
    """Migrator, around every append to the journal but the first: without that there is no run."""
    places = [(stage, number) for stage in STAGES for number in range(counts[stage]) if (stage, number) != ("fresh", 0)]
    return [Point(("migrator",), stage, when, append=number) for stage, number in places for when in WHEN]


def operations(log: Iterable[tuple[str, str]]) -> list[Operation]:
    """Every operation of the apply, numbered among those alike."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for op, kind in log:
        seen[op, kind] += 1
        found.append((op, kind, seen[op, kind]))
    return found


def holds(victims: tuple[str, ...], held: list[Operation]) -> list[Point]:
    """The victims, around every operation of the apply."""
    return [Point(victims, "applying", when, operation=one) for one in held for when in HELD]


def spread(points: list[Point]) -> list[Point]:
    """The same in another order, of which every beginning is spread over the whole."""
    width = max(1, (len(points) - 1).bit_length())
    order = (int(f"{number:0{width}b}"[::-1], 2) for number in range(1 << width))
    return [points[one] for one in order if one < len(points)]


def every(counts: dict[str, int], held: list[Operation]) -> list[Point]:
    """The whole matrix, each victim in turn, spread."""
    victims = (("terraform",), ("migrator", "terraform"), ("provider",))
    rows: Iterator[tuple[Point | None, ...]] = zip_longest(
        spread(appends(counts)), *(spread(holds(one, held)) for one in victims)
    )
    return [one for one in chain.from_iterable(rows) if one is not None]
