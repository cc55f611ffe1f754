"""A Kubernetes object, however a plan writes it: as blocks of the provider, as a manifest, or as YAML."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from checks.plan.hazards.seen import WORD, blocks
from checks.plan.hazards.written import written

Body = dict[str, Any]
QUANTITY = re.compile(r"^(\d+(?:\.\d+)?)([kKMGTPE]i?)?$")
POWERS = {letter: power for power, letter in enumerate("KMGTPE", 1)}


def document(body: Body) -> Body:
    """The object itself: the body, or what stands in it as a manifest or as text."""
    manifest = body.get("manifest")
    if isinstance(manifest, dict):
        return manifest
    text = written(body)
    return body if text is None else text


def part(body: Body, name: str) -> list[Body]:
    """A part of an object, `spec` or `metadata`, as blocks."""
    return blocks(document(body).get(name))


def nested(tree: Any, name: str) -> Iterator[Any]:
    """Every value under a name, in the provider's spelling or the manifest's, wherever it is nested."""
    if isinstance(tree, dict):
        for key, one in tree.items():
            if snake(str(key)) == name:
                yield one
            yield from nested(one, name)
    elif isinstance(tree, list):
        for one in tree:
            yield from nested(one, name)


def notes(body: Body, name: str = "annotations") -> dict[str, str]:
    """The annotations, or labels, of an object, or of the resource that gives them to it."""
    several = [one.get(name) for one in (*part(body, "metadata"), body)]
    return {str(key): str(one) for each in several if isinstance(each, dict) for key, one in each.items()}


def quantity(thing: Any) -> float | None:
    """An amount as Kubernetes writes it: `100Gi`; None where it is none."""
    found = QUANTITY.match(str(thing))
    if not found:
        return None
    unit = found[2] or ""
    base = 1024 if unit.endswith("i") else 1000
    return float(found[1]) * float(base ** POWERS.get(unit[:1].upper(), 0))


@cache
def snake(name: str) -> str:
    """A name in the provider's spelling: `hostNetwork` is host_network."""
    return WORD.sub("_", name).lower()
