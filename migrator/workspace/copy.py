"""The scratch copy that a dry run works in. The workspace keeps every byte and every time of modification."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from checks.problem import Exit, Problem
from migrator.hcl import Block
from states.ports import Directory

LEFT_OUT = frozenset({".terraform", ".migrator", ".git", ".hg", ".svn", ".sandbox"})
KEPT_OF_DATA = ("environment", "terraform.tfstate")


def copy(source: Path, into: Path, env: Mapping[str, str]) -> Directory:
    """Copy files, state and the selected workspace; not the providers, which init finds again."""
    into.mkdir(mode=0o700)
    for entry in sorted(source.iterdir()):
        if entry.name in LEFT_OUT or not (entry.is_file() or entry.is_dir()):
            continue
        if entry.is_dir():
            shutil.copytree(entry, into / entry.name, ignore=_ignored, copy_function=_copy_file)
        else:
            _copy_file(str(entry), str(into / entry.name))
    data = into / ".terraform"
    data.mkdir(mode=0o700)
    own = source / env.get("TF_DATA_DIR", ".terraform")
    for name in KEPT_OF_DATA:
        if (own / name).is_file():
            _copy_file(str(own / name), str(data / name))
    # Relative: what a module calls path.module begins with it, and must read the same here as in place.
    return Directory(into, Path(data.name))


def _ignored(folder: str, names: list[str]) -> set[str]:
    special = {name for name in names if not ((path := Path(folder) / name).is_file() or path.is_dir())}
    return special | (LEFT_OUT & set(names))


def _copy_file(source: str, target: str) -> str:
    """Content only: a read-only file's copy can be written."""
    shutil.copyfile(source, target)
    Path(target).chmod(0o600)
    return target


def refuse_outside(top: tuple[Block, ...]) -> None:
    """A Problem where the configuration reaches out of its directory by a relative path: a copy could not follow."""
    for block in top:
        if block.type == "module" and (block.plain("source") or "").startswith("../"):
            raise _outside("module-outside-workspace", f'module "{block.labels[0]}"', block)
        for backend in block.all("backend"):
            if backend.labels == ("local",) and re.match(r"\.\./", backend.plain("path") or ""):
                raise _outside("state-outside-workspace", "the local backend", backend)


def _outside(code: str, what: str, block: Block) -> Problem:
    return Problem(
        code,
        what=f"{block.place}: {what} reaches out of the Terraform directory.",
        why="The dry run plans in a copy of the directory, where ../ would lead somewhere else.",
        next="make the path absolute, then the same command again",
        exit=Exit.USAGE,
    )
