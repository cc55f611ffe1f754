"""Whether what remains may go on under the approval of what was approved.

After a partial apply a new plan is never equal to the old one; it may only be less. Per address: known values are equal,
unknown ones may have become known, a replacement may have shrunk to its create or to the delete of the deposed object.
A tainted replacement, or anything new, never continues.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from checks.approved import TAINTED, ApprovedChange, Kept, Known

HIDDEN, LATER, NOTHING = "(sensitive)", "(known after apply)", "nothing"


@dataclass(frozen=True)
class Refusal:
    """Why one address keeps the rest from going on: in one attribute, `old` was approved and `new` is planned now.

    Without an attribute the two are what is done with the address.
    """

    address: str
    attribute: str | None
    old: str
    new: str

    def __str__(self) -> str:
        if self.attribute is None and self.new.startswith(TAINTED):
            return f"{self.address}: what an apply left half-made would be replaced; that is never approved beforehand"
        if self.attribute is None and self.old == NOTHING:
            return f"{self.address}: {self.new} was never approved"
        if self.attribute is None and self.new == NOTHING:
            return f"{self.address}: {self.old} was approved, and is not planned any more"
        if self.attribute is None:
            return f"{self.address}: {self.old} was approved, and now it is {self.new}"
        again = " (they differ where it is not shown)" if self.old == self.new else ""
        return f"{self.address}: {self.attribute}: {self.old} was approved, and now it is {self.new}{again}"


def continues(approved: tuple[ApprovedChange, ...], remaining: tuple[ApprovedChange, ...]) -> tuple[Refusal, ...]:
    """Everything that keeps `remaining` from being the rest of `approved`; empty where it is."""
    known = {(one.address, one.deposed): one for one in approved}
    return tuple(
        refusal
        for one in remaining
        for refusal in _refusals(known.get((one.address, one.deposed)) or known.get((one.address, None)), one)
    )


def departures(approved: tuple[ApprovedChange, ...], made: tuple[ApprovedChange, ...]) -> tuple[Refusal, ...]:
    """What makes `made` another plan than `approved`, by address and attribute; empty where both do the same."""
    old = {(one.address, one.deposed): one for one in approved}
    new = {(one.address, one.deposed): one for one in made}
    gone = tuple(Refusal(one.address, None, _full(one), NOTHING) for key, one in old.items() if key not in new)
    more = tuple(Refusal(one.address, None, NOTHING, _full(one)) for key, one in new.items() if key not in old)
    both = ((old[key], new[key]) for key in old if key in new)
    return (*gone, *more, *(refusal for before, now in both for refusal in _changed(before, now)))


def _changed(before: ApprovedChange, now: ApprovedChange) -> tuple[Refusal, ...]:
    if (before.action, before.order) != (now.action, now.order):
        return (_another(before, now),)
    paths = sorted({*before.values, *now.values})
    return _differing(before, now, (path for path in paths if not _same(before.values, now.values, path)))


def _refusals(before: ApprovedChange | None, now: ApprovedChange) -> tuple[Refusal, ...]:
    if before is None:
        return (Refusal(now.address, None, NOTHING, _full(now)),)
    if now.action == TAINTED:
        return (_another(before, now),)
    if before.deposed != now.deposed:
        return () if (before.action, now.action) == ("replace", "delete") else (_another(before, now),)
    same = (before.action, before.order) == (now.action, now.order)
    if not same and (before.action, now.action) != ("replace", "create"):
        return (_another(before, now),)
    return () if now.action == "delete" else _values(before, now)


def _another(before: ApprovedChange, now: ApprovedChange) -> Refusal:
    return Refusal(now.address, None, _full(before), _full(now))


def _full(change: ApprovedChange) -> str:
    deposed = f" of the deposed object {change.deposed}" if change.deposed else ""
    return change.action + (f" ({change.order})" if change.order else "") + deposed


def _values(before: ApprovedChange, now: ApprovedChange) -> tuple[Refusal, ...]:
    lost = sorted(path for path, one in before.values.items() if one and not _same(before.values, now.values, path))
    gained = sorted(path for path in now.values if path not in before.values and not _under_unknown(path, before))
    return _differing(before, now, (*lost, *gained))


def _same(before: Kept, now: Kept, path: str) -> bool:
    """Whether both say the same of a path: nothing, a value, or that it is known later."""
    if path not in before or path not in now:
        return False
    old, new = before[path], now[path]
    return old is new if old is None or new is None else old.mac == new.mac


def _differing(before: ApprovedChange, now: ApprovedChange, paths: Iterable[str]) -> tuple[Refusal, ...]:
    return tuple(Refusal(now.address, path, _told(before.values, path), _told(now.values, path)) for path in paths)


def _told(values: Kept, path: str) -> str:
    if path not in values:
        return NOTHING
    known = values[path]
    return LATER if known is None else _seen(known)


def _seen(known: Known) -> str:
    return HIDDEN if known.shown is None else known.shown


def _under_unknown(path: str, before: ApprovedChange) -> bool:
    return any(known is None and path.startswith((f"{one}.", f"{one}[")) for one, known in before.values.items())
