"""Reads the folder `rollback/` of a runbook; what does not fit is refused, by file and by what is wrong with it.

A guide is Markdown with TOML between two lines `+++` at its top. Each `## ` is a step, made of paragraphs: what it does, one
block of shell, `It worked when ...`, `If not: ...`; a paragraph `Only when: a, b` names the facts that ask for the step.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from runbooks.rollback import FILES, NAMES, Guide, GuideStep, Point, Reversibility, Rollback, Rule

HEAD = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
SHELL = re.compile(r"```sh\n(.*?)\n```", re.DOTALL)
SLOT = re.compile(r"\{\{(.*?)\}\}")
FIGURES = "facts.toml"
# Points that checks.rollback tells, and what guides may ask for beside them: `always`, and `acted` once an action was begun.
POINTS = frozenset(
    {
        "untouched",
        "swap-begun",
        "swapped",
        "in-place",
        "lock-file-moved",
        "apply-began",
        "reverted",
        "acted",
        "verified",
        "quiesced",
    }
    | {"other-create", "other-update", "other-delete"}
)
ALWAYS = "always"


class Head(msgspec.Struct, forbid_unknown_fields=True):
    """The front matter of a guide."""

    id: str
    title: str
    when: frozenset[str]
    reversibility: Reversibility
    source: str
    date: date
    unless: frozenset[str] = frozenset()


class Figures(msgspec.Struct, forbid_unknown_fields=True):
    """`facts.toml`: what was done, and what it means."""

    points: tuple[Point, ...]
    rules: tuple[Rule, ...]


def load(folder: Path) -> Rollback:
    """The whole folder; ValueError names the file and what does not fit. A runbook without one has no guidance."""
    if not folder.is_dir():
        return Rollback()
    figures = _figures(folder / FIGURES)
    every: tuple[Point, ...] = (*figures.points, *figures.rules)
    known = {ALWAYS, *(one.id for one in every)}
    guides = tuple(_guide(path, known) for path in sorted(folder.glob("[0-9]*.md")))
    return Rollback(figures.points, figures.rules, guides)


def _figures(path: Path) -> Figures:
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Figures)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{path}: {error}") from error
    every: tuple[Point, ...] = (*found.points, *found.rules)
    names = [one.id for one in every]
    vague = sorted(one.id for one in found.rules if not one.types)
    twice = sorted({one for one in names if names.count(one) > 1})
    missing = sorted(POINTS - {one.id for one in found.points})
    _refuse(path, "declared twice", twice)
    _refuse(path, "points that are missing", missing)
    _refuse(path, "rules without a type", vague)
    return found


def _guide(path: Path, known: set[str]) -> Guide:
    parts = HEAD.fullmatch(path.read_text("utf-8"))
    if parts is None:
        raise ValueError(f"{path}: it has to begin with TOML between two lines `+++`")
    try:
        head = msgspec.convert(tomllib.loads(parts[1]), Head)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{path}: {error}") from error
    text, *sections = re.split(r"^## ", parts[2], flags=re.MULTILINE)
    steps = tuple(_step(path, one) for one in sections)
    asked = head.when | head.unless | frozenset(fact for one in steps for fact in one.only)
    _refuse(path, "there is no such fact", sorted(asked - known))
    _refuse(path, "outside a block of shell nothing is filled in", SLOT.findall(text))
    return Guide(
        head.id, head.title, head.when, head.unless, head.reversibility, head.source, head.date, text.strip(), steps
    )


def _step(path: Path, section: str) -> GuideStep:
    title, _, body = section.partition("\n")
    where = f"{path}: {title}"
    shells = SHELL.findall(body)
    if len(shells) != 1:
        raise ValueError(f"{where}: a step has one block of shell, not {len(shells)}")
    _refuse(Path(where), "these names cannot be filled in", list(_unfit(shells[0])))
    told = [" ".join(one.split()) for one in SHELL.sub("", body).split("\n\n") if one.strip()]
    what = " ".join(one for one in told if not one.startswith(("It worked when ", "If not: ", "Only when: ")))
    worked, otherwise = (_told(where, told, word) for word in ("It worked when ", "If not: "))
    only = next((one.removeprefix("Only when: ") for one in told if one.startswith("Only when: ")), "")
    if not what:
        raise ValueError(f"{where}: it does not say what it does")
    return GuideStep(title.strip(), what, shells[0], worked, otherwise, frozenset(filter(None, only.split(", "))))


def _told(where: str, paragraphs: list[str], word: str) -> str:
    found = [one.removeprefix(word) for one in paragraphs if one.startswith(word)]
    if len(found) != 1:
        raise ValueError(f"{where}: one paragraph begins with {word!r}, not {len(found)}")
    return found[0]


def _unfit(shell: str) -> Iterator[str]:
    """Slots with a name that is not known, and slots inside quotes: what is filled in brings quotes of its own."""
    for found in SLOT.finditer(shell):
        kind, _, name = found[1].rpartition(":")
        known = name in FILES if kind == "file" else found[1] in NAMES
        if not known or _quoted(shell[: found.start()].rpartition("\n")[2]):
            yield found[1]


def _quoted(before: str) -> bool:
    """Whether what follows stands inside quotes, as a shell reads the line."""
    inside = ""
    for letter in before:
        if letter in "'\"" and inside in ("", letter):
            inside = "" if inside else letter
    return bool(inside)


def _refuse(path: Path, why: str, what: list[str]) -> None:
    if what:
        raise ValueError(f"{path}: {why}: {', '.join(what)}")
