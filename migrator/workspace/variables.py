"""Input variables as Terraform takes them: environment, terraform.tfvars, *.auto.tfvars, then --tfvars in order."""

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pygohcl

from checks.problem import Exit, Problem
from migrator.hcl.tree import AT, Block, syntax

Given = dict[str, Any]
SECRET_WORDS = ("license", "licence", "password", "secret", "token", "key", "connection")
PUBLIC_ENDINGS = ("_arn", "_name")
PLAIN_WORDS = frozenset({"true", "false", "null"})
SHORTEST, SHORTEST_SENSITIVE = 6, 4


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
             if name in sensitive or _named_so(name)]  # fmt: skip
    return (
        frozenset(text for hidden, text in texts if len(text) >= (SHORTEST_SENSITIVE if hidden else SHORTEST)) - PLAIN_WORDS
    )


def _named_so(name: str) -> bool:
    return any(word in name.lower() for word in SECRET_WORDS) and not name.endswith(PUBLIC_ENDINGS)


def _written(top: Iterable[Block]) -> Iterator[tuple[str, Any]]:
    """Name -> value of what stands in the configuration itself: defaults, and literals passed to modules."""
    for one in top:
        if one.type == "variable" and "default" in one.attributes:
            yield one.labels[0], _literal(one.attributes["default"])
        if one.type == "module":
            yield from ((name, _literal(text)) for name, text in one.attributes.items())


def _literal(text: str) -> Any:
    """The value of an expression without variables and functions, None for every other one."""
    try:
        return pygohcl.attributes_loads(f"it = {text}\n")["it"]
    except pygohcl.HCLParseError:
        return None


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value, *(_texts(_literal(value)) if value.strip()[:1] in ("{", "[") else [])]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [str(value)]
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in _texts(part)]


def _read(path: Path, name: str) -> Given:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise _missing(path, name, error) from error
    except UnicodeDecodeError as error:
        raise syntax(name, 1, f"It is not UTF-8: {error.reason}.") from error
    try:
        parsed = json.loads(text) if path.name.endswith(".json") else pygohcl.attributes_loads(text) if text.strip() else {}
    except pygohcl.HCLParseError as error:
        found = AT.match(str(error))
        raise syntax(name, int(found[1]) if found else 1, found[2] if found else str(error)) from None
    except json.JSONDecodeError as error:
        raise syntax(name, error.lineno, error.msg) from None
    if not isinstance(parsed, dict):
        raise syntax(name, 1, "It is not a JSON object.")
    return parsed


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
