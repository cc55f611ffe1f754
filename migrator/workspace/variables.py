"""Input variables as Terraform takes them: environment, terraform.tfvars, *.auto.tfvars, then --tfvars in order."""

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pygohcl

from checks.facts import Configuration
from checks.problem import Exit, Problem
from migrator.hcl.tree import AT, syntax

Given = dict[str, Any]
SECRET_WORDS = ("license", "licence", "password", "secret", "token", "key", "connection")
SHORTEST = 6


def given(directory: Path, tfvars: Sequence[str], env: Mapping[str, str]) -> Given:
    """Name -> value of everything that is given, later sources winning."""
    found: Given = {name[7:]: value for name, value in env.items() if name.startswith("TF_VAR_")}
    usual = [directory / "terraform.tfvars", directory / "terraform.tfvars.json"]
    automatic = sorted([*directory.glob("*.auto.tfvars"), *directory.glob("*.auto.tfvars.json")])
    for path in [one for one in (*usual, *automatic) if one.exists()]:
        found.update(_read(path, path.name))
    for name in tfvars:
        found.update(_read(directory / name, name))
    return found


def secrets(values: Given, configuration: Configuration) -> frozenset[str]:
    """Every text that must not be seen: of sensitive variables, and of those whose names say so."""
    sensitive = {one.name for one in configuration.variables if one.sensitive}
    hidden = [
        value for name, value in values.items() if name in sensitive or any(word in name.lower() for word in SECRET_WORDS)
    ]
    return frozenset(text for value in hidden for text in _texts(value) if len(text) >= SHORTEST)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in _texts(part)]


def _read(path: Path, name: str) -> Given:
    try:
        text = path.read_text()
    except OSError as error:
        raise _missing(path, name, error) from error
    except UnicodeDecodeError as error:
        raise syntax(name, 1, f"It is not UTF-8: {error.reason}.") from error
    try:
        parsed: Given = (
            json.loads(text) if path.name.endswith(".json") else pygohcl.attributes_loads(text) if text.strip() else {}
        )
    except pygohcl.HCLParseError as error:
        found = AT.match(str(error))
        raise syntax(name, int(found[1]) if found else 1, found[2] if found else str(error)) from None
    except json.JSONDecodeError as error:
        raise syntax(name, error.lineno, error.msg) from None
    return parsed


def _missing(path: Path, name: str, error: OSError) -> Problem:
    near = get_close_matches(path.name, [one.name for one in path.parent.glob("*.tfvars")], n=3, cutoff=0.3)
    hint = f" Similar files there: {', '.join(near)}." if near else ""
    return Problem(
        "tfvars-missing",
        what=f"The variables file {name} cannot be read: {error.strerror}.",
        why=f"Looked for {path.absolute()}; paths are relative to the Terraform directory.{hint}",
        next=f"the same command with --tfvars {near[0] if near else 'PATH'}",
        exit=Exit.USAGE,
    )
