"""The scratch copy that a dry run works in. The workspace keeps every byte and every time of modification."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from checks.problem import Exit, Problem
from migrator.hcl import Block
from migrator.hcl.tree import parse
from migrator.workspace.files import data_directory, unreadable
from states.terraform import Directory

LEFT_OUT = frozenset({".terraform", ".migrator", ".git", ".hg", ".svn", ".sandbox"})
KEPT_OF_DATA = ("environment", "terraform.tfstate")


def copy(source: Path, into: Path, env: Mapping[str, str]) -> Directory:
    """Copy files, state and the selected workspace; not the providers, which init finds again."""
    own = data_directory(source, env)
    _folder(source, into, own)
    data = into / ".terraform"
    data.mkdir(mode=0o700)
    for name in KEPT_OF_DATA:
        if (own / name).is_file():
            _file(own / name, data / name)
    # Relative: what a module calls path.module begins with it, and must read the same here as in place.
    return Directory(into, Path(data.name))


def _folder(source: Path, into: Path, left_out: Path) -> None:
    """Links are followed, except those that lead back to where they stand in; sockets and the like are passed over."""
    into.mkdir(mode=0o700)
    for entry in sorted(_listed(source)):
        if entry.name in LEFT_OUT or entry == left_out:
            continue
        if entry.is_file():
            _file(entry, into / entry.name)
        elif entry.is_dir() and not source.resolve().is_relative_to(entry.resolve()):
            _folder(entry, into / entry.name, left_out)


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise unreadable(folder, error) from error


def _file(source: Path, target: Path) -> None:
    """Content only: a read-only file's copy can be written."""
    try:
        reading = source.open("rb")
    except OSError as error:
        raise unreadable(source, error) from error
    with reading, target.open("wb") as writing:
        target.chmod(0o600)
        shutil.copyfileobj(reading, writing)


def refuse_outside(directory: Path, top: tuple[Block, ...]) -> None:
    """A Problem where the configuration reaches out of its directory by a relative path: a copy could not follow."""
    for block in top:
        for backend in block.all("backend"):
            paths = (backend.plain("path"), backend.plain("workspace_dir"))
            if backend.labels == ("local",) and any(_outside(directory, directory, path) for path in paths):
                raise _refused("state-outside-workspace", "the local backend", backend)
    seen: set[Path] = set()
    waiting = [(directory, block) for block in top if block.type == "module"]
    while waiting:
        folder, block = waiting.pop(0)
        source = block.plain("source") or ""
        if not source.startswith(("./", "../")):
            continue
        if _outside(directory, folder, source):
            raise _refused("module-outside-workspace", f'module "{block.labels[0]}"', block)
        inner = Path(os.path.normpath(folder / source))
        waiting += [(inner, one) for one in _calls(directory, inner)] if inner not in seen else []
        seen.add(inner)


def _outside(directory: Path, folder: Path, path: str | None) -> bool:
    """Whether a relative path, as seen from a folder, leaves the directory."""
    if path is None or Path(path).is_absolute():
        return False
    return not Path(os.path.normpath(folder / path)).is_relative_to(directory)


def _calls(directory: Path, folder: Path) -> Iterator[Block]:
    for file in sorted(folder.glob("*.tf")):
        if file.is_file():
            name = os.fspath(file.relative_to(directory))
            yield from (one for one in parse(name, file.read_bytes()).blocks if one.type == "module")


def _refused(code: str, what: str, block: Block) -> Problem:
    return Problem(
        code,
        what=f"{block.place}: {what} reaches out of the Terraform directory.",
        why="The dry run plans in a copy of the directory, where ../ would lead somewhere else.",
        next="make the path absolute, then the same command again",
        exit=Exit.USAGE,
    )
