"""The workspace port over real directories: configurations before and after, backup, lock file."""

from pathlib import Path

import pytest

from checks.facts import Configuration, Layout
from checks.preflight.configuration import admits_3, makes_cycles
from checks.problem import Exit, Problem
from migrator.workspace import backup
from migrator.workspace.files import digest, temporary
from states.inputs import Inputs
from states.override import override_text
from states.terraform import Directory
from tests.support.directories import ASIDE, POST, PRE, RUNBOOK, contents, documented, picture, workspace


def modules(found: Configuration) -> dict[str, str | None]:
    """Name -> version of the module calls."""
    return {one.name: one.version for one in found.modules}


def test_before_and_after_of_the_documented_files(tmp_path: Path) -> None:
    """Before: both modules of the old configuration; after: the one of the new; on disk nothing moved."""
    it = workspace(documented(tmp_path))
    before = picture(tmp_path)
    assert it.layout() == Layout(pre_active=True, pre_disabled=False, post_active=False, post_disabled=True)
    assert modules(it.before()) == {"wandb_infra": "1.16.10", "wandb_app": "1.12.0"}
    assert modules(it.after(None)) == {"wandb_infra": "4.7.2"}
    assert "migrator_override.tf" in it.after("# over\n").files
    assert picture(tmp_path) == before


def test_after_is_the_same_once_the_files_are_swapped(tmp_path: Path) -> None:
    """The configuration after the swap does not depend on whether it has happened; an override on disk is not counted.

    Its file alone goes by the name that it has at the time: that is where a person finds a line.
    """
    it = workspace(documented(tmp_path))
    foreseen = repr(it.after(None))
    assert POST + ASIDE in foreseen
    it.take(it.swap_steps("# over\n"), "# over\n")
    assert repr(it.after(None)) == foreseen.replace(POST + ASIDE, POST)
    assert "migrator_override.tf" in it.before().files
    it.undo(())
    assert repr(it.after(None)) == foreseen.replace(POST + ASIDE, POST)


def test_without_a_swap_what_is_put_aside_does_not_count(tmp_path: Path) -> None:
    """--no-swap looks at the active post configuration, even with a disabled one left beside it."""
    documented(tmp_path)
    (tmp_path / PRE).rename(tmp_path / (PRE + ASIDE))
    (tmp_path / POST).write_text('module "mine" {\n  source = "x"\n}\n')
    it = workspace(tmp_path, swap=False)
    assert modules(it.after(None)) == {"mine": None}
    assert it.swap_steps(None) == ()


@pytest.mark.parametrize("name", ["extra.tf.json", "broken.tf"])
def test_every_active_file_is_read(tmp_path: Path, name: str) -> None:
    """A file in JSON or with a mistake stops, as it would stop or change Terraform."""
    (documented(tmp_path) / name).write_text("{")
    with pytest.raises(Problem, match=r"tf-json-unsupported|hcl-syntax") as raised:
        workspace(tmp_path).after(None)
    assert raised.value.exit is Exit.USAGE
    assert raised.value.what.startswith(name)


