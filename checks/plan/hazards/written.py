"""A Kubernetes object that a plan holds as text: YAML, read with care."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

# More is not read, nor deeper, nor anything that repeats a part of itself: a small text may stand for a huge tree.
LONGEST, DEEPEST = 200_000, 64
NAMES = ("yaml_body", "yaml_body_parsed")
OPENING = frozenset({"MappingStartEvent", "SequenceStartEvent"})
CLOSING = frozenset({"MappingEndEvent", "SequenceEndEvent"})
Body = dict[str, Any]


def written(body: Body) -> Body | None:
    """The object that is written in a body, empty where it cannot be read; None where none is."""
    text = next((body[name] for name in NAMES if isinstance(body.get(name), str)), None)
    return None if text is None else _read(text)


@lru_cache(maxsize=2)
def _read(text: str) -> Body:
    import yaml  # noqa: PLC0415 - few plans hold any

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        readable = len(text) <= LONGEST and _plain(yaml.parse(text, loader))
        tree = yaml.load(text, loader) if readable else None  # noqa: S506 - the safe one
    except (yaml.YAMLError, ValueError):
        return {}
    return tree if isinstance(tree, dict) else {}


def _plain(events: Iterable[Any]) -> bool:
    """Whether a text is as large as it looks."""
    depth = 0
    for event in events:
        kind = type(event).__name__
        depth += (kind in OPENING) - (kind in CLOSING)
        if depth > DEEPEST or kind == "AliasEvent":
            return False
    return True
