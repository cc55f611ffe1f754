"""Guides with their slots filled in: every value as one word of a shell, whatever is in it; files as they are written."""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from checks.rollback import WayBack
from runbooks.rollback import Guide, GuideStep

SLOT = re.compile(r"\{\{(?:(?P<file>file):)?(?P<name>\w+)\}\}")
# The names that a file's text is filled with.
IN_FILES = {"records": ("zone_id", "fqdn")}
Names = Mapping[str, str | tuple[str, ...] | None]


@dataclass(frozen=True)
class Step:
    """One thing to do; `commands` can be given to a shell as they stand."""

    title: str
    what: str
    commands: str
    worked: str
    otherwise: str


@dataclass(frozen=True)
class Told:
    """A guide for this run; `unknown` are the names that stand in it in capitals, because nobody knows them here."""

    guide: Guide
    steps: tuple[Step, ...]
    unknown: tuple[str, ...]


def filled(way: WayBack, names: Names, files: Mapping[str, str]) -> tuple[Told, ...]:
    """The guides of this way back, for this run; a step that no fact asks for is left out."""
    return tuple(_guide(one, way, names, files) for one in way.guides)


def _guide(guide: Guide, way: WayBack, names: Names, files: Mapping[str, str]) -> Told:
    kept = tuple(one for one in guide.steps if not one.only or not one.only.isdisjoint(way.ids))
    slots = [found for one in kept for found in SLOT.finditer(one.commands)]
    asked = {name for found in slots for name in (IN_FILES.get(found["name"], ()) if found["file"] else (found["name"],))}
    steps = tuple(_step(one, lambda found: _word(found, names, files)) for one in kept)
    return Told(guide, steps, tuple(sorted(one for one in asked if names.get(one) is None)))


def _step(step: GuideStep, word: Callable[[re.Match[str]], str]) -> Step:
    return Step(step.title, step.what, SLOT.sub(word, step.commands), step.worked, step.otherwise)


def _word(found: re.Match[str], names: Names, files: Mapping[str, str]) -> str:
    if found["file"]:
        return files[found["name"]]
    value = names.get(found["name"])
    if value is None:
        return found["name"].upper()
    return quoted(value) if isinstance(value, str) else " ".join(map(quoted, value))


def quoted(value: str) -> str:
    """One word of a shell; what a terminal would obey instead of showing it is spelled out, as bash, ksh and zsh read it."""
    if value.isprintable():
        return shlex.quote(value)
    return "$'" + "".join(one if one.isprintable() and one not in "\\'" else _spelled(one) for one in value) + "'"


def _spelled(letter: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in letter.encode(errors="surrogateescape"))


def written(name: str, text: str) -> str:
    """The command that writes this text into a file of that name, as it is."""
    end = next(one for one in _ends() if one not in text.splitlines())
    return f"cat > {shlex.quote(name)} <<'{end}'\n{text.rstrip()}\n{end}"


def _ends() -> Iterator[str]:
    number = 0
    while True:
        yield f"END{number or ''}"
        number += 1
