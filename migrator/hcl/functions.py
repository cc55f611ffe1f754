"""The operators and functions of Terraform that are evaluated here; every other one is UNKNOWN."""

from collections.abc import Callable
from typing import Any

from migrator.hcl.conversion import kind
from migrator.hcl.unknown import UNKNOWN, whole

TRUTHS = {"true": True, "false": False}


def truth(value: Any) -> Any:
    """A condition as a bool; UNKNOWN for what is none."""
    if isinstance(value, str):
        return TRUTHS.get(value, UNKNOWN)
    return value if isinstance(value, bool) else UNKNOWN


def _not(*values: Any) -> Any:
    found = truth(values[0]) if len(values) == 1 else UNKNOWN
    return UNKNOWN if found is UNKNOWN else not found


def _minus(*values: Any) -> Any:
    return -values[0] if len(values) == 1 and kind(values[0]) == "a number" else UNKNOWN


def _equal(*values: Any) -> Any:
    if len(values) != 2 or not all(map(whole, values)):
        return UNKNOWN
    left, right = values
    return left == right if kind(left) == kind(right) or None in values else UNKNOWN


def _unequal(*values: Any) -> Any:
    return _not(_equal(*values))


def _all(*values: Any) -> Any:
    found = [truth(one) for one in values]
    return UNKNOWN if UNKNOWN in found else all(found)


def _any(*values: Any) -> Any:
    found = [truth(one) for one in values]
    return UNKNOWN if UNKNOWN in found else any(found)


def _merge(*values: Any) -> Any:
    """Null counts as nothing; a map that is not known at all leaves the keys of the whole unknown."""
    maps = [one for one in values if one is not None]
    return (
        {key: item for one in maps for key, item in one.items()} if all(isinstance(one, dict) for one in maps) else UNKNOWN
    )


def _coalesce(*values: Any) -> Any:
    return next((one for one in values if one is not None and one != ""), UNKNOWN)


def _concat(*values: Any) -> Any:
    return [item for one in values for item in one] if all(isinstance(one, list) for one in values) else UNKNOWN


def _same(*values: Any) -> Any:
    return values[0] if len(values) == 1 else UNKNOWN


OPERATORS: dict[str, Callable[..., Any]] = {"!": _not, "-": _minus, "==": _equal, "!=": _unequal, "&&": _all, "||": _any}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "merge": _merge,
    "coalesce": _coalesce,
    "concat": _concat,
    "tolist": _same,
    "tomap": _same,
}