@pytest.mark.parametrize("name", [".hidden.tf", "notes.tf.bak", "x.tf~", "sub/inner.tf", "aside.tf.disabled"])
def test_what_terraform_passes_over_is_not_read(tmp_path: Path, name: str) -> None:
    """Hidden files, backups, sub-directories and files put aside may hold anything."""
    documented(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("not HCL {{{")
    assert modules(workspace(tmp_path).after(None)) == {"wandb_infra": "4.7.2"}


def test_a_directory_that_is_not_there_is_said(tmp_path: Path) -> None:
    """`workspace-unreadable`, exit 2."""
    with pytest.raises(Problem, match="workspace-unreadable") as raised:
        workspace(tmp_path / "nowhere").before()
    assert raised.value.exit is Exit.USAGE


def faults(found: Configuration) -> list[str]:
    """The three faults of the documented files that are left in a configuration."""
    tokens = [f"token {one.name} {one.alias}" for one in found.providers if one.sets_token and one.sets_exec]
    helm = ["helm"] if admits_3(found) else []
    return [*helm, *tokens, *(f"cycle {one.type}.{one.name}" for one in makes_cycles(found))]


def rewritten(path: Path, *pairs: tuple[str, str]) -> None:
    """The post-operator configuration with other words."""
    text = (path / (POST + ASIDE)).read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    (path / (POST + ASIDE)).write_text(text)


VARIANTS: dict[str, tuple[tuple[str, str], ...]] = {
    "documented": (),
    "module-name": (("wandb_infra", "infra"),),
    "variable-name": (("var.namespace", "var.ns"),),
    "literal": (("= var.namespace", '= "prod"'),),
    "data-name": (("app_cluster", "eks"),),
    "aliases": (
        ('provider "kubernetes" {', 'provider "kubernetes" {\n  alias = "k"'),
        ('provider "helm" {', 'provider "helm" {\n  alias = "h"'),
    ),
    "through-a-local": (
        ("name = module.wandb_infra.cluster_id", "name = local.cluster"),
        ('output "bucket_name"', 'locals {\n  cluster = module.wandb_infra.cluster_id\n}\noutput "bucket_name"'),
    ),
    "token-over-lines": (
        ("= data.aws_eks_cluster_auth", "= try(\n    data.aws_eks_cluster_auth"),
        ("_auth.app_cluster.token", "_auth.app_cluster.token)"),
    ),
    "windows": (("\n", "\r\n"),),
    "helm-loose": (("    kubernetes = {\n", '    helm = ">= 2.0"\n    kubernetes = {\n'),),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_generated_override_mends_all_faults(tmp_path: Path, variant: str) -> None:
    """With the override laid over them no fault is left, whatever names the user's files use; before it there are five."""
    rewritten(documented(tmp_path), *VARIANTS[variant])
    it = workspace(tmp_path)
    assert len(faults(it.after(None))) == 5
    text = override_text(it.after(None), RUNBOOK)
    assert text is not None
    mended = it.after(text)
    assert faults(mended) == []
    assert [(one.name, one.alias, one.sets_exec) for one in mended.providers] == [
        (one.name, one.alias, one.sets_exec) for one in it.after(None).providers
    ]
    assert override_text(mended, RUNBOOK) is None


def test_saving_keeps_every_file_that_may_be_needed(tmp_path: Path) -> None:
    """Configuration, variables wherever they lie, lock file and module manifest, each 0600 with its digest and size."""
    source = documented(tmp_path / "source")
    (tmp_path / "shared.tfvars").write_text("a = 1")
    (source / "odd.vars").write_text("b = 1")
    (source / ".terraform.lock.hcl").write_text("# lock")
    (source / "data/modules").mkdir(parents=True)
    (source / "data/modules/modules.json").write_text("{}")
    inputs = Inputs(str(source), ("post-operator.tfvars", "../shared.tfvars", "odd.vars"), ("gone.tfvars",))
    saved = backup.save(source, tmp_path / "run/backup", inputs, {"TF_DATA_DIR": "data"})
    found = contents(tmp_path / "run/backup")
    assert set(found) == set(contents(source)) - {"odd.vars"} | {
        "given-1-shared.tfvars",
        "given-2-odd.vars",
        "modules.json",
    }
    assert [(one.name, one.sha256, one.size) for one in saved] == [
        (f"backup/{name}", digest(whole), len(whole)) for name, whole in sorted(found.items())
    ]
    assert {one.stat().st_mode & 0o777 for one in (tmp_path / "run/backup").iterdir()} == {0o600}
    assert (tmp_path / "run/backup").stat().st_mode & 0o777 == 0o700


def test_saving_again_is_harmless(tmp_path: Path) -> None:
    """A backup that was cut off is made again, with the same digests."""
    it = workspace(documented(tmp_path / "source"))
    first = it.save(tmp_path / "backup")
    (tmp_path / "backup" / PRE).write_text("half")
    assert it.save(tmp_path / "backup") == first
    assert (tmp_path / "backup" / PRE).read_bytes() == (tmp_path / "source" / PRE).read_bytes()


def test_a_backup_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Something in the way of its directory is `workspace-unwritable`."""
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="workspace-unwritable"):
        workspace(documented(tmp_path / "source")).save(tmp_path / "file/backup")


def test_the_lock_file_is_installed_once(tmp_path: Path) -> None:
    """The approved lock file takes the place of the old one; the same again, or an empty one, moves nothing."""
    it = workspace(documented(tmp_path / "source"))
    approved = tmp_path / "lock"
    approved.write_text("# approved")
    assert it.lock_file(it.path) == b""
    it.install_lock(approved)
    assert it.lock_file(it.path) == b"# approved"
    before = picture(it.path)
    it.install_lock(approved)
    approved.write_text("")
    it.install_lock(approved)
    assert picture(it.path) == before


def test_a_lock_file_that_cannot_be_installed_is_said(tmp_path: Path) -> None:
    """`workspace-unwritable` where something is in the way, `workspace-unreadable` where there is none to install."""
    it = workspace(documented(tmp_path / "source"))
    with pytest.raises(Problem, match="workspace-unreadable"):
        it.install_lock(tmp_path / "lock")
    (tmp_path / "lock").write_text("# approved")
    temporary(it.path / ".terraform.lock.hcl").mkdir()
    with pytest.raises(Problem, match="workspace-unwritable"):
        it.install_lock(tmp_path / "lock")
    assert it.lock_file(it.path) == b""


def test_the_imports_come_and_go(tmp_path: Path) -> None:
    """Written as a whole, removed again, and removed once more without harm; a directory that refuses is said."""
    it, there = workspace(documented(tmp_path)), tmp_path / "migrator_imports.tf"
    it.adopt("import {}\n")
    assert there.read_text() == "import {}\n"
    it.adopt(None)
    it.adopt(None)
    assert not there.exists()
    there.mkdir()
    for text in ("import {}\n", None):
        with pytest.raises(Problem, match="workspace-unwritable"):
            it.adopt(text)


def test_a_state_that_the_backend_did_not_take(tmp_path: Path) -> None:
    """It is read as it is, and removed; None where there is none."""
    it = workspace(documented(tmp_path))
    assert it.errored() is None
    (tmp_path / "errored.tfstate").write_bytes(b"{}")
    assert it.errored() == b"{}"
    it.clear_errored()
    assert it.errored() is None
    (tmp_path / "errored.tfstate").mkdir()
    with pytest.raises(Problem, match="workspace-unwritable"):
        it.clear_errored()


def test_the_module_manifest(tmp_path: Path) -> None:
    """It lies in Terraform's data directory, wherever that is; a scratch directory has its own."""
    source = documented(tmp_path / "source")
    port = workspace(source)
    assert port.modules(Directory(source)) == b""
    for data, text in ((".terraform", "{}"), ("scratch", "[]")):
        (source / data / "modules").mkdir(parents=True)
        (source / data / "modules/modules.json").write_text(text)
    assert (port.modules(Directory(source)), port.modules(Directory(source, Path("scratch")))) == (b"{}", b"[]")
