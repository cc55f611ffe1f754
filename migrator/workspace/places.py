"""Where the blocks of the root module stand: in what Terraform reads, in what it will read, in what was put aside."""

from pathlib import Path

from checks.facts import Place
from checks.problem import Problem
from migrator.hcl import Block, blocks
from migrator.workspace.files import active, content, swapped
from runbooks.model import Layout as Names


def places(directory: Path, names: Names, *, swap: bool) -> dict[str, Place]:
    """Address -> place of each module call, resource and data source, by file names that are there now.

    Of two places the one counts that a swap makes active.
    """
    before, after = blocks(active(directory)), blocks(swapped(directory, names, None, swap=swap))
    return {address: one.place for one in (*before, *after) if (address := _address(one))}


def aside(directory: Path, names: Names) -> dict[str, str]:
    """Address -> file of each block that stands in a file put aside and in none that Terraform reads."""
    read = {_address(one) for one in blocks(active(directory))}
    found: dict[str, str] = {}
    for path in sorted(directory.glob(f"*.tf{names.suffix}")):
        found |= {address: path.name for one in _told(path) if (address := _address(one)) and address not in read}
    return found


def _told(path: Path) -> tuple[Block, ...]:
    """The blocks of a file that nobody reads: it may hold anything."""
    try:
        return blocks({path.name: content(path)})
    except Problem:
        return ()


def _address(one: Block) -> str | None:
    match one.type:
        case "module" | "data":
            return ".".join((one.type, *one.labels))
        case "resource":
            return ".".join(one.labels)
    return None
