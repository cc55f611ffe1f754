"""Every code once: findings, errors and known failures, in one namespace. `migrator explain` reads it aloud."""

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Entry:
    """A code: `kind` is finding or error; `meaning` says what it proves or what happened, `remedy` what to do."""

    code: str
    kind: str
    title: str
    meaning: str
    remedy: str


@cache
def entries() -> dict[str, Entry]:
    """Code -> entry, from `catalogue.toml` beside this file."""
    table = tomllib.loads(files("checks").joinpath("catalogue.toml").read_text())
    return {code: Entry(code, **one) for code, one in table.items()}


def find(code: str) -> Entry | None:
    """The entry of a code."""
    return entries().get(code)


def similar(code: str) -> tuple[str, ...]:
    """Codes that are spelled alike."""
    return tuple(get_close_matches(code, entries(), n=3))
