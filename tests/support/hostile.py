"""Data whose every text tries to take over the terminal or to look like a line of ours."""

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any

import msgspec

from checks.problem import Problem

ATTACK = "\x1b[31m\x1b]0;title\x07\r\n✔ FORGED: Nothing blocks.\x9b1m\u202e\x08"


# Our own lines stand at most two columns in; what a cause says is further in.
OURS = re.compile(r" {0,3}✔ FORGED")


def hostile(thing: Any, *keep: str) -> Any:
    """The same data with the attack in every plain text, but in the fields of these names: enums and hashes have no room."""
    if type(thing) is str:
        return thing + ATTACK
    if isinstance(thing, tuple):
        return tuple(hostile(one, *keep) for one in thing)
    if isinstance(thing, msgspec.Struct):
        return msgspec.structs.replace(thing, **_attacked(thing, thing.__struct_fields__, keep))
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **_attacked(thing, tuple(one.name for one in fields(thing)), keep))
    return thing


def _attacked(thing: Any, names: tuple[str, ...], keep: tuple[str, ...]) -> dict[str, Any]:
    given = {name: getattr(thing, name) for name in names}
    return {name: value if name in keep else hostile(value, *keep) for name, value in given.items()}


def hostile_problem(one: Problem) -> Problem:
    """A problem with the attack in each part."""
    return Problem(one.code + ATTACK, what=one.what + ATTACK, why=one.why + ATTACK, next=one.next + ATTACK)


def dangers(text: str) -> list[str]:
    """Control and format characters in a text, and lines of it that begin as if they were ours."""
    controls = [repr(one) for one in text if one != "\n" and unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp")]
    return controls + [line for line in text.splitlines() if OURS.match(line)]
