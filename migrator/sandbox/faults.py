"""Faults: the Nth operation of a type fails, is slow, half happens, or takes its provider down; and broken worlds."""

import json
import time
from dataclasses import dataclass, fields
from pathlib import Path

from migrator.sandbox.store import Store

WORLDS = frozenset({"operator-image-gone", "operator-never-ready", "dns-never-appears", "deployer-401"})
FOREVER = 1 << 30


@dataclass(frozen=True)
class Rule:
    """Applies to operations `nth` to `nth + times - 1` of those that match; `*` matches everything.

    sleep    seconds before anything happens
    error    the operation answers this error and does nothing
    partial  with `error`: a create happens all the same, so that Terraform taints it
    crash    the provider's connection is cut in mid-operation, before anything happened
    """

    op: str = "*"
    type: str = "*"
    nth: int = 1
    times: int = FOREVER
    sleep: float = 0
    error: str | None = None
    partial: bool = False
    crash: bool = False


@dataclass(frozen=True)
class Faults:
    """A whole faults file."""

    rules: tuple[Rule, ...] = ()
    worlds: frozenset[str] = frozenset()


def load(text: str) -> Faults:
    """Read a faults file: a JSON list of rules and `{"world": NAME}`. ValueError says what is wrong."""
    entries = json.loads(text or "[]")
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise ValueError("a faults file is a JSON list of objects")
    worlds = frozenset(str(one["world"]) for one in entries if "world" in one)
    if worlds - WORLDS:
        raise ValueError(f"unknown worlds {sorted(worlds - WORLDS)}; known: {sorted(WORLDS)}")
    return Faults(tuple(_rule(one) for one in entries if "world" not in one), worlds)


def _rule(entry: dict[str, object]) -> Rule:
    known = {one.name for one in fields(Rule)}
    if set(entry) - known:
        raise ValueError(f"unknown keys {sorted(set(entry) - known)}; known: {sorted(known)}")
    if "nth" in entry and "times" not in entry:
        entry = {**entry, "times": 1}
    return Rule(**entry)  # type: ignore[arg-type]


class FaultFile:
    """The faults in force: the file is read at each use, so that a change counts at once."""

    def __init__(self, path: Path, store: Store) -> None:
        self._path = path
        self._store = store

    def _now(self) -> Faults:
        return load(self._path.read_text()) if self._path.exists() else Faults()

    def worlds(self) -> frozenset[str]:
        """The broken worlds in force."""
        return self._now().worlds

    def hit(self, op: str, kind: str) -> Rule | None:
        """The rule that this operation hits, after its sleep; counts the operation."""
        struck = None
        for rule in self._now().rules:
            if rule.op in ("*", op) and rule.type in ("*", kind):
                count = self._store.count(f"fault {rule}")
                struck = rule if rule.nth <= count < rule.nth + rule.times else struck
        if struck and struck.sleep:
            time.sleep(struck.sleep)
        return struck
