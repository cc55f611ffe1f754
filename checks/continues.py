"""Whether what remains may go on under the approval of what was approved.

After a partial apply a new plan is never equal to the old one; it may only be less. Per address: known values are equal,
unknown ones may have become known, a replacement may have shrunk to its create or to the delete of the deposed object.
A tainted replacement, or anything new, never continues.
"""

import hashlib
from dataclasses import dataclass

import msgspec

from checks.plan.actions import QUIET, action, order, spell
from checks.plan.decode import Plan, Resource, value

Leaf = tuple[str | int, ...]
TAINTED = "replace what is tainted"
GONE = ""


@dataclass(frozen=True)
class ApprovedChange:
    """A change as it is kept with its approval: values only as digests, None where unknown; `order` of a replacement."""

    address: str
    deposed: str | None
    action: str
    values: dict[str, str | None]
    order: str | None = None


@dataclass(frozen=True)
class Refusal:
    """Why one address keeps the rest from going on."""

    address: str
    why: str


def approved_changes(plan: Plan) -> tuple[ApprovedChange, ...]:
    """Every managed change of a plan, sorted by address."""
    kept = [_kept(one) for one in plan.resource_changes if one.mode == "managed" and action(one) not in QUIET]
    return tuple(sorted(kept, key=lambda one: (one.address, one.deposed or "")))


def encode(changes: tuple[ApprovedChange, ...]) -> bytes:
    """The stored form."""
    return msgspec.json.format(msgspec.json.encode(changes))


def decode_changes(raw: bytes) -> tuple[ApprovedChange, ...]:
    """Read the stored form back."""
    return msgspec.json.decode(raw, type=tuple[ApprovedChange, ...])


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
    gone = tuple(
        Refusal(one.address, f"{one.action} was approved, and is not planned any more")
        for key, one in old.items()
        if key not in new
    )
    more = tuple(Refusal(one.address, f"{one.action} was never approved") for key, one in new.items() if key not in old)
    both = ((old[key], new[key]) for key in old if key in new)
    return (*gone, *more, *(refusal for before, now in both for refusal in _changed(before, now)))


def _changed(before: ApprovedChange, now: ApprovedChange) -> tuple[Refusal, ...]:
    if (before.action, before.order) != (now.action, now.order):
        return (_another(before, now),)
    paths = sorted({*before.values, *now.values})
    differing = [path for path in paths if before.values.get(path, GONE) != now.values.get(path, GONE)]
    return tuple(Refusal(now.address, f"{path} has another value than approved") for path in differing)


def _refusals(before: ApprovedChange | None, now: ApprovedChange) -> tuple[Refusal, ...]:
    if before is None:
        return (Refusal(now.address, f"{now.action} was never approved"),)
    if now.action == TAINTED:
        return (Refusal(now.address, "what an apply left half-made would be replaced; that is never approved beforehand"),)
    if before.deposed != now.deposed:
        return () if (before.action, now.action) == ("replace", "delete") else (_another(before, now),)
    same = (before.action, before.order) == (now.action, now.order)
    if not same and (before.action, now.action) != ("replace", "create"):
        return (_another(before, now),)
    return () if now.action == "delete" else _values(before, now)


def _another(before: ApprovedChange, now: ApprovedChange) -> Refusal:
    return Refusal(now.address, f"{_full(before)} was approved, and now it is {_full(now)}")


def _full(change: ApprovedChange) -> str:
    deposed = f" of the deposed object {change.deposed}" if change.deposed else ""
    return change.action + (f" ({change.order})" if change.order else "") + deposed


def _values(before: ApprovedChange, now: ApprovedChange) -> tuple[Refusal, ...]:
    differing = sorted(
        path for path, digest in before.values.items() if digest is not None and now.values.get(path, GONE) != digest
    )
    gained = sorted(path for path in now.values if path not in before.values and not _under_unknown(path, before))
    return tuple(Refusal(now.address, f"{path} has another value than approved") for path in (*differing, *gained))


def _under_unknown(path: str, before: ApprovedChange) -> bool:
    return any(digest is None and path.startswith((f"{known}.", f"{known}[")) for known, digest in before.values.items())


def _kept(change: Resource) -> ApprovedChange:
    does = action(change)
    if does == "replace" and change.action_reason == "replace_because_tainted":
        does = TAINTED
    return ApprovedChange(change.address, change.deposed, does, _digests(change), order(change))


def _digests(change: Resource) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    _collect(value(change.change.after), (), found)
    unknown: dict[str, str | None] = {}
    _collect(value(change.change.after_unknown), (), unknown)
    truth = _digest(value=True)
    return {**found, **{path: None for path, flag in unknown.items() if flag == truth}}


def _collect(tree: object, path: Leaf, into: dict[str, str | None]) -> None:
    if isinstance(tree, dict) and tree:
        for key, part in tree.items():
            _collect(part, (*path, key), into)
    elif isinstance(tree, list) and tree:
        for index, part in enumerate(tree):
            _collect(part, (*path, index), into)
    elif tree not in (None, {}, []):
        into[spell(path)] = _digest(value=tree)


def _digest(*, value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()
