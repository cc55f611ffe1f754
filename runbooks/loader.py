"""Reads a runbook's folder into frozen data, and refuses what does not fit, by file and key."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from runbooks.model import Action, Deadlines, ExpectedAction, Failure, Health, Layout, Runbook

HERE = Path(__file__).parent
ACTIONS = {
    "create": Action.CREATE,
    "update_in_place": Action.UPDATE,
    "destroy": Action.DELETE,
    "replace": Action.REPLACE,
}


class UnknownRunbook(LookupError):
    """There is no runbook of that name."""


def names() -> tuple[str, ...]:
    """Every runbook, by the name that a person types."""
    return tuple(sorted(one.parent.name.replace("_", "-") for one in HERE.glob("*/runbook.toml")))


def load(name: str) -> Runbook:
    """The runbook of that name; ValueError names the file and the key that do not fit."""
    if name not in names():
        raise UnknownRunbook(name)
    folder = HERE / name.replace("-", "_")
    table = tomllib.loads((folder / "runbook.toml").read_text())
    try:
        return _runbook(name, table, folder)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{folder}: {type(error).__name__}: {error}") from error


def _runbook(name: str, table: Mapping[str, Any], folder: Path) -> Runbook:
    plain = {one.name: table[one.name] for one in fields(Runbook) if isinstance(table.get(one.name), str)}
    return Runbook(
        name=name,
        **plain,
        layout=Layout(**table["layout"]),
        images=tuple(table["images"]),
        expected=_expected(folder / "expected_actions.yaml"),
        never_touch=tuple(table["never_touch"]),
        failures=_failures(folder / "failures.yaml"),
        health=Health(**table["health"]),
        deadlines=Deadlines(**table["deadlines"]),
    )


def _expected(path: Path) -> tuple[ExpectedAction, ...]:
    listed = yaml.safe_load(path.read_text())
    return tuple(
        ExpectedAction(
            address=one["address"],
            action=ACTIONS[kind],
            order=str(one["order"]).split(" ", 1)[0] if "order" in one else None,
            documented=one["documented"],
            why=one.get("why"),
        )
        for kind, entries in listed.items()
        for one in entries
    )


def _failures(path: Path) -> tuple[Failure, ...]:
    loaded = tuple(
        Failure(
            id=one["id"],
            stages=tuple(one["stages"]),
            pattern=one["pattern"],
            meaning=one["meaning"],
            remedy=one["remedy"],
            safe_to_retry=bool(one["safe_to_retry"]),
            source=one["source"],
        )
        for one in yaml.safe_load(path.read_text())
    )
    for one in loaded:
        re.compile(one.pattern, re.IGNORECASE)
    return loaded
