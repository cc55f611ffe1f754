"""The digests of what Terraform reads: whatever could change a plan is in them, and nothing that a run itself makes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.workspace.files import digest
from tests.support.directories import ASIDE, POST, PRE, documented, workspace

MODULE = 'module "own" {\n  source = "./modules/own"\n}\n'


def made(path: Path) -> Path:
    """The documented files, variables of every kind, and a local module that calls another."""
    documented(path)
    for name in ("terraform.tfvars", "a.auto.tfvars", "given.tfvars", ".terraform.lock.hcl", "own.tf", "note.txt"):
        (path / name).write_text(MODULE if name == "own.tf" else "")
    for name, text in {
        "modules/own/main.tf": 'module "deeper" {\n  source = "../deeper"\n}\n',
        "modules/own/files/user_data.tftpl": "echo\n",
        "modules/deeper/main.tf": "",
        "modules/unused/main.tf": "",
        "modules/own/.terraform/providers.tf": "",
        ".terraform/modules/m/main.tf": "",
        ".migrator/run/main.tf": "",
    }.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return path


def test_what_is_in_them(tmp_path: Path) -> None:
    """Root files, both configurations wherever they are, variables, the lock file, local modules with all their files."""
    found = workspace(made(tmp_path), "given.tfvars").fingerprints()
    assert {*found} == {
        PRE,
        POST + ASIDE,
        "own.tf",
        "variables.tf",
        "terraform.tfvars",
        "a.auto.tfvars",
        "given.tfvars",
        ".terraform.lock.hcl",
        "modules/own/main.tf",
        "modules/own/files/user_data.tftpl",
        "modules/deeper/main.tf",
    }
    assert found["own.tf"] == digest(MODULE.encode())


@pytest.mark.parametrize(
    "edit",
    [
        lambda path: (path / "modules/own/files/user_data.tftpl").write_text("rm\n"),
        lambda path: (path / "modules/deeper/new.tf").write_text(""),
        lambda path: (path / "b.auto.tfvars").write_text(""),
        lambda path: (path / "given.tfvars").unlink(),
    ],
    ids=["a module's file", "more in a module", "more variables", "no variables"],
)
def test_an_edit_shows(tmp_path: Path, edit: Callable[[Path], object]) -> None:
    """Whatever could change a plan changes them."""
    ours = workspace(made(tmp_path), "given.tfvars")
    before = ours.fingerprints()
    edit(tmp_path)
    assert ours.fingerprints() != before


@pytest.mark.parametrize("name", ["migrator_imports.tf", "terraform.tfstate", "note.txt", "errored.tfstate"])
def test_what_a_run_makes_itself_is_not_in_them(tmp_path: Path, name: str) -> None:
    """The imports of a moment, states, and what Terraform does not read are no edits."""
    ours = workspace(made(tmp_path))
    before = ours.fingerprints()
    (tmp_path / name).write_text("# other\n")
    assert ours.fingerprints() == before


def test_they_move_with_the_swap(tmp_path: Path) -> None:
    """A swap changes names and adds the override; nothing else."""
    ours = workspace(made(tmp_path))
    before = ours.fingerprints()
    ours.take(ours.swap_steps("# text\n"), "# text\n")
    after = ours.fingerprints()
    assert after.pop("migrator_override.tf") == digest(b"# text\n")
    assert (after.pop(POST), after.pop(PRE + ASIDE)) == (before.pop(POST + ASIDE), before.pop(PRE))
    assert after == before
