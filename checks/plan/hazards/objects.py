"""A Kubernetes object, however a plan writes it: as blocks of the provider, as a manifest, or as YAML."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import yaml

from checks.plan.hazards.seen import WORD, blocks

Body = dict[str, Any]
# More is not read, nor deeper, nor anything that repeats a part of itself: a small text may stand for a huge tree.
LONGEST, DEEPEST = 200_000, 64
WRITTEN = ("yaml_body", "yaml_body_parsed")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
QUANTITY = re.compile(r"^(\d+(?:\.\d+)?)([kKMGTPE]i?)?$")
POWERS = {letter: power for power, letter in enumerate("KMGTPE", 1)}


def document(body: Body) -> Body:
    """The object itself: the body, or what stands in it as a manifest or as text."""
    manifest = body.get("manifest")
    if isinstance(manifest, dict):
        return manifest
    text = next((body[name] for name in WRITTEN if isinstance(body.get(name), str)), None)
    return body if text is None else _read(text)


@lru_cache(maxsize=2)
def _read(text: str) -> Body:
    try:
        tree = yaml.load(text, LOADER) if len(text) <= LONGEST and _plain(text) else None  # noqa: S506 - the safe one
    except (yaml.YAMLError, ValueError):
        return {}
    return tree if isinstance(tree, dict) else {}


def _plain(text: str) -> bool:
    """Whether a text is as large as it looks."""
    depth = 0
    for event in yaml.parse(text, LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
            return False
    return True


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
