"""Values of expressions that hang on nothing, by the real HCL evaluator."""

from typing import Any

import pygohcl


class NotLiteralError(ValueError):
    """A text that is no expression without variables and functions."""


def literal(text: str) -> Any:
    """The value of a literal; NotLiteralError where it has variables or functions, or is no expression at all.

    Of an operation or a condition the library gives the text: `migrator.hcl.evaluate` is for those.
    """
    if "\0" in text:  # the library would read up to it
        raise NotLiteralError(text)
    try:
        return pygohcl.attributes_loads(f"it = {text}\n")["it"]
    except (pygohcl.HCLParseError, ValueError, KeyError, RecursionError) as error:
        raise NotLiteralError(text) from error
