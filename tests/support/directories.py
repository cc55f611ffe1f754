"""The documented files in a directory, the workspace over them, and photographs that tell whether anything moved."""

from collections.abc import Mapping
from pathlib import Path

import runbooks
from migrator.workspace import TerraformWorkspace
from states.inputs import Inputs

DOCUMENTED = Path(__file__).parents[2] / "migrator/sandbox/workspace"
RUNBOOK = runbooks.load("wandb-aws-operator")
PRE, POST = "pre-operator.tf", "post-operator.tf"
ASIDE = RUNBOOK.layout.suffix
Picture = dict[str, tuple[bytes | None, int]]


def documented(path: Path) -> Path:
    """The guide's files, as a person has them before the migration."""
    path.mkdir(parents=True, exist_ok=True)
    for one in DOCUMENTED.iterdir():
        (path / one.name).write_bytes(one.read_bytes())
    return path


def workspace(
    path: Path,
    *tfvars: str,
    env: Mapping[str, str] | None = None,
    swap: bool = True,
    pre_tfvars: tuple[str, ...] = (),
) -> TerraformWorkspace:
    """A workspace over a directory; nothing comes from the environment unless it is given."""
    return TerraformWorkspace(path, RUNBOOK, Inputs(str(path), tfvars, pre_tfvars, swap=swap), env or {})


def picture(path: Path) -> Picture:
    """Every name below a directory with content and time of modification, so that two pictures can be held together."""
    return {
        str(one.relative_to(path)): (one.read_bytes() if one.is_file() else None, one.lstat().st_mtime_ns)
        for one in sorted(path.rglob("*"))
    }


def contents(path: Path) -> dict[str, bytes]:
    """Name -> content of the files of a directory."""
    return {one.name: one.read_bytes() for one in sorted(path.iterdir()) if one.is_file()}
