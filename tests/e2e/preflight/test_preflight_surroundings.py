"""The group surroundings: a repository and an automation's files around a sandbox, and without them."""

import shutil
import subprocess

import pytest

from tests.support.redgreen import Case, Deed, preflight, red_then_green
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.e2e

IGNORED = ".sandbox/\n.terraform/\n*.tfstate*\n"
APPLIES = """on: push
jobs:
  deploy:
    steps:
      # terraform apply would be here
      - run: terraform plan -out tfplan -var token=canary && terraform apply tfplan  # canary
"""
PLANS = "on: push\njobs: {check: {steps: [{run: terraform plan}]}}\n"


def git(sandbox: Sandbox, *arguments: str) -> None:
    """As a person does in the Terraform directory."""
    who = ("-c", "user.name=ann", "-c", "user.email=ann@example.com")
    subprocess.run(("git", *who, *arguments), cwd=sandbox.path, check=True, capture_output=True)


def committed(sandbox: Sandbox) -> None:
    """A repository in which everything is committed."""
    (sandbox.path / ".gitignore").write_text(IGNORED)
    git(sandbox, "init")
    git(sandbox, "add", ".")
    git(sandbox, "commit", "-m", "as it is")


def removed(sandbox: Sandbox) -> None:
    """No repository."""
    shutil.rmtree(sandbox.path / ".git")
    (sandbox.path / ".gitignore").unlink()


def changed(sandbox: Sandbox) -> None:
    """A repository, and after its last commit one file more and one changed."""
    committed(sandbox)
    (sandbox.path / "extra.tf").write_text("# what nobody has seen\n")
    with (sandbox.path / "variables.tf").open("a") as file:
        file.write("# here, too\n")


def put_aside(sandbox: Sandbox) -> None:
    """The remedy, and the repository is removed, so that the next test finds none."""
    git(sandbox, "stash", "push", "--include-untracked")
    assert preflight(sandbox, "uncommitted-changes").document()["passed"] == ["uncommitted-changes"]
    removed(sandbox)


def automation(name: str, text: str) -> tuple[Deed, Deed]:
    """An automation's file, and without it."""

    def fault(sandbox: Sandbox) -> None:
        path = sandbox.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def remedy(sandbox: Sandbox) -> None:
        path = sandbox.path / name
        path.unlink()
        if path.parent != sandbox.path:
            shutil.rmtree(sandbox.path / name.split("/", maxsplit=1)[0])

    return fault, remedy


CASES = (
    Case("uncommitted-changes", "after the last commit", changed, put_aside, says=("extra.tf, variables.tf",), blocks=False),
    Case(
        "uncommitted-changes",
        "no git",
        says=("git is not on the PATH",),
        env={"PATH": "/nowhere"},
        unknown=True,
        blocks=False,
    ),
    Case(
        "automation-could-apply",
        "a workflow",
        *automation(".github/workflows/deploy.yml", APPLIES),
        says=(".github/workflows/deploy.yml:6", "gh workflow disable deploy.yml"),
        blocks=False,
    ),
    Case(
        "automation-could-apply",
        "a project of Atlantis",
        *automation("atlantis.yaml", "version: 3\nprojects:\n- dir: .\n"),
        says=("atlantis.yaml:3", "this directory as a project"),
        blocks=False,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.id)
def test_a_fault_turns_it_red_and_its_remedy_green(remedied: Sandbox, case: Case) -> None:
    """Through the command line, for each check of the group."""
    red_then_green(remedied, case)


def test_git_writes_nothing_and_a_plan_is_no_apply(remedied: Sandbox) -> None:
    """The repository's index keeps its bytes and its time; a workflow that only plans is evidence, no finding."""
    fault, remedy = automation(".github/workflows/check.yml", PLANS)
    fault(remedied)
    committed(remedied)
    (remedied.path / "variables.tf").touch()
    index = remedied.path / ".git" / "index"
    before = (index.read_bytes(), index.stat().st_mtime_ns)
    try:
        said = remedied.migrator("preflight", "--tfvars", "post-operator.tfvars", "--only", "surroundings")
        assert (index.read_bytes(), index.stat().st_mtime_ns) == before
    finally:
        removed(remedied)
        remedy(remedied)
    assert said.code == 0, said
    assert "none of .github/workflows/check.yml applies Terraform" in said.out
    assert "git status of the Terraform directory is clean" in said.out
