"""Watches: what changes in a list, as it happens."""

import json
import time
from collections.abc import Iterator

from migrator.sandbox.cluster.answers import named, status
from migrator.sandbox.cluster.kinds import Item, Kind, key, namespace
from migrator.sandbox.cluster.objects import Objects
from migrator.sandbox.cluster.selecting import chosen

TICK = 0.1
LONGEST = 3600.0
Query = dict[str, str]


def watch(objects: Objects, kind: Kind, space: str | None, query: Query, *, forgotten: bool) -> Iterator[bytes]:
    """The lines of a watch, until its time is over or what it begins with is forgotten."""
    until = time.monotonic() + float(query.get("timeoutSeconds") or LONGEST)
    given = int(query.get("resourceVersion") or 0)
    here = chosen([one for one in objects.all(kind) if space in (None, namespace(one))], query)
    revision = given or objects.revisions.number
    told = _there(objects, kind, revision, here)
    if not given:
        yield from (_line("ADDED", named(kind, one)) for one in here)
    while True:
        objects.all(kind)  # a look, which is what makes a change count
        changes = None if forgotten else objects.revisions.since(kind, revision)
        if changes is None:
            yield _line("ERROR", _expired(revision))
            return
        for one in changes:
            revision = one.revision
            happened = _told(one.type, one.item, space, query, told)
            if happened:
                yield _line(happened, named(kind, one.item))
        if time.monotonic() > until:
            return
        time.sleep(TICK)


def _there(objects: Objects, kind: Kind, revision: int, here: list[Item]) -> set[tuple[str, str]]:
    """What was there at a revision: what has not changed since, and what did other than come."""
    first: dict[tuple[str, str], str] = {}
    for one in objects.revisions.since(kind, revision) or ():
        first.setdefault(key(one.item), one.type)
    unchanged = {key(one) for one in here} - first.keys()
    return unchanged | {name for name, happened in first.items() if happened != "ADDED"}


def _told(happened: str, item: Item, space: str | None, query: Query, told: set[tuple[str, str]]) -> str | None:
    """What a watch says of a change: objects come into its selection, and leave it."""
    inside = space in (None, namespace(item)) and bool(chosen([item], query)) and happened != "DELETED"
    known, name = key(item) in told, key(item)
    if inside:
        told.add(name)
        return "MODIFIED" if known and happened == "MODIFIED" else "ADDED"
    told.discard(name)
    return "DELETED" if known else None


def _expired(revision: int) -> Item:
    found: Item = json.loads(status(410, "Expired", f"too old resource version: {revision} ({revision + 1})").body)
    return found


def _line(happened: str, item: Item) -> bytes:
    return json.dumps({"type": happened, "object": item}).encode() + b"\n"
