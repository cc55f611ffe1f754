"""In which leaves the two sides of a change differ. Only attributes whose bytes differ are decoded."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec

from checks.plan.decode import parts, shallow, value
from checks.plan.format import Resource

HIDDEN, LATER, EMPTY = "(sensitive)", "(known after apply)", "{}"
Path = tuple[str | int, ...]
Differences = dict[Path, tuple[Any, Any]]
TREES = (dict, list)
Items = dict[Any, Any]
NONE: Items = {}
Side = msgspec.Raw | None
Trees = tuple[Any, ...]
# What says nothing where it stands in a block.
NOTHING = tuple(msgspec.Raw(one) for one in (b"null", b"[]", b"{}"))
# Terraform mostly writes `{}` or `false` where nothing is marked.
FEW = len("{}")


@lru_cache(maxsize=4)
def differences(change: Resource) -> Differences:
    """Leaf path -> (before, after), sorted; `LATER` for what is unknown, `HIDDEN` for what either side marks sensitive.

    The same dict is given to everybody who asks about the same change: read it, do not write to it.
    """
    body = change.change
    before, after = parts(body.before), parts(body.after)
    unknown = _unknown(body.after_unknown, before)
    found: Differences = {}
    for name in _unlike(before, after, unknown):
        _compare((name,), before.get(name), after.get(name), unknown.get(name), found)
    if not found:
        return found
    ordered = {path: found[path] for path in sorted(found, key=_spelled)} if len(found) > 1 else found
    return _veiled(ordered, change)


def _unlike(before: Items, after: Items, flag: Items) -> Iterable[Any]:
    """The keys whose sides are not the same bytes, or below which something is unknown."""
    found = [key for key, old in before.items() if after.get(key) != old]
    if after.keys() != before.keys():
        found += after.keys() - before.keys()
    return dict.fromkeys(found + [key for key, mark in flag.items() if mark]) if flag else found


@lru_cache(maxsize=4096)
def _spelled(path: Path) -> str:
    return str(path)


def flags(tree: Any) -> set[Path]:
    """Where a tree of marks has one: whole paths; `()` where it marks everything."""
    return {path for path, flag in leaves(tree, ()) if flag is True}


def marked(tree: Any, path: Path) -> bool:
    """Whether a tree of marks has one at the path, or above it."""
    for part in path:
        if tree is True:
            return True
        if isinstance(tree, dict):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return False
    return tree is True


def visible(path: Path, trees: Trees) -> Path:
    """The part of a path that may be shown: below a mark there may be the keys of a map, and they are as secret."""
    ends = (end for end in range(1, len(path)) if any(marked(tree, path[:end]) for tree in trees))
    return path[: next(ends, len(path))]


def sensitive(change: Resource) -> Trees:
    """What Terraform marks sensitive, on either side; nothing where it marks nothing."""
    sides = (change.change.before_sensitive, change.change.after_sensitive)
    return tuple([tree for tree in map(_tree, sides) if tree is not None])


def leaves(tree: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The leaves of a value with their paths; null and an empty collection are the same nothing, and no leaf."""
    if isinstance(tree, dict) and tree:
        for key, part in tree.items():
            yield from leaves(part, (*path, key))
    elif isinstance(tree, list) and tree:
        for index, part in enumerate(tree):
            yield from leaves(part, (*path, index))
    elif tree is not None and not isinstance(tree, TREES):
        yield path, tree


@lru_cache(maxsize=4096)
def spell(path: Path) -> str:
    """A path as people write it: `ebs[0].volume_type`."""
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path).lstrip(".")


def _unknown(raw: msgspec.Raw, before: Items) -> Items:
    """What is only known after apply, as marks by attribute; where that is all of it, every attribute that is there."""
    tree = _tree(raw)
    if tree is True:
        return dict.fromkeys(before, tree)
    return tree if isinstance(tree, dict) else NONE


def _tree(raw: msgspec.Raw) -> Any:
    """A tree of marks; None, without a closer look, where nothing in it is marked."""
    return value(raw) if len(raw) > FEW and b"true" in bytes(raw) else None


def _compare(path: Path, old: Side, new: Side, flag: Any, into: Differences) -> None:
    """Add what differs at or below a path. A side is None where it is absent; a flag is a tree of what is unknown."""
    before = None if old is None else shallow(old)
    if flag is True:
        into[path] = (_single(before), LATER)
        return
    after = None if new is None else shallow(new)
    deep = type(before) in TREES or type(after) in TREES
    one, other = (_single(before), _single(after)) if deep else (before, after)
    if deep and type(path[-1]) is int and (old is None) is not (new is None):
        one, other = _bare(before, one), _bare(after, other)
    if _differ(one, other):
        into[path] = (one, other)
    if deep or type(flag) in TREES:
        _descend(path, _items(before), _items(after), _items(flag), into)


def _descend(path: Path, before: Items, after: Items, flag: Items, into: Differences) -> None:
    for key in _unlike(before, after, flag):
        _compare((*path, key), before.get(key), after.get(key), flag.get(key), into)


def _single(thing: Any) -> Any:
    """A value that is no collection; an empty collection is the same nothing as null."""
    return None if isinstance(thing, TREES) else thing


def _bare(thing: Any, otherwise: Any) -> Any:
    """A block of a list that is there without saying anything, as `allow {}` of a firewall: that it is there says much."""
    said = not isinstance(thing, dict) or any(part not in NOTHING for part in thing.values())
    return otherwise if said else EMPTY


def _items(thing: Any) -> Items:
    if isinstance(thing, dict):
        return thing
    return dict(enumerate(thing)) if isinstance(thing, list) else NONE


def _veiled(found: Differences, change: Resource) -> Differences:
    """The same with every value hidden that lies at or below a mark of either side."""
    trees = sensitive(change)
    if not trees:
        return found
    return {path: (HIDDEN, HIDDEN) if any(marked(tree, path) for tree in trees) else pair for path, pair in found.items()}


def _differ(old: Any, new: Any) -> bool:
    """Whether two leaves differ; Python alone would call 1 and true the same."""
    return bool(old != new or (type(old) is bool) != (type(new) is bool))
