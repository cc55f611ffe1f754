"""Where the blocks of the root module stand: of the configuration that a swap makes active, then of the active one."""

from pathlib import Path

from checks.facts import Place
from migrator.hcl import Block, blocks
from migrator.workspace.files import active, swapped
from runbooks.model import Layout as Names


def places(directory: Path, names: Names, *, swap: bool) -> dict[str, Place]:
    """Address -> place of each module call, resource and data source; by file names that are there now."""
    before, after = blocks(active(directory)), blocks(swapped(directory, names, None, swap=swap))
    return {address: one.place for one in (*before, *after) if (address := _address(one))}


def _address(one: Block) -> str | None:
    match one.type:
        case "module" | "data":
            return ".".join((one.type, *one.labels))
        case "resource":
            return ".".join(one.labels)
    return None
