"""Reads a runbook's folder into frozen data, and refuses what does not fit, by file and key."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
import yaml

from runbooks import UnknownRunbook, guides
from runbooks.durations import Durations
from runbooks.health import Verification
from runbooks.identity import Identity
from runbooks.model import Action, Egress, ExpectedAction, Failure, OnAws, Permission, Runbook
from runbooks.phases import Timetable
from runbooks.variations import Variations

HERE = Path(__file__).parent
ACTIONS = {
    "create": Action.CREATE,
    "update_in_place": Action.UPDATE,
    "destroy": Action.DELETE,
    "replace": Action.REPLACE,
}
ORDERS = ("delete-create", "create-delete")
T = TypeVar("T")


class Listed(msgspec.Struct, forbid_unknown_fields=True):
    """The expected actions as the file lists them, by kind."""

    create: list[dict[str, Any]] = []
    update_in_place: list[dict[str, Any]] = []
    destroy: list[dict[str, Any]] = []
    replace: list[dict[str, Any]] = []


@dataclass(frozen=True)
class Pointer:
    """A target as `runbook.toml` has it: `actions` and `aws` are files: what is expected, what is asked of AWS."""

    version: str
    followed_by: str
    images: tuple[str, ...]
    actions: str
    aws: str


@dataclass(frozen=True)
class Pointers:
    """The targets of `runbook.toml`, one at least."""

    targets: Annotated[tuple[Pointer, ...], msgspec.Meta(min_length=1)]


def names() -> tuple[str, ...]:
    """Every runbook, by the name that a person types."""
    return tuple(sorted(one.parent.name.replace("_", "-") for one in HERE.glob("*/runbook.toml")))


def load(name: str) -> Runbook:
    """The runbook of that name; ValueError names the file and the key that do not fit."""
    if name not in names():
        raise UnknownRunbook(name)
    folder = HERE / name.replace("-", "_")
    table = _read(folder / "runbook.toml", tomllib.loads, dict[str, Any])
    targets = _targets(folder / "runbook.toml", table.get("targets"))
    whole = {**table, "name": name, "targets": targets, "failures": _failures(folder / "failures.yaml")}
    whole["permissions"] = _read(folder / "permissions.yaml", _yaml, tuple[Permission, ...])
    whole["egress"] = _read(folder / "hosts.toml", tomllib.loads, Egress)
    whole["variations"] = _read(folder / "variations.toml", tomllib.loads, Variations).variations
    whole["identities"] = _read(folder / "identity.toml", tomllib.loads, dict[str, Identity])
    whole["timetable"] = _read(folder / "phases.toml", tomllib.loads, Timetable)
    whole["rollback"] = guides.load(folder / "rollback")
    whole["durations"] = _read(folder / "durations.toml", tomllib.loads, Durations)
    whole["verification"] = _verification(folder / "health.toml")
    return _fitting(folder / "runbook.toml", whole, Runbook)


def _targets(path: Path, tree: object) -> tuple[dict[str, Any], ...]:
    """Each target with what its files have: the actions, and what it asks of AWS."""
    listed = _fitting(path, {"targets": tree}, Pointers).targets
    return tuple(
        {**asdict(one), "expected": _expected(path.with_name(one.actions)), "aws": _on_aws(path.with_name(one.aws))}
        for one in listed
    )


def _on_aws(path: Path) -> OnAws:
    return _fitting(path, _read(path, tomllib.loads, dict[str, Any]), OnAws)


def _yaml(text: str) -> object:
    """YAML of plain values, by libyaml where it was built in: the same in a fifth of the time."""
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


def _read(path: Path, parse: Callable[[str], object], kind: type[T]) -> T:
    try:
        return _fitting(path, parse(path.read_text()), kind)
    except (OSError, tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: {error}") from error


def _fitting(path: Path, tree: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(tree, kind)
    except msgspec.ValidationError as error:
        raise ValueError(f"{path}: {error}") from error


def _expected(path: Path) -> tuple[ExpectedAction, ...]:
    listed = _read(path, _yaml, Listed)
    return tuple(_action(path, kind, one) for kind in ACTIONS for one in getattr(listed, kind))


def _action(path: Path, kind: str, entry: Mapping[str, Any]) -> ExpectedAction:
    order = str(entry.get("order", "")).split(" ", 1)[0] or None
    if (order in ORDERS) != (kind == "replace"):
        raise ValueError(f"{path}: {entry.get('address')}: `order` is one of {', '.join(ORDERS)}, of replacements only")
    if "documented" not in entry and not entry.keys() >= {"why", "source"}:
        raise ValueError(f"{path}: {entry.get('address')}: `documented`, or else `why` and `source`")
    empty = dict.fromkeys(("documented", "why", "source"))
    return _fitting(path, {**empty, **entry, "action": ACTIONS[kind], "order": order}, ExpectedAction)


def _verification(path: Path) -> Verification:
    """Refused where a check waits for one that there is not, or for itself."""
    found = _read(path, tomllib.loads, Verification)
    for code, pace in found.codes.items():
        for need in pace.needs:
            if need not in found.codes:
                raise ValueError(f"{path}: codes.{code}: there is no {need}")
    left = dict(found.codes)
    while ready := [code for code, pace in left.items() if not left.keys() & set(pace.needs)]:
        left = {code: pace for code, pace in left.items() if code not in ready}
    if left:
        raise ValueError(f"{path}: these wait for one another: {', '.join(left)}")
    return found


def _failures(path: Path) -> tuple[Failure, ...]:
    loaded = _read(path, _yaml, tuple[Failure, ...])
    for one in loaded:
        _compiled(path, one)
    return loaded


def _compiled(path: Path, failure: Failure) -> None:
    try:
        re.compile(failure.pattern, re.IGNORECASE | re.MULTILINE)
    except re.error as error:
        raise ValueError(f"{path}: {failure.id}: `pattern`: {error}") from error
