"""Override files, merged as Terraform does: developer.hashicorp.com/terraform/language/files/override.

A block of an override file is laid over the one of the same type and labels: attributes replace attributes, nested blocks of
a type replace all of that type, `required_providers` entry by entry.
"""

from collections.abc import Iterable
from dataclasses import replace

from migrator.hcl.tree import Block

STORES = ("backend", "cloud")


def is_override(file: str) -> bool:
    """Whether Terraform treats a file as an override."""
    return file == "override.tf" or file.endswith("_override.tf")


def merge(base: Iterable[Block], overrides: Iterable[Block]) -> tuple[Block, ...]:
    """All top-level blocks, with the overrides laid over them in order."""
    merged = list(base)
    for over in overrides:
        if over.type == "terraform":
            merged = _settings(merged, over)
            continue
        found = [index for index, one in enumerate(merged) if _key(one) == _key(over)]
        for index in found:
            merged[index] = _laid_over(merged[index], over)
        if not found:
            merged.append(over)
    return tuple(merged)


def _key(block: Block) -> tuple[object, ...]:
    alias = block.attributes.get("alias") if block.type == "provider" else None
    return block.type, block.labels, alias


def _laid_over(base: Block, over: Block) -> Block:
    kinds = {one.type for one in over.blocks}
    kept = tuple(one for one in base.blocks if one.type not in kinds)
    return replace(
        base,
        attributes={**base.attributes, **over.attributes},
        places={**base.places, **over.places},
        blocks=(*kept, *over.blocks),
    )


def _settings(merged: list[Block], over: Block) -> list[Block]:
    """Settings of several `terraform` blocks count together, but what an override says again is replaced.

    `required_version` and the backend (or `cloud`) as a whole, `required_providers` entry by entry.
    """
    return [*(_without(one, over) if one.type == "terraform" else one for one in merged), over]


def _without(block: Block, over: Block) -> Block:
    named = {name for one in over.all("required_providers") for name in one.attributes}
    moved = any(over.all(kind) for kind in STORES)
    kept = (one for one in block.blocks if not (moved and one.type in STORES))
    blocks = tuple(_less(one, named) if one.type == "required_providers" else one for one in kept)
    return replace(_less(block, set(over.attributes)), blocks=blocks)


def _less(block: Block, names: set[str]) -> Block:
    return replace(block, attributes={name: text for name, text in block.attributes.items() if name not in names})
