"""What others wrote, made fit to be shown: no escape sequences, no control characters, no line that pretends to be ours.

Addresses, values and messages come from Terraform, providers and clusters. Every text report and every progress line takes
them through here; documents do not, since JSON escapes them and loses nothing.
"""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import msgspec

Thing = TypeVar("Thing")

# ECMA-48: control sequences (colours, cursor), strings (titles, links) up to their end, and everything shorter.
ESCAPES = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\n]*?(?:\x07|\x1b\\|$)|\x1b[ -/]*[0-~]?", re.MULTILINE)
# The one field that spans lines by its contract (`checks.problem.Problem`).
SPANS_LINES = frozenset({"why"})


def one_line(text: str) -> str:
    """The text as one line of printable characters; what would break the line becomes a blank, the rest of it goes."""
    return " ".join(printable_lines(text))


def printable_lines(text: str) -> list[str]:
    """The text's own lines, each printable, without empty ones."""
    if text.isprintable():
        return [text]
    lines = (_line(one) for one in ESCAPES.sub("", text).splitlines())
    return [one for one in lines if one.strip()]


def _line(text: str) -> str:
    return "".join(one if one.isprintable() else " " if one.isspace() else "" for one in text)


def printable(thing: Thing) -> Thing:
    """A dataclass, struct, tuple, list or dict with every text in it as one line, but `why`, which keeps its lines."""
    found: Any = thing
    if type(thing) is str:
        found = one_line(str(thing))
    elif is_dataclass(thing) and not isinstance(thing, type):
        found = replace(thing, **{one.name: _field(one.name, getattr(thing, one.name)) for one in fields(thing)})
    elif isinstance(thing, msgspec.Struct):
        names = thing.__struct_fields__
        found = msgspec.structs.replace(thing, **{name: _field(name, getattr(thing, name)) for name in names})
    elif isinstance(thing, tuple | list):
        found = type(thing)(printable(one) for one in thing)
    elif isinstance(thing, dict):
        found = {printable(key): printable(value) for key, value in thing.items()}
    return found  # type: ignore[no-any-return]


def _field(name: str, value: Any) -> Any:
    spans = name in SPANS_LINES and isinstance(value, str)
    return "\n".join(printable_lines(value)) if spans else printable(value)
