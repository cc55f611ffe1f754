"""Can I go back? What happened is weighed fact by fact; a run is as reversible as the worst of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.facts.progress import Acted, Files, Progress
from checks.plan.model import JudgedChange
from runbooks.rollback import Guide, Point, Reversibility, Rollback

OF_FILES = {
    Files.BEFORE: "untouched",
    Files.BETWEEN: "swap-begun",
    Files.AFTER: "swapped",
    Files.FOREIGN: "in-place",
    Files.REVERTED: "reverted",
}
GONE_FOR_GOOD = (Reversibility.FORWARD_ONLY, Reversibility.IRREVERSIBLE)


@dataclass(frozen=True)
class Fact:
    """One thing that happened: `subject` is an address, or empty where it is about the whole run; `because` says why so."""

    id: str
    subject: str
    reversibility: Reversibility
    because: tuple[str, ...]
    certain: bool = True


@dataclass(frozen=True)
class WayBack:
    """The answer: `point` is the fact that decides, `guides` are the ways to go, in their order."""

    point: str
    reversibility: Reversibility
    facts: tuple[Fact, ...]
    guides: tuple[Guide, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The facts, by id."""
        return frozenset(one.id for one in self.facts)


def way_back(progress: Progress, known: Rollback) -> WayBack:
    """What this progress means, by what the runbook knows; the worst fact comes first."""
    facts = tuple(sorted(_facts(progress, known), key=lambda one: -one.reversibility.rank))
    worst = facts[0]
    guides = tuple(one for one in known.guides if _asked(one, facts))
    return WayBack(worst.id, worst.reversibility, facts, guides)


def for_good(changes: Iterable[JudgedChange], known: Rollback) -> tuple[Fact, ...]:
    """What of a plan cannot be undone, or not without a restore, once it is applied."""
    acted = (Acted(one.address, one.type, one.action, one.findings, one.because, certain=True) for one in changes)
    every = (fact for one in acted for fact in _of_action(one, known))
    return tuple(one for one in every if one.reversibility in GONE_FOR_GOOD)


def _facts(progress: Progress, known: Rollback) -> Iterator[Fact]:
    for one in progress.acted:
        yield from _of_action(one, known)
    yield from (_of_point(known.point(one)) for one in _points(progress))


def _points(progress: Progress) -> Iterator[str]:
    """From the last thing that happened to the first: of two that weigh the same the later one decides."""
    yield from ("verified",) if progress.verified else ()
    yield from ("quiesced",) if progress.quiesced else ()
    yield from ("acted",) if progress.acted else ()
    yield from ("apply-began",) if progress.applying else ()
    yield from ("lock-file-moved",) if progress.locked and progress.files is not Files.REVERTED else ()
    yield OF_FILES[progress.files]


def _of_point(point: Point) -> Fact:
    return Fact(point.id, "", point.reversibility, (point.because,))


def _of_action(acted: Acted, known: Rollback) -> Iterator[Fact]:
    """Every rule that fits; where none does, what its kind of action alone means."""
    rules: list[Point] = [one for one in known.rules if one.fits(acted.address, acted.type, acted.action, acted.findings)]
    for one in rules or [known.point(_other(acted.action))]:
        yield Fact(one.id, acted.address, one.reversibility, _because(acted, one), acted.certain)


def _other(action: str) -> str:
    return {"create": "other-create", "update": "other-update"}.get(action, "other-delete")


def _because(acted: Acted, meant: Point) -> tuple[str, ...]:
    doubt = () if acted.certain else ("it was begun and not seen to end: count it as done",)
    return (meant.because, *acted.because, *doubt)


def _asked(guide: Guide, facts: tuple[Fact, ...]) -> bool:
    ids = {"always", *(one.id for one in facts)}
    return not guide.when.isdisjoint(ids) and guide.unless.isdisjoint(ids)
