"""Argument vectors for Terraform, built on python-terraform; building is pure, running is elsewhere.

python-terraform 0.10 spells options right and gets the rest wrong, so only its spelling is used. Elsewhere it reads the
state in its constructor, leaks `-synchronous=false`, adds an empty `-var-file` and `-reconfigure`, doubles
`-auto-approve`, makes a command of every mistyped method, and logs values.
"""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from python_terraform import IsFlagged, Terraform

from states.inputs import Inputs

Vector = tuple[str, ...]


@cache
def _speller() -> Terraform:
    # Without __init__: it looks for a state file in the current directory and parses it, secrets and all.
    speller = Terraform.__new__(Terraform)
    speller.terraform_bin_path = "terraform"
    return speller


def _spell(command: str, *arguments: str, **options: object) -> Vector:
    spelled: list[str] = _speller().generate_cmd_string(command, *arguments, **options)
    return tuple(spelled[1:])


def version() -> Vector:
    """`version -json`."""
    return _spell("version", json=IsFlagged)


def workspace_show() -> Vector:
    """`workspace show`."""
    return _spell("workspace show")


def state_pull() -> Vector:
    """`state pull`."""
    return _spell("state pull")


def untaint(inputs: Inputs, address: str) -> Vector:
    """`untaint ADDRESS`."""
    return _spell("untaint", address, no_color=IsFlagged, **_waiting(inputs))


def state_push(inputs: Inputs, state: Path) -> Vector:
    """`state push FILE`: never with -force."""
    return _spell("state push", str(state), **_waiting(inputs))


def force_unlock(ident: str) -> Vector:
    """`force-unlock -force ID`: the flag is about the question, not about whose lock it is."""
    return _spell("force-unlock", ident, force=IsFlagged)


def _waiting(inputs: Inputs) -> dict[str, object]:
    return {"lock_timeout": inputs.lock_timeout} if inputs.lock_timeout else {}


def show(plan: Path) -> Vector:
    """`show -json PLAN`."""
    return _spell("show", str(plan), json=IsFlagged, no_color=IsFlagged)


def init(inputs: Inputs, *, upgrade: bool) -> Vector:
    """`init`; without upgrade the lock file must do as it is."""
    options: dict[str, object] = {"input": False, "no_color": IsFlagged}
    options |= {"upgrade": IsFlagged} if upgrade else {"lockfile": "readonly"}
    backend = (one if "=" in one else _located(inputs, one) for one in inputs.backend_config)
    return (*_spell("init", **options), *_repeated("-backend-config", backend))


def plan(inputs: Inputs, out: Path, *, lock: bool) -> Vector:
    """`plan -detailed-exitcode -json -out`, with the run's variables. A plan that touches nothing takes no lock."""
    options: dict[str, object] = {"input": False, "json": IsFlagged, "detailed_exitcode": IsFlagged, "out": str(out)}
    options |= {} if lock else {"lock": False}
    options |= {"lock_timeout": inputs.lock_timeout} if inputs.lock_timeout and lock else {}
    options |= {"parallelism": inputs.parallelism} if inputs.parallelism else {}
    return (*_spell("plan", **options), *_repeated("-var-file", (_located(inputs, one) for one in inputs.tfvars)))


def apply(inputs: Inputs, plan_file: Path) -> Vector:
    """`apply -json PLAN`: a saved plan takes no variables and needs no approval."""
    options: dict[str, object] = {"input": False, "json": IsFlagged}
    options |= {"lock_timeout": inputs.lock_timeout} if inputs.lock_timeout else {}
    options |= {"parallelism": inputs.parallelism} if inputs.parallelism else {}
    return _spell("apply", str(plan_file), **options)


def _located(inputs: Inputs, name: str) -> str:
    """A file as the user named it, from the Terraform directory; absolute, since a preview plans somewhere else."""
    return os.fspath(Path(inputs.directory) / name)


def _repeated(option: str, values: Iterable[str]) -> Vector:
    return tuple(f"{option}={value}" for value in values)
