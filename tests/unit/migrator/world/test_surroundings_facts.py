"""Real repositories and real files around a directory."""

import os
import subprocess
from pathlib import Path

import pytest

from checks.facts import Missing, NotThere, Place
from checks.facts.surroundings import Automation
from migrator.surroundings import automation, git

ENV = {"PATH": os.environ["PATH"]}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose Terraform directory lies deeper."""
    (tmp_path / "terraform/wandb").mkdir(parents=True)
    subprocess.run(("git", "init"), cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def script(path: Path, text: str) -> dict[str, str]:
    """An environment whose git is this shell script."""
    program = path / "git"
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    return {"PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}


def test_what_terraform_and_this_program_write_does_not_count(repository: Path) -> None:
    """Nor does anything outside the directory."""
    here = repository / "terraform/wandb"
    for name in (
        "main.tf",
        ".migrator/run/journal.jsonl",
        ".terraform/modules/x.tf",
        "terraform.tfstate.backup",
        "migrator_override.tf",
        "../other.tf",
    ):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("")
    assert git.changes(here, ENV) == ("terraform/wandb/main.tf",)


def test_no_repository(tmp_path: Path) -> None:
    """An answer, not a failure; a GIT_DIR of the caller's own leads nowhere else."""
    assert git.changes(tmp_path, {**ENV, "GIT_DIR": str(Path.cwd() / ".git")}) == NotThere("a git repository")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "echo 'fatal: detected dubious ownership in repository' >&2; exit 128",
            "git status: detected dubious ownership in",
        ),
        ("exit 3", "git status: it failed without a word"),
        ("sleep 5", "git status gave no answer (TimeoutExpired)"),
    ],
)
def test_a_git_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, why: str) -> None:
    """One line says why."""
    monkeypatch.setattr(git, "SECONDS", 0.3)
    found = git.changes(tmp_path, script(tmp_path, text))
    assert isinstance(found, Missing)
    assert found.why.startswith(why)


def test_without_git(tmp_path: Path) -> None:
    """Nothing can be told."""
    assert git.changes(tmp_path, {"PATH": str(tmp_path)}) == Missing("git is not on the PATH")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (".github/workflows/a.yml", "  run: terraform -chdir=terraform/wandb apply -auto-approve"),
        (".github/workflows/a.yaml", "  uses: dflook/terraform-apply@v1"),
        (".gitlab-ci.yml", "  - tofu apply plan"),
        ("terraform/wandb/Jenkinsfile", "sh 'terragrunt run-all apply'"),
        ("terraform/atlantis.yaml", "- dir: wandb"),
        ("atlantis.yaml", "- dir: './terraform/wandb'  # production"),
        (".spacelift/config.yml", "    project_root: terraform/wandb"),
    ],
)
def test_what_applies_is_found(repository: Path, name: str, line: str) -> None:
    """In the directory and above it, by file and line from the repository's root; a line's text is not kept."""
    (repository / name).parent.mkdir(parents=True, exist_ok=True)
    (repository / name).write_text(f"# terraform apply\n\n{line}\n{line}\n")
    found = automation.found(repository / "terraform/wandb")
    assert isinstance(found, Automation)
    assert (found.read, [place for place, _ in found.applies]) == ((name,), [Place(name, 3)])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".gitlab-ci.yml", "terraform plan\nkubectl apply -f x\n"),
        ("atlantis.yaml", "- dir: terraform/other\n"),
        ("Jenkinsfile", "// terraform apply\n"),
        ("azure-pipelines.yml", "\xff\x00"),
    ],
)
def test_what_does_not_apply_here_is_only_read(repository: Path, name: str, text: str) -> None:
    """It is evidence that somebody looked."""
    (repository / name).write_bytes(text.encode("latin-1"))
    assert automation.found(repository / "terraform/wandb") == Automation((name,), ())


def test_above_the_repository_nobody_looks(repository: Path) -> None:
    """Another repository's automation is its own; without a repository the directory stands alone."""
    inner = repository / "terraform"
    (repository / "Jenkinsfile").write_text("sh 'terraform apply'\n")
    subprocess.run(("git", "init"), cwd=inner, check=True, capture_output=True)
    assert automation.found(inner / "wandb") == Automation((), ())


def test_a_file_that_cannot_be_read(repository: Path) -> None:
    """It is named."""
    (repository / "Jenkinsfile").symlink_to("/proc/self/mem")  # a plain file whose beginning nobody may read
    found = automation.found(repository / "terraform/wandb")
    assert isinstance(found, Missing)
    assert "Jenkinsfile cannot be read" in found.why
