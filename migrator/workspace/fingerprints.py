"""The digest of everything that Terraform reads of a directory: configuration, local modules, variables, the lock file."""

import os
from collections.abc import Iterator
from pathlib import Path

from migrator.hcl.tree import parse
from migrator.workspace.copy import LEFT_OUT
from migrator.workspace.files import active, content, digest
from runbooks.model import Layout as Names
from states.inputs import Inputs

VARIABLES = ("terraform.tfvars", "terraform.tfvars.json", "*.auto.tfvars", "*.auto.tfvars.json", ".terraform.lock.hcl")


def fingerprints(directory: Path, names: Names, inputs: Inputs, generated: frozenset[str]) -> dict[str, str]:
    """Name, relative to the directory or as it was given -> SHA-256; without the files that are `generated` for a moment."""
    files = {name: digest(whole) for name, whole in active(directory).items() if name not in generated}
    aside = [directory / (name + names.suffix) for name in (names.pre, names.post)]
    own = [*(directory / name for name in files), *(one for one in aside if one.is_file())]
    others = (*((one.name, one) for one in aside), *_variables(directory, inputs), *_modules(directory, own))
    return files | {name: digest(content(path)) for name, path in others if path.is_file()}


def _variables(directory: Path, inputs: Inputs) -> Iterator[tuple[str, Path]]:
    yield from ((one.name, one) for pattern in VARIABLES for one in directory.glob(pattern))
    yield from ((name, directory / name) for name in inputs.tfvars)


def _modules(directory: Path, own: list[Path]) -> Iterator[tuple[str, Path]]:
    """Every file of each module that is called by a path within the directory, and of those that it calls."""
    seen, waiting = {directory}, [own]
    while waiting:
        for folder in sorted(_called(waiting.pop()) - seen):
            if folder.is_relative_to(directory) and folder.is_dir():
                seen.add(folder)
                waiting.append(sorted(folder.glob("*.tf")))
                yield from ((os.fspath(one.relative_to(directory)), one) for one in _below(folder))


def _called(files: list[Path]) -> set[Path]:
    """The folders of the local modules that these files call."""
    calls = ((file, one) for file in files for one in parse(file.name, content(file)).blocks if one.type == "module")
    sources = ((file.parent, one.plain("source") or "") for file, one in calls)
    return {Path(os.path.normpath(folder / one)) for folder, one in sources if one.startswith(("./", "../"))}


def _below(folder: Path) -> Iterator[Path]:
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in LEFT_OUT)
        yield from (Path(path) / one for one in sorted(files))
