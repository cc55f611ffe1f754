"""Where a configuration keeps its state."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checks.facts import Backend
from migrator.hcl.literal import NotLiteralError, literal
from migrator.hcl.tree import Block, entries

# The settings that are kept: what names the place of the state, its lock, and who goes there. No other leaves the file.
OPEN = frozenset(
    {"bucket", "dynamodb_table", "key", "path", "profile", "region", "role_arn", "use_lockfile", "workspace_dir"}
    | {"workspace_key_prefix", "assume_role.role_arn", "hostname", "organization"}
)


def backend(settings: Iterable[Block]) -> Backend | None:
    """What the `terraform` blocks say of it; None where they say nothing, and the state is a file beside them."""
    stores = (found for one in settings for kind in ("backend", "cloud") for found in one.all(kind))
    found = next(stores, None)
    if found is None:
        return None
    return Backend(found.labels[0] if found.labels else found.type, _plain(found), found.place)


def opened(values: Mapping[str, Any]) -> dict[str, str]:
    """The open settings among these, flattened, as text; what is not set is left out."""
    flat = dict(_flat(values))
    return {name: _text(value) for name, value in flat.items() if name in OPEN and isinstance(value, str | bool | int)}


def _plain(block: Block) -> dict[str, str]:
    nested = {one.type: {name: _value(text) for name, text in one.attributes.items()} for one in block.blocks}
    objects = {name: {key: _value(one) for key, one in entries(text).items()} for name, text in block.attributes.items()}
    simple = {name: _value(text) for name, text in block.attributes.items()}
    return opened({**nested, **simple, **{name: keys for name, keys in objects.items() if keys}})


def _value(text: str) -> Any:
    try:
        return literal(text)
    except NotLiteralError:
        return None


def _flat(values: Mapping[str, Any], under: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{under}{name}.")
        else:
            yield f"{under}{name}", value


def _text(value: str | bool | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
