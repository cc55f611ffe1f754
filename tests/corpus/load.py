"""The labelled corpus: changes as a plan has them, each with how bad it is, which codes say so, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.support.plans import MAKE_FIRST, REPLACE, Json, entry

FOLDER = Path(__file__).parent
HELD_OUT = FOLDER / "heldout_aws.yaml"
ACTIONS = {"replace": REPLACE, "make-first": MAKE_FIRST}
# How a label is called here, and in a plan: of the change, and of the entry itself.
CHANGE = {"before": "before", "after": "after", "unknown": "after_unknown", "replace_paths": "replace_paths"}
OWN = {"deposed": "deposed", "reason": "action_reason", "previous": "previous_address"}


@dataclass(frozen=True)
class Labelled:
    """One change with its label."""

    name: str
    entry: Json
    level: str
    codes: frozenset[str]
    why: str

    @property
    def bad(self) -> bool:
        """Whether it has to be raised to high or above."""
        return self.level in ("high", "critical")


@cache
def corpus() -> tuple[Labelled, ...]:
    """Every labelled change, file by file."""
    return tuple(one for path in _files() if path != HELD_OUT for one in _read(path))


@cache
def held_out() -> tuple[Labelled, ...]:
    """Changes that were labelled before a rule was read; the rules are not made from them, so they have no codes."""
    return tuple(_read(HELD_OUT))


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.yaml"))


def _read(path: Path) -> Iterator[Labelled]:
    for number, one in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
        name = f"{path.stem}-{number}-{one['address']}"
        yield Labelled(name, _entry(one), one["level"], frozenset(one.get("codes", ())), one["why"])


def _entry(one: dict[str, Any]) -> Json:
    parts = {name: one[key] for key, name in (CHANGE | OWN).items() if key in one}
    marks = {name: one["sensitive"] for name in ("before_sensitive", "after_sensitive") if "sensitive" in one}
    taken = {"importing": one["importing"]} if "importing" in one else {}
    return entry(one["address"], *ACTIONS.get(one["action"], (one["action"],)), **parts, **marks, **taken)
