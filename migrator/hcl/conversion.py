"""Terraform's types of variables: what a given value becomes, or why it does not fit.

As `terraform` does it: "true" is a bool, "5" a number, and each of them a string; a list is no map.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

import tree_sitter

from migrator.hcl.tree import elements, entry_nodes, expression, text_of
from migrator.hcl.unknown import UNKNOWN

TRUTHS = {"true": True, "1": True, "false": False, "0": False}
# As Terraform reads it: no blanks, no underscores.
NUMBER = re.compile(r"[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[iI]nf)", re.ASCII)
PRIMITIVES = ("string", "number", "bool")


class MismatchError(ValueError):
    """A value that does not fit; the text says what is needed, never what is there."""


def taken_as_text(type_: str | None) -> bool:
    """Whether Terraform takes a TF_VAR_ of this type as it stands, rather than as an expression."""
    return type_ is None or type_ in PRIMITIVES


def converted(value: Any, type_: str | None) -> Any:
    """The value that a variable of a type has; MismatchError where Terraform would refuse it."""
    node = expression(type_) if type_ else None
    return value if node is None else _converted(value, node)


def _converted(value: Any, type_: tree_sitter.Node) -> Any:
    if value is None or value is UNKNOWN:
        return value
    held = type_.named_children[0] if type_.named_children else type_
    if held.type == "function_call":
        kind, inner = text_of(held.named_children[0]), _inner(held)
        make = COLLECTIONS.get(kind)
        return make(value, inner) if make and inner is not None else value
    make_one = SIMPLE.get(text_of(held))
    return make_one(value) if make_one else value


def _inner(call: tree_sitter.Node) -> tree_sitter.Node | None:
    """The first argument of a function call."""
    listed = next((one for one in call.named_children if one.type == "function_arguments"), None)
    return next((one for one in listed.named_children if one.type == "expression"), None) if listed else None


def _string(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise MismatchError("a string is needed")


def _number(value: Any) -> float:
    if isinstance(value, str) and NUMBER.fullmatch(value):
        found = float(value)
        return int(found) if found.is_integer() else found
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MismatchError("a number is needed")
    return value


def _bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in TRUTHS:
        return TRUTHS[value]
    raise MismatchError("a bool is needed: true or false")


def _list(value: Any, inner: tree_sitter.Node) -> list[Any]:
    if not isinstance(value, list):
        raise MismatchError("a list is needed")
    return [_at(f"element {number}", one, inner) for number, one in enumerate(value)]


def _tuple(value: Any, inner: tree_sitter.Node) -> list[Any]:
    types = elements(inner)
    if not isinstance(value, list) or len(value) != len(types):
        raise MismatchError(f"a list of {len(types)} elements is needed")
    return [_at(f"element {number}", one, type_) for number, (one, type_) in enumerate(zip(value, types, strict=True))]


def _map(value: Any, inner: tree_sitter.Node) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MismatchError("a map is needed")
    return {name: _at(f"element {name}", one, inner) for name, one in value.items()}


def _object(value: Any, inner: tree_sitter.Node) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MismatchError("an object is needed")
    found: dict[str, Any] = {}
    for key, type_ in entry_nodes(inner):
        name, (one, optional) = text_of(key).strip('"'), _attribute(type_)
        if name not in value and not optional:
            raise MismatchError(f"attribute {name} is needed")
        if name in value:
            found[name] = _at(f"attribute {name}", value[name], one)
    return found


def _attribute(type_: tree_sitter.Node) -> tuple[tree_sitter.Node, bool]:
    """The type of an object's attribute, and whether it is `optional`."""
    held = type_.named_children[0] if type_.named_children else type_
    if held.type != "function_call" or text_of(held.named_children[0]) != "optional":
        return type_, False
    return _inner(held) or type_, True


def _at(where: str, value: Any, type_: tree_sitter.Node) -> Any:
    try:
        return _converted(value, type_)
    except MismatchError as error:
        raise MismatchError(f"{where}: {error}") from error


SIMPLE: dict[str, Callable[[Any], Any]] = {"string": _string, "number": _number, "bool": _bool}
COLLECTIONS: dict[str, Callable[[Any, tree_sitter.Node], Any]] = {
    "list": _list,
    "set": _list,
    "tuple": _tuple,
    "map": _map,
    "object": _object,
}


def kind(value: Any) -> str:
    """What a value is, in Terraform's words, without a word of it."""
    names: Iterable[tuple[type | tuple[type, ...], str]] = (
        (bool, "a bool"),
        (str, "a string"),
        ((int, float), "a number"),
        (list, "a list"),
        (dict, "a map"),
    )
    return next((name for one, name in names if isinstance(value, one)), "null")
