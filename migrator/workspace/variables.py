"""Input variables as Terraform takes them: environment, terraform.tfvars, *.auto.tfvars, then --tfvars in order."""

import json
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pygohcl

from checks.problem import Exit, Problem
from migrator.hcl.evaluate import plain
from migrator.hcl.scope import Said
from migrator.hcl.secret import named_secret
from migrator.hcl.tree import Block, parse, refused, syntax

Given = dict[str, Any]
PLAIN_WORDS = frozenset({"true", "false", "null"})
SHORTEST, SHORTEST_SENSITIVE = 6, 4


def given(directory: Path, tfvars: Sequence[str], env: Mapping[str, str]) -> Given:
    """Name -> value of everything that is given, later sources winning."""
    return {name: one.value for name, one in said(directory, tfvars, env).items()}


def said(directory: Path, tfvars: Sequence[str], env: Mapping[str, str]) -> dict[str, Said]:
    """The same, with the place of each value."""
    found = {name[7:]: Said(value, name, of_environment=True) for name, value in env.items() if name.startswith("TF_VAR_")}
    usual = [directory / "terraform.tfvars", directory / "terraform.tfvars.json"]
    automatic = sorted([*directory.glob("*.auto.tfvars"), *directory.glob("*.auto.tfvars.json")])
    for path in [one for one in (*usual, *automatic) if one.exists()]:
        found.update(_read(path, path.name))
    for name in tfvars:
        found.update(_read(directory / name, name))
    return found


def secrets(values: Iterable[Given], top: Iterable[Block]) -> frozenset[str]:
    """Every text that must not be seen.

    The values and defaults of variables that are sensitive or have a name that says so, and literals that stand in place of
    one in a module call. Of a map or list each text counts. What is shorter than six letters is kept back only for sensitive
    ones, and below four not at all: it would be found in every other word.
    """
    declared = list(top)
    sensitive = {one.labels[0] for one in declared if one.type == "variable" and one.attributes.get("sensitive") == "true"}
    given = [pair for one in values for pair in one.items()]
    texts = [(name in sensitive, text) for name, value in (*given, *_written(declared)) for text in _texts(value)
             if name in sensitive or named_secret(name)]  # fmt: skip
    return (
        frozenset(text for hidden, text in texts if len(text) >= (SHORTEST_SENSITIVE if hidden else SHORTEST)) - PLAIN_WORDS
    )


def _written(top: Iterable[Block]) -> Iterator[tuple[str, Any]]:
    """Name -> value of what stands in the configuration itself: defaults, and literals passed to modules."""
    for one in top:
        if one.type == "variable" and "default" in one.attributes:
            yield one.labels[0], plain(one.attributes["default"])
        if one.type == "module":
            yield from ((name, plain(text)) for name, text in one.attributes.items())


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value, *(_texts(plain(value)) if value.strip()[:1] in ("{", "[") else [])]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [str(value)]
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in _texts(part)]


def _read(path: Path, name: str) -> dict[str, Said]:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise _missing(path, name, error) from error
    except UnicodeDecodeError as error:
        raise syntax(name, 1, f"It is not UTF-8: {error.reason}.") from error
    if path.name.endswith(".json"):
        return _placed(name, _json(name, text), lambda one: _line(text, one))
    return _native(name, text)


def _placed(file: str, values: Given, line: Callable[[str], int]) -> dict[str, Said]:
    return {name: Said(value, f"{file}:{line(name)}") for name, value in values.items()}


def _native(name: str, text: str) -> dict[str, Said]:
    file = parse(name, text.encode())
    try:
        pygohcl.attributes_loads(text or "\n")
    except pygohcl.HCLParseError as error:
        raise refused(name, error) from None
    return {one: Said(plain(value), str(file.places[one])) for one, value in file.attributes.items()}


def _json(name: str, text: str) -> Given:
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError as error:
        raise syntax(name, error.lineno, error.msg) from None
    except RecursionError:
        raise syntax(name, 1, "It is nested too deeply to be read.") from None
    except ValueError:
        raise syntax(name, 1, "A number in it is too long to be read.") from None
    if not isinstance(parsed, dict):
        raise syntax(name, 1, "It is not a JSON object.")
    return parsed


def _line(text: str, name: str) -> int:
    """Where a name is first set; 1 where it is spelled with escapes."""
    found = re.search(rf"{re.escape(json.dumps(name))}\s*:", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _missing(path: Path, name: str, error: OSError) -> Problem:
    there = [one.name for pattern in ("*.tfvars", "*.tfvars.json") for one in path.parent.glob(pattern)]
    near = [str(Path(name).with_name(one)) for one in get_close_matches(path.name, there, n=3, cutoff=0.3)]
    hint = f" Similar files there: {', '.join(near)}." if near else ""
    return Problem(
        "tfvars-missing",
        what=f"The variables file {name} cannot be read: {error.strerror}.",
        why=f"Looked for {path.absolute()}; paths are relative to the Terraform directory.{hint}",
        next=f"the same command with --tfvars {shlex.quote(near[0]) if near else 'PATH'}",
        exit=Exit.USAGE,
    )
