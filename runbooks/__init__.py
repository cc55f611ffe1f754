"""Know: one folder per migration, data and a typed loader.

The loader is imported when something is loaded: who only names the types of a runbook needs no YAML.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbooks.model import Runbook

__all__ = ["UnknownRunbook", "load", "names"]


class UnknownRunbook(LookupError):
    """There is no runbook of that name."""


def names() -> tuple[str, ...]:
    """Every runbook, by the name that a person types."""
    from runbooks import loader  # noqa: PLC0415

    return loader.names()


def load(name: str) -> "Runbook":
    """The runbook of that name; ValueError names the file and the key that do not fit."""
    from runbooks import loader  # noqa: PLC0415

    return loader.load(name)
