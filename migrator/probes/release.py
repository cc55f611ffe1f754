"""The release channel's answer, read as the operator reads it: a chart, and values for it. Values may hold secrets."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from checks.facts.channel import Channel

# What goes on from an answer has to look like a name, a version, an image; everything else stays behind.
NAME = re.compile(r"[\w.+/:@-]{1,200}")
MOST_IMAGES = 12


def read(body: bytes) -> Channel:
    """The chart by name, version and host, and the images that the values name."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return Channel(fault="its answer is not JSON")
    chart = said.get("chart") if isinstance(said, dict) else None
    if not isinstance(chart, dict) or not _text(chart, "name") or not chart.get("url"):
        return Channel(fault="its answer names no chart")
    images = tuple(sorted(set(_images(said.get("values")))))
    return Channel(_text(chart, "name"), _text(chart, "version"), _host(str(chart["url"])), images[:MOST_IMAGES])


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) and NAME.fullmatch(value) else ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "an unnamed host"
    except ValueError:
        return "an unnamed host"


def _images(values: object) -> Iterator[str]:
    """`repository:tag` of everything in the values that is an image."""
    if not isinstance(values, dict):
        return
    repository, tag = _text(values, "repository"), _text(values, "tag")
    if repository and tag:
        yield f"{repository}:{tag}"
    for one in values.values():
        yield from _images(one)
