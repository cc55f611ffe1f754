"""The words of an `aws` command, and what they are by the shape of the operation's input."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore import xform_name

GLOBAL = frozenset({"cli-input-json", "endpoint-url", "max-items", "output", "profile", "query", "region"})
FLAGS = frozenset({"no-cli-pager", "no-paginate"})
SERVICES = {"s3api": "s3"}


@dataclass(frozen=True)
class Given:
    """A command, taken apart: parameters as words, options of the command line itself."""

    service: str
    operation: str
    parameters: dict[str, list[str]]
    options: dict[str, str]


def split(words: Sequence[str]) -> Given:
    """ValueError where service and operation are missing."""
    named: dict[str, list[str]] = {}
    places: list[str] = []
    into = places
    for word in words:
        if word.startswith("--") and len(word) > 2:
            name, equals, value = word[2:].partition("=")
            into = named.setdefault(name, [value] if equals else [])
        elif into is not places and _is_full(named, into):
            into = places
            places.append(word)
        else:
            into.append(word)
    if len(places) < 2:
        raise ValueError("usage: aws SERVICE OPERATION [--PARAMETER VALUE...]")
    options = {name: (named.pop(name) or [""])[0] for name in list(named) if name in GLOBAL | FLAGS}
    waits = {"wait": places[2:]} if places[1] == "wait" else {}
    return Given(SERVICES.get(places[0], places[0]), places[1], {**named, **waits}, options)


def _is_full(named: dict[str, list[str]], values: list[str]) -> bool:
    """Whether an option of the command line itself, which may stand before the service, has its value."""
    name = next(name for name, one in named.items() if one is values)
    return name in FLAGS or (name in GLOBAL and bool(values))


def parameters(shape: Any, words: dict[str, list[str]], given: str | None) -> dict[str, Any]:
    """The input of an operation. LookupError where it has no such parameter."""
    found: dict[str, Any] = json.loads(_content(given)) if given else {}
    members = shape.members if shape is not None else {}
    for name, values in words.items():
        member = next((one for one in members if xform_name(one, "-") in (name, name.removeprefix("no-"))), None)
        if member is None:
            raise LookupError(f"unknown option: --{name}")
        found[member] = _value(members[member], values, no=name.startswith("no-"))
    return found


def _content(word: str) -> str:
    return Path(word.removeprefix("file://")).read_text() if word.startswith("file://") else word


def _value(shape: Any, words: list[str], *, no: bool) -> Any:
    kind = shape.type_name
    if kind == "boolean":
        return not no and words != ["false"]
    texts = [_content(one) for one in words]
    if kind == "list":
        if len(texts) == 1 and texts[0].lstrip().startswith("["):
            return json.loads(texts[0])
        return [_one(shape.member, one) for one in texts]
    return _one(shape, texts[0])


def _one(shape: Any, text: str) -> Any:
    kind = shape.type_name
    if kind in ("structure", "map"):
        return json.loads(text) if text.lstrip().startswith("{") else _shorthand(shape, text)
    if kind in ("integer", "long"):
        return int(text)
    if kind in ("float", "double"):
        return float(text)
    if kind == "boolean":
        return text == "true"
    return text.encode() if kind == "blob" else text


def _shorthand(shape: Any, text: str) -> dict[str, Any]:
    """`Name=x,Values=a,b`: what has no `=` belongs to the value before it."""
    found: dict[str, list[str]] = {}
    last: list[str] = []
    for part in text.split(","):
        name, equals, value = part.partition("=")
        if equals:
            last = found.setdefault(name, [value])
        else:
            last.append(part)
    if shape.type_name == "map":
        return {name: ",".join(values) for name, values in found.items()}
    return {name: _value(shape.members[name], values, no=False) for name, values in found.items()}
