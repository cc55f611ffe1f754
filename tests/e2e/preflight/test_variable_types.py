"""Values that do not fit their variables: held against what real Terraform says of the very same ones."""

import json
import re
from pathlib import Path

import pytest

from migrator.hcl import blocks, mistyped
from migrator.workspace.variables import said
from tests.support.sandbox import Sandbox

TYPES = (
    "string",
    "number",
    "bool",
    "any",
    "list(string)",
    "set(number)",
    "map(string)",
    "map(bool)",
    "list(list(number))",
    "object({ a = string, b = optional(number) })",
    "tuple([string, bool])",
)
VALUES = (
    "text",
    "5",
    "-1.5",
    "1e3",
    "1E+3",
    "+5",
    ".5",
    "5.",
    "inf",
    "INF",
    "1_000",
    " 5 ",
    "0x1F",
    "\u0663",
    "true",
    "1",
    "",
    5,
    0,
    1.5,
    True,
    None,
    [],
    ["a"],
    [1, "2"],
    [[1]],
    ["x", True],
    {},
    {"a": "b"},
    {"a": True},
    {"a": "b", "b": "no"},
    {"b": 1},
    ["a", "b", "c"],
    [None],
)
TEXTS = ("5", "true", "[]", '["a"]', "{}", '{ a = "b" }', '{"a":1}', "null", '"text"')
BROKEN = ("text", "[1", "", "var.x", "{ a = ", "max(1, 2)")


def refused(sandbox: Sandbox, path: Path, env: dict[str, str]) -> set[str]:
    """The variables whose values real Terraform refuses."""
    done = sandbox.tried("plan", "-input=false", "-json", at=path, env=env)
    found = [one["diagnostic"] for line in done.out.splitlines() if (one := json.loads(line))["type"] == "diagnostic"]
    about = [
        f"{one['detail']} {one['range']['filename']}" for one in found if one["summary"] != "No value for required variable"
    ]
    return {name for text in about for name in re.findall(r"var\.(v_\d+_\d+)", text)}


def declared(path: Path, count: int) -> None:
    """A variable for each type and each of so many values."""
    text = "".join(f'variable "v_{n}_{m}" {{\n  type = {one}\n}}\n' for n, one in enumerate(TYPES) for m in range(count))
    (path / "main.tf").write_text(text)


def ours(path: Path, env: dict[str, str]) -> set[str]:
    """Those that are refused here."""
    top = blocks({"main.tf": (path / "main.tf").read_bytes()})
    return {one.name for one in mistyped(top, said(path, (), env))}


def test_values_of_files(remedied: Sandbox, tmp_path: Path) -> None:
    """Every value in every type is refused by both, or by neither."""
    declared(tmp_path, len(VALUES))
    given = {f"v_{n}_{m}": one for n in range(len(TYPES)) for m, one in enumerate(VALUES)}
    (tmp_path / "terraform.tfvars.json").write_text(json.dumps(given))
    assert ours(tmp_path, {}) == refused(remedied, tmp_path, {})


@pytest.mark.parametrize("texts", [TEXTS, BROKEN], ids=["expressions", "none"])
def test_values_of_the_environment(remedied: Sandbox, tmp_path: Path, texts: tuple[str, ...]) -> None:
    """A TF_VAR_ is a text for the plain types, and an expression for all others; Terraform tells first what is none."""
    declared(tmp_path, len(texts))
    env = {f"TF_VAR_v_{n}_{m}": one for n in range(len(TYPES)) for m, one in enumerate(texts)}
    plain = {f"v_{n}_{m}" for n, one in enumerate(TYPES) for m in range(len(texts)) if one in ("string", "number", "bool")}
    told = refused(remedied, tmp_path, env)
    assert (ours(tmp_path, env) - plain if texts is BROKEN else ours(tmp_path, env)) == told


@pytest.mark.parametrize("nothing", [{}, {"TF_VAR_other": "x"}])
def test_nothing_given(tmp_path: Path, nothing: dict[str, str]) -> None:
    """What is not given, or not declared, has no type to fit."""
    declared(tmp_path, 1)
    assert ours(tmp_path, nothing) == set()
