"""Faults: the Nth operation of a type fails, is slow, half happens, or takes its provider down; and broken worlds."""

import time
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from migrator.sandbox.store import Store

WORLDS = frozenset({"operator-image-gone", "operator-never-ready", "dns-never-appears", "deployer-401"})
FOREVER = 1 << 30
Natural = Annotated[int, msgspec.Meta(ge=1)]


@dataclass(frozen=True)
class Rule:
    """Applies to operations `nth` to `nth + times - 1` of those that match; `*` matches everything.

    op       create, update, delete, read, or data: the read of a data source
    times    1 where `nth` is given, else for ever
    sleep    seconds before anything happens
    error    the operation answers this error and does nothing
    partial  with `error`: a create happens all the same, so that Terraform taints it
    crash    the provider's connection is cut in mid-operation, before anything happened
    """

    op: Literal["*", "create", "update", "delete", "read", "data"] = "*"
    type: str = "*"
    nth: Natural = 1
    times: Natural = FOREVER
    sleep: Annotated[float, msgspec.Meta(ge=0)] = 0
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
    try:
        entries = msgspec.json.decode(text or "[]", type=list[dict[str, object]])
        worlds = frozenset(_world(one) for one in entries if "world" in one)
        return Faults(tuple(_rule(one) for one in entries if "world" not in one), worlds)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error


def _world(entry: dict[str, object]) -> str:
    name = entry["world"]
    if name not in WORLDS or len(entry) > 1:
        raise ValueError(f"a world is one of {', '.join(sorted(WORLDS))}, and nothing beside it; not {entry}")
    return str(name)


def _rule(entry: dict[str, object]) -> Rule:
    known = [one.name for one in fields(Rule)]
    if set(entry) - set(known):
        raise ValueError(f"unknown keys {sorted(set(entry) - set(known))}; known: {', '.join(known)}, or world alone")
    rule = msgspec.convert({**({"times": 1} if "nth" in entry else {}), **entry}, Rule)
    if not (rule.sleep or rule.error or rule.crash):
        raise ValueError(f"{entry} does nothing: give it sleep, error or crash")
    if rule.partial and not rule.error:
        raise ValueError(f"{entry}: partial wants an error, which Terraform taints for")
    return rule


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
        faults, generation = self._now(), self._generation()
        for number, rule in enumerate(faults.rules):
            if rule.op in ("*", op) and rule.type in ("*", kind):
                count = self._store.count(f"fault {generation} {number}")
                struck = rule if rule.nth <= count < rule.nth + rule.times else struck
        if struck and struck.sleep:
            time.sleep(struck.sleep)
        return struck

    def _generation(self) -> int:
        """Another number for every file that was put in force: counting starts anew."""
        return self._path.stat().st_mtime_ns if self._path.exists() else 0
