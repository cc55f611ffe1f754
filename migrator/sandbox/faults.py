"""Faults: the Nth operation of a type fails, is slow, half happens, or takes its provider down; AWS lies; broken worlds."""

import time
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from migrator.sandbox.store import Store
from migrator.sandbox.worlds import WORLDS

FOREVER = 1 << 30
BRIEF = 0.01
Natural = Annotated[int, msgspec.Meta(ge=1)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]
Action = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+:([A-Z][A-Za-z0-9]*|\*)$")]


@dataclass(frozen=True)
class Rule:
    """Applies to operations `nth` to `nth + times - 1` of those that match; `*` matches everything.

    op       create, update, delete, read, or data: the read of a data source
    times    1 where `nth` is given, else for ever
    sleep    seconds before anything happens
    error    the operation answers this error and does nothing
    partial  with `error`: a create happens all the same, so that Terraform taints it
    crash    the provider's connection is cut in mid-operation, before anything happened
    hold     the operation waits, before anything happens, until other faults are put in force; the log says `held`
    """

    op: Literal["*", "create", "update", "delete", "read", "data"] = "*"
    type: str = "*"
    nth: Natural = 1
    times: Natural = FOREVER
    sleep: Seconds = 0
    error: str | None = None
    partial: bool = False
    crash: bool = False
    hold: bool = False


@dataclass(frozen=True)
class AwsRule:
    """Applies to every call of an AWS operation that is not the sandbox's own.

    aws      service and operation as IAM writes them: `iam:SimulatePrincipalPolicy`, or `iam:*`
    sleep    seconds before the answer
    error    the code of the error that it answers
    answer   the document that it answers, instead of the truth
    """

    aws: Action
    sleep: Seconds = 0
    error: str | None = None
    answer: dict[str, object] | None = None


@dataclass(frozen=True)
class Faults:
    """A whole faults file; `denied` are IAM actions that the policy simulator says no to."""

    rules: tuple[Rule, ...] = ()
    aws: tuple[AwsRule, ...] = ()
    denied: frozenset[str] = frozenset()
    worlds: frozenset[str] = frozenset()


def load(text: str) -> Faults:
    """Read a faults file: a JSON list of rules, `{"denied": [ACTION]}`, `{"world": NAME}`. ValueError says what is wrong."""
    try:
        entries = msgspec.json.decode(text or "[]", type=list[dict[str, object]])
        other = [one for one in entries if not {"world", "denied", "aws"} & set(one)]
        return Faults(
            rules=tuple(map(_rule, other)),
            aws=tuple(_aws(one) for one in entries if "aws" in one),
            denied=frozenset(action for one in entries if "denied" in one for action in _denied(one)),
            worlds=frozenset(_world(one) for one in entries if "world" in one),
        )
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error


def _world(entry: dict[str, object]) -> str:
    name = entry["world"]
    if name not in WORLDS or len(entry) > 1:
        raise ValueError(f"a world is one of {', '.join(sorted(WORLDS))}, and nothing beside it; not {entry}")
    return str(name)


def _denied(entry: dict[str, object]) -> list[str]:
    if len(entry) > 1:
        raise ValueError(f"denied stands alone: a list of IAM actions; not {entry}")
    return msgspec.convert(entry["denied"], list[Action])


def _aws(entry: dict[str, object]) -> AwsRule:
    _refuse_unknown(entry, AwsRule)
    rule = msgspec.convert(entry, AwsRule)
    if not (rule.sleep or rule.error or rule.answer is not None):
        raise ValueError(f"{entry} does nothing: give it sleep, error or answer")
    if rule.error and rule.answer is not None:
        raise ValueError(f"{entry}: an operation answers an error or a document, not both")
    return rule


def _refuse_unknown(entry: dict[str, object], kind: type[Rule] | type[AwsRule]) -> None:
    known = [one.name for one in fields(kind)]
    if set(entry) - set(known):
        raise ValueError(
            f"unknown keys {sorted(set(entry) - set(known))}; known: {', '.join(known)}, or world or denied alone"
        )


def _rule(entry: dict[str, object]) -> Rule:
    _refuse_unknown(entry, Rule)
    rule = msgspec.convert({**({"times": 1} if "nth" in entry else {}), **entry}, Rule)
    if not (rule.sleep or rule.error or rule.crash or rule.hold):
        raise ValueError(f"{entry} does nothing: give it sleep, error, crash or hold")
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

    def aws(self, action: str) -> AwsRule | None:
        """The first rule for an AWS operation, after its sleep."""
        struck = next((one for one in self._now().aws if fnmatchcase(action, one.aws)), None)
        if struck and struck.sleep:
            time.sleep(struck.sleep)
        return struck

    def denied(self) -> frozenset[str]:
        """The IAM actions that are denied."""
        return self._now().denied

    def hit(self, op: str, kind: str) -> Rule | None:
        """The rule that this operation hits, after its sleep and once it is held no longer; counts the operation."""
        struck = None
        faults, generation = self._now(), self.generation()
        for number, rule in enumerate(faults.rules):
            if rule.op in ("*", op) and rule.type in ("*", kind):
                count = self._store.count(f"fault {generation} {number}")
                struck = rule if rule.nth <= count < rule.nth + rule.times else struck
        if struck and struck.sleep:
            time.sleep(struck.sleep)
        if struck and struck.hold:
            self._store.log(op, kind, "", "held")
            self._until_other_than(generation)
        return struck

    def _until_other_than(self, generation: int) -> None:
        while self.generation() == generation:
            time.sleep(BRIEF)

    def generation(self) -> int:
        """Another number for every file that was put in force: counting starts anew."""
        return self._path.stat().st_mtime_ns if self._path.exists() else 0
