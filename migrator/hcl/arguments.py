"""The arguments of a module call as facts: values where they are plain, and no secret at all."""

from typing import Any

from checks.facts import Argument
from migrator.hcl.scope import Scope
from migrator.hcl.secret import named_secret
from migrator.hcl.tree import Block, calls, is_object
from migrator.hcl.unknown import UNKNOWN

META = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})


def arguments(call: Block, scope: Scope) -> dict[str, Argument]:
    """Name -> argument of a `module` block."""
    return {name: _argument(name, text, call, scope) for name, text in call.attributes.items() if name not in META}


def _argument(name: str, text: str, call: Block, scope: Scope) -> Argument:
    value, place = scope.evaluate(text), call.places.get(name, call.place)
    secret = named_secret(name) or scope.secret(text) or "sensitive" in calls(text)
    plain = _empty(value) if secret and not isinstance(value, dict) else _plain(value)
    shown = "" if secret or isinstance(value, dict) or is_object(text) else text
    return Argument(name, shown, plain is not UNKNOWN, None if plain is UNKNOWN else plain, place)


def _empty(secret: Any) -> Any:
    """Of a secret only whether there is none."""
    return secret if secret is None or secret == "" else UNKNOWN


def _plain(value: Any) -> Any:
    """Of a map its keys alone; a list as a tuple; UNKNOWN where a part of it is not known."""
    if isinstance(value, dict):
        return frozenset(value)
    if not isinstance(value, list):
        return value
    parts = tuple(_plain(one) for one in value)
    return UNKNOWN if UNKNOWN in parts else parts
