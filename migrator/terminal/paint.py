"""Colours for people: applied only on a terminal, and only where nobody said no."""

import os
from collections.abc import Callable, Mapping
from typing import Any

import click

Paint = Callable[[str, str], str]

STYLES: Mapping[str, dict[str, Any]] = {
    "critical": {"fg": "red", "bold": True},
    "high": {"fg": "red"},
    "medium": {"fg": "yellow"},
    "low": {"fg": "cyan"},
    "good": {"fg": "green"},
    "bold": {"bold": True},
    "dim": {"dim": True},
}


def painter(*, colour: bool) -> Paint:
    """A function (text, style) -> text; the identity without colours or with NO_COLOR set (no-color.org)."""
    if not colour or os.environ.get("NO_COLOR"):
        return _plain
    return _coloured


def _plain(text: str, style: str) -> str:  # noqa: ARG001 - the same shape as the coloured one
    return text


def _coloured(text: str, style: str) -> str:
    return click.style(text, **STYLES.get(style, {}))
