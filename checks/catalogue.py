"""Every code once: findings, errors and known failures, in one namespace. `migrator explain` reads it aloud.

Findings and errors are declared in the files of `codes/` beside this one, failures in the data of their runbook. Texts are
paragraphs with blank lines between them; a line indented by four is a command.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import TYPE_CHECKING

import runbooks

if TYPE_CHECKING:
    from runbooks.model import Failure


@dataclass(frozen=True)
class Entry:
    """A code: `kind` is finding, error or failure; `meaning` says what it proves or what happened, `remedy` what to do.

    A check belongs to a `group` of its `step`, preflight or verify, and says on what it was `proved`: a real part or a
    stand-in.
    """

    code: str
    kind: str
    title: str
    meaning: str
    remedy: str
    group: str | None = None
    step: str | None = None
    proved: str | None = None


@cache
def entries() -> dict[str, Entry]:
    """Code -> entry, sorted by code; ValueError where a code is declared twice."""
    return collected(chain(declared(), failures()))


def collected(every: Iterable[Entry]) -> dict[str, Entry]:
    """Entries by code, sorted; ValueError where a code is there twice."""
    found: dict[str, Entry] = {}
    for one in every:
        if one.code in found:
            raise ValueError(f"the code {one.code} is declared twice: {found[one.code].kind} and {one.kind}")
        found[one.code] = one
    return dict(sorted(found.items()))


def declared() -> tuple[Entry, ...]:
    """The findings and errors of the files in `codes/`."""
    others = (one for path in _files("codes") for one in _read(path))
    return (*others, *_checks("preflight"), *_checks("verify"))


def _checks(step: str) -> Iterable[Entry]:
    same = {"kind": "finding", "step": step}
    return (one for path in _files(f"codes/{step}") for one in _read(path, **same, group=path.name[:-5]))


@cache
def preflight() -> dict[str, str]:
    """The checks of preflight, code -> group."""
    return _of("preflight")


@cache
def verify() -> dict[str, str]:
    """The checks of verify, code -> group."""
    return _of("verify")


def codes_of(known: Mapping[str, str], names: Iterable[str]) -> frozenset[str]:
    """Of codes by group, those that names mean: codes, or groups; LookupError names the first that is neither."""
    found: set[str] = set()
    for name in names:
        codes = {code for code, group in known.items() if name in (code, group)}
        if not codes:
            raise LookupError(name)
        found |= codes
    return frozenset(found)


def _of(step: str) -> dict[str, str]:
    return {one.code: one.group for one in declared() if one.group and one.step == step}


def _files(folder: str) -> Iterable[Traversable]:
    return (one for one in files("checks").joinpath(folder).iterdir() if one.name.endswith(".toml"))


def _read(path: Traversable, **same: str) -> Iterable[Entry]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return (Entry(code, **same, **{key: text.strip("\n") for key, text in one.items()}) for code, one in table.items())


def failures() -> tuple[Entry, ...]:
    """The known failures of every runbook; one that several runbooks know is told once."""
    every = (one for name in runbooks.names() for one in runbooks.load(name).failures)
    return tuple({one.id: _failure(one) for one in every}.values())


def find(code: str) -> Entry | None:
    """The entry of a code."""
    return entries().get(code)


def similar(code: str) -> tuple[str, ...]:
    """Codes that are spelled alike."""
    return tuple(get_close_matches(code, entries(), n=3))


def _failure(one: "Failure") -> Entry:
    """A failure is known by its words: their first sentence is the title."""
    title = one.sample.removeprefix("Error: ").partition(". ")[0].rstrip(".")
    seen = "in any step" if "any" in one.stages else f"in {', '.join(one.stages)}"
    meaning = (
        f"{_sentence(one.meaning)}\n\nTerraform or the cluster says, {seen}:\n\n    {one.sample}\n\nSource: {one.source}."
    )
    again = "After that, running again is safe." if one.safe_to_retry else "Do not just run again: look first what is there."
    return Entry(one.id, "failure", title, meaning, f"{one.remedy}\n\n{again}")


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
