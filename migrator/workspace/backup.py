"""Copies of everything that the swap could make hard to get back: configuration, variables, lock file, module manifest."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from migrator.workspace.files import content, data_directory, digest, unwritable, write
from states.events import Saved
from states.inputs import Inputs

PATTERNS = ("*.tf", "*.tf.json", "*.tf.disabled", "*.tfvars", "*.tfvars.json", ".terraform.lock.hcl")
MANIFEST = "modules/modules.json"  # below Terraform's data directory


def save(directory: Path, into: Path, inputs: Inputs, env: Mapping[str, str]) -> tuple[Saved, ...]:
    """Copy below `into` (0700, files 0600); names are relative to its parent. Again is harmless."""
    try:
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tuple(_save(source, into / name, into.parent) for source, name in _sources(directory, inputs, env))
    except OSError as error:
        raise unwritable(into, error) from error


def _sources(directory: Path, inputs: Inputs, env: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    found = {path.name: path for pattern in PATTERNS for path in directory.glob(pattern) if path.is_file()}
    for number, name in enumerate((*inputs.tfvars, *inputs.pre_tfvars)):
        path = directory / name
        if path.is_file() and path not in found.values():
            found[f"given-{number}-{path.name}"] = path
    manifest = data_directory(directory, env) / MANIFEST
    if manifest.is_file():
        found["modules.json"] = manifest
    yield from ((path, name) for name, path in sorted(found.items()))


def _save(source: Path, target: Path, root: Path) -> Saved:
    whole = content(source)
    write(target, whole, 0o600)
    return Saved(os.fspath(target.relative_to(root)), digest(whole), len(whole))
