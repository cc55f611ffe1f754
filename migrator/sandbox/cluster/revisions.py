"""resourceVersions, and what happened since one of them. The world is only looked at, so a change counts when it is seen."""

import json
import threading
import time
from dataclasses import dataclass

from migrator.sandbox.cluster.kinds import Item, Kind, key

REMEMBERED = 1000


@dataclass(frozen=True)
class Change:
    """One object was ADDED, MODIFIED or DELETED."""

    revision: int
    kind: Kind
    type: str
    item: Item


class Revisions:
    """One counter for the whole cluster. It begins beyond every one that an earlier daemon gave out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.number = self.oldest = int(time.time() * 100)
        self._known: dict[Kind, dict[tuple[str, str], tuple[str, Item]]] = {}
        self._changes: list[Change] = []

    def stamped(self, kind: Kind, items: list[Item]) -> list[Item]:
        """The objects of a kind with their resourceVersions; what is new, changed or gone is remembered."""
        with self._lock:
            known = self._known.setdefault(kind, {})
            there = {key(one): one for one in items}
            for gone in [one for one in known if one not in there]:
                self._remember(kind, "DELETED", known.pop(gone)[1])
            return [self._stamp(kind, known, name, one) for name, one in there.items()]

    def _stamp(self, kind: Kind, known: dict[tuple[str, str], tuple[str, Item]], name: tuple[str, str], item: Item) -> Item:
        bare = {key: value for key, value in item["metadata"].items() if key != "resourceVersion"}
        digest = json.dumps({**item, "metadata": bare}, sort_keys=True)
        before = known.get(name)
        if before is None or before[0] != digest:
            new = before is None or before[1]["metadata"].get("uid") != bare.get("uid")
            known[name] = digest, self._remember(kind, "ADDED" if new else "MODIFIED", {**item, "metadata": bare})
        return known[name][1]

    def _remember(self, kind: Kind, happened: str, item: Item) -> Item:
        self.number += 1
        stamped = {**item, "metadata": {**item["metadata"], "resourceVersion": str(self.number)}}
        self._changes.append(Change(self.number, kind, happened, stamped))
        if len(self._changes) > REMEMBERED:
            self.oldest = self._changes.pop(0).revision
        return stamped

    def since(self, kind: Kind, revision: int) -> list[Change] | None:
        """What happened to objects of a kind after a revision, oldest first; None where that is forgotten."""
        with self._lock:
            if revision < self.oldest:
                return None
            return [one for one in self._changes if one.kind == kind and one.revision > revision]
