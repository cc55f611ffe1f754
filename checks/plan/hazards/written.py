"""A Kubernetes object that a plan holds as text: YAML, read with care."""

from functools import lru_cache
from typing import Any

import yaml

# More is not read, nor deeper, nor anything that repeats a part of itself: a small text may stand for a huge tree.
LONGEST, DEEPEST = 200_000, 64
NAMES = ("yaml_body", "yaml_body_parsed")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Body = dict[str, Any]


def written(body: Body) -> Body | None:
    """The object that is written in a body, empty where it cannot be read; None where none is."""
    text = next((body[name] for name in NAMES if isinstance(body.get(name), str)), None)
    return None if text is None else _read(text)


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
