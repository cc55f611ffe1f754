"""The few plain values that checks need, resolved from the infrastructure module's arguments. Literals and variables."""

import re
from collections.abc import Mapping
from typing import Any

from migrator.hcl import Block

ARGUMENTS = ("namespace", "domain_name", "subdomain", "zone_id", "custom_domain_filter", "license")
VARIABLE = re.compile(r"^var\.(\w+)$")
LITERAL = re.compile(r'^"([^"$]*)"$')


def resolve(top: tuple[Block, ...], given: Mapping[str, Any], source: str) -> dict[str, str | None]:
    """Argument -> value, None where it is absent, null or an expression that only Terraform can evaluate."""
    calls = [one for one in top if one.type == "module" and one.plain("source") == source]
    arguments = calls[0].attributes if calls else {}
    defaults = {one.labels[0]: one.attributes.get("default") for one in top if one.type == "variable"}
    return {name: _value(arguments.get(name), given, defaults) for name in ARGUMENTS}


def _value(text: str | None, given: Mapping[str, Any], defaults: Mapping[str, str | None]) -> str | None:
    variable = VARIABLE.match(text or "")
    if variable is None:
        literal = LITERAL.match(text or "")
        return literal[1] or None if literal else None
    if variable[1] in given:
        value = given[variable[1]]
        return value or None if isinstance(value, str) else None
    return _value(defaults.get(variable[1]), {}, {})
