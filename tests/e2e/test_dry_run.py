"""The dry run touches nothing: not in a plain workspace, nor where it may not write, nor in unusual ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sandbox import TFVARS, Sandbox
from tests.support.tree import read_only, tree

PLAN = ("plan", *TFVARS, "--override", "yes", "--format", "json")
DOCUMENTED = {"create": 30, "update": 15, "delete": 7, "replace": 3}


def scratches() -> set[str]:
    """Scratch directories that are there now."""
    return {one.name for one in Path(os.environ.get("TMPDIR", "/tmp")).glob("migrator-*")}


def counts(document: dict[str, object]) -> dict[str, int]:
    """The documented counts, of a plan document."""
    summary = document["summary"]
    assert isinstance(summary, dict)
    return {name: summary[name] for name in DOCUMENTED}


@pytest.mark.parametrize("arguments", [PLAN, ("run", "--dry-run", *PLAN[1:])], ids=["plan", "run --dry-run"])
def test_every_byte_and_time_stays(looked_at: Sandbox, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """`plan` and `run --dry-run` judge the documented plan and leave workspace and scratch space as they were."""
    before = tree(looked_at.path)
    said = looked_at.migrator(*arguments, env={"TMPDIR": str(tmp_path)})
    assert said.code == 0, said
    assert counts(said.document()) == DOCUMENTED
    assert said.document()["contract"]["matched"] == 55
    assert tree(looked_at.path) == before
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_workspace_will_do(looked_at: Sandbox) -> None:
    """Where nothing may be written, the dry run judges the same plan."""
    before = tree(looked_at.path)
    with read_only(looked_at.path) as there:
        command = there((sys.executable, "-m", "migrator", *PLAN))
        said = subprocess.run(command, cwd=looked_at.path, env=looked_at.env, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said
    assert '"matched": 55' in said.stdout
    assert tree(looked_at.path) == before


def test_another_terraform_workspace(sandbox: Sandbox) -> None:
    """In a Terraform workspace that is not the default one, its own state counts: an empty one stops it, a copy does not."""
    whole = sandbox.terraform("state", "pull")
    sandbox.terraform("workspace", "new", "staging")
    empty = sandbox.document("preflight", *PLAN[1:-2])
    assert {"state-empty-or-foreign", "baseline-drift"} <= {one["code"] for one in empty["findings"]}
    (sandbox.path / "terraform.tfstate.d/staging/terraform.tfstate").write_text(whole)
    assert counts(sandbox.document(*PLAN)) == DOCUMENTED
    by_name = sandbox.migrator(*PLAN, env={"TF_WORKSPACE": "default"})
    assert counts(by_name.document()) == DOCUMENTED


def test_an_exported_data_directory(sandbox: Sandbox, tmp_path: Path) -> None:
    """With TF_DATA_DIR exported, to a relative or an absolute place, the same plan gets the same approval hash."""
    usual = sandbox.document(*PLAN)
    for place in ("data", str(tmp_path / "data")):
        exported = {"TF_DATA_DIR": place}
        sandbox.terraform("init", "-input=false", env=exported)
        before = tree(sandbox.path)
        said = sandbox.migrator(*PLAN, env=exported).document()
        assert said["approval"] == usual["approval"]
        assert tree(sandbox.path) == before
