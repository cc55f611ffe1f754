"""What of a plan is kept with its approval: every managed change, its values so that nothing can be read from a leaked file.

Each value is kept as an HMAC under a key of the run, so that equal ones are known to be equal, and nothing is guessed from
them. Beside it stands what a person may see of it, shortened: nothing of what Terraform, its name or its look makes a
secret, nor of what holds a secret that is known.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from checks.plan import secrets
from checks.plan.actions import QUIET, action, order
from checks.plan.decode import Plan, Resource, value
from checks.plan.differences import Path, Trees, flags, leaves, marked, sensitive, spell

TAINTED = "replace what is tainted"
FORM = 2
LONGEST = 60
# What is kept of the key of a map that may be a secret itself.
DIGITS = 12


@dataclass(frozen=True)
class Seal:
    """`key` is the run's own, `redact` gives a text back as it was where no known secret is in it."""

    key: bytes = field(repr=False)
    redact: Callable[[str], str]

    def __call__(self, thing: object) -> str:
        """What stands for a value: equal for equal ones only."""
        return hmac.new(self.key, msgspec.json.encode(thing), hashlib.sha256).hexdigest()


class Known(msgspec.Struct, frozen=True, array_like=True):
    """A value as it is kept. `shown` is JSON, shortened; None where it may not be seen."""

    mac: str
    shown: str | None = None


Kept = dict[str, Known | None]


@dataclass(frozen=True)
class ApprovedChange:
    """A change as it is kept with its approval: None for a value that was unknown; `order` of a replacement."""

    address: str
    deposed: str | None
    action: str
    values: Kept
    order: str | None = None


@dataclass(frozen=True)
class Stored:
    """The stored form, which says which one it is."""

    form: int
    changes: tuple[ApprovedChange, ...]


def approved_changes(plan: Plan, seal: Seal) -> tuple[ApprovedChange, ...]:
    """Every managed change of a plan, sorted by address."""
    kept = [_kept(one, seal) for one in plan.resource_changes if one.mode == "managed" and action(one) not in QUIET]
    return tuple(sorted(kept, key=lambda one: (one.address, one.deposed or "")))


def encode(changes: tuple[ApprovedChange, ...]) -> bytes:
    """The stored form."""
    return msgspec.json.format(msgspec.json.encode(Stored(FORM, changes)))


def decode_changes(raw: bytes) -> tuple[ApprovedChange, ...] | None:
    """Read the stored form back; None where it is the form of an older version, which cannot be compared with this one."""
    if raw.lstrip().startswith(b"["):
        msgspec.json.decode(raw, type=list[dict[str, Any]])
        return None
    return msgspec.json.decode(raw, type=Stored).changes


def _kept(change: Resource, seal: Seal) -> ApprovedChange:
    does = action(change)
    if does == "replace" and change.action_reason == "replace_because_tainted":
        does = TAINTED
    return ApprovedChange(change.address, change.deposed, does, _values(change, seal), order(change))


def _values(change: Resource, seal: Seal) -> Kept:
    trees = sensitive(change)
    found: Kept = {
        _spelled(path, trees, seal): _known(path, leaf, trees, seal) for path, leaf in leaves(value(change.change.after), ())
    }
    unknown = flags(value(change.change.after_unknown))
    return {**found, **{_spelled(path, trees, seal): None for path in unknown}}


def _known(path: Path, leaf: object, trees: Trees, seal: Seal) -> Known:
    hidden = (path and secrets.named(path)) or secrets.reads(leaf) or any(marked(tree, path) for tree in trees)
    return Known(seal(leaf), None if hidden else _shown(leaf, seal))


def _shown(leaf: object, seal: Seal) -> str | None:
    text = msgspec.json.encode(leaf).decode()
    if any(seal.redact(one) != one for one in {text, str(leaf)}):
        return None
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}... ({len(text)} letters)"


def _spelled(path: Path, trees: Trees, seal: Seal) -> str:
    """A path as it is kept; keys of a map below a mark, or with a secret in them, are only told from each other."""
    return spell(tuple(_key(path[: at + 1], trees, seal) for at in range(len(path))))


def _key(path: Path, trees: Trees, seal: Seal) -> str | int:
    part = path[-1]
    if isinstance(part, int):
        return part
    below = any(marked(tree, path[:-1]) for tree in trees) if len(path) > 1 else False
    return f"(sensitive {seal(part)[:DIGITS]})" if below or seal.redact(part) != part else part
