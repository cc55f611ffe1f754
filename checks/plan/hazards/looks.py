"""Ways to look at a change that many rules share."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from checks.plan.actions import HIDDEN, LATER, evidence
from checks.plan.hazards.rule import Lines, Look
from checks.plan.hazards.seen import Seen, Went

OFF = (False, "false", "disabled", "inactive", "suspended", "off", "stopped", None)
ON = (True, "true", "enabled", "active", "on", "running")


def going(seen: Seen) -> Lines:
    """That it goes at all."""
    return evidence(seen.change) or (seen.action,)


def where(*attributes: str, is_so: Callable[[Any, Any], bool], gained: bool = False) -> Look:
    """Each leaf of the attributes whose old and new value are so; what is only known later is never so.

    Of a list of blocks only where the old value is not in another place of it; or `gained`, where the new one was not.
    """

    def look(seen: Seen) -> Lines:
        found = (one for one in seen.went(*attributes) if one.new != LATER and is_so(one.old, one.new))
        return tuple(seen.line(one) for one in found if not only_moved(seen, one, gained=gained))

    return look


def only_moved(seen: Seen, one: Went, *, gained: bool) -> bool:
    """Whether a leaf of a list differs only because its block has another place in it: its value is there as often."""
    names = tuple(part for part in one.path if isinstance(part, str))
    if len(names) == len(one.path):
        return False
    was, will = (list(_at(body, names)) for body in (seen.before, seen.after))
    held = one.old is None or will.count(one.old) >= was.count(one.old)
    return held and (will.count(one.new) <= was.count(one.new) or not (gained or one.old is None))


def lost(seen: Seen, name: str) -> list[str]:
    """Which texts of an attribute, or of its blocks, are there no longer; none where that is only known later."""
    was, will = (set(_at(body, (name,))) for body in (seen.before, seen.after))
    return [] if seen.unknown.get(name) is True else sorted(str(one) for one in was - will)


def veiled(seen: Seen, name: str, lines: Iterable[str]) -> Lines:
    """What is said of an attribute; of a sensitive one only that there is something to say."""
    every = tuple(lines)
    return (f"{name}: {HIDDEN}",) if every and seen.secret(name) else every


def _at(tree: Any, names: tuple[str, ...]) -> Iterator[Any]:
    """The values at a path, whatever the places in lists."""
    if isinstance(tree, list):
        for part in tree:
            yield from _at(part, names)
    elif names and isinstance(tree, dict):
        yield from _at(tree.get(names[0]), names[1:])
    elif not names and tree is not None and not isinstance(tree, dict):
        yield tree


def turned_on(*attributes: str) -> Look:
    """Each of the attributes that turns true or `ENABLED`."""
    return where(*attributes, is_so=lambda old, new: plain(new) in ON and plain(old) not in ON, gained=True)


def turned_off(*attributes: str) -> Look:
    """Each of the attributes that was true or `ENABLED`, and is not any more."""
    return where(*attributes, is_so=lambda old, new: plain(old) in ON and plain(new) in OFF)


def only_if(holds: Callable[[Seen], bool], look: Look) -> Look:
    """The same, where something else holds as well."""
    return lambda seen: look(seen) if holds(seen) else ()


def number(thing: Any) -> float | None:
    """A number, also one that is spelled as text, as replicas are."""
    if isinstance(thing, str) and thing.lstrip("-").isdigit():
        return float(thing)
    return float(thing) if isinstance(thing, int | float) and not isinstance(thing, bool) else None


def at_once(seen: Seen, *, unsaid: bool) -> bool:
    """Whether a database is changed now, and not in its maintenance window; `unsaid` where the plan has no word on it."""
    return bool(seen.after["apply_immediately"]) if "apply_immediately" in seen.after else unsaid


def ends(one: Went, *tail: str) -> bool:
    """Whether a path ends with these names, indices aside."""
    names = tuple(part for part in one.path if isinstance(part, str))
    return names[-len(tail) :] == tail


def plain(thing: Any) -> Any:
    """A switch that is a word, in small letters."""
    return thing.lower() if isinstance(thing, str) else thing
