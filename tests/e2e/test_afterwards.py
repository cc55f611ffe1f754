"""After the run: what is to be committed, what is kept, what is removed, and what a broken world looks like."""

import subprocess
from pathlib import Path

import pytest

from tests.support.sandbox import TFVARS, Sandbox

IDENTITY = ("-c", "user.name=ann", "-c", "user.email=ann@example.com")


def git(path: Path, *arguments: str) -> str:
    """Run git there; what it said."""
    return subprocess.run(("git", *IDENTITY, *arguments), cwd=path, text=True, capture_output=True, check=True).stdout


@pytest.mark.parametrize("remove", [False, True], ids=["override kept", "override removed"])
def test_the_commands_that_are_told_commit_everything(sandbox: Sandbox, remove: bool) -> None:
    """The git commands printed at the end leave no tracked change behind: renames, lock file, and the override if kept."""
    git(sandbox.path, "init", "-q")
    git(
        sandbox.path,
        "add",
        *(one.name for one in sandbox.path.glob("*.tf*") if "tfstate" not in one.name),
        ".terraform.lock.hcl",
    )
    git(sandbox.path, "commit", "-q", "-m", "before")
    approval = sandbox.approved(*(("--remove-override",) if remove else ()))
    said = sandbox.migrator("run", "--approve", approval)
    assert said.code == 0, said
    lines = [line.strip() for line in said.out.splitlines() if line.startswith("       ")]
    script = "; ".join(["set -e", *lines]).replace("git commit", f"git {' '.join(IDENTITY)} commit")
    subprocess.run(("bash", "-c", script), cwd=sandbox.path, check=True, capture_output=True)
    assert git(sandbox.path, "status", "--porcelain", "--untracked-files=no") == ""
    changed = git(sandbox.path, "show", "--name-status", "--format=", "--no-renames").split()
    assert {"post-operator.tf", "pre-operator.tf.disabled", ".terraform.lock.hcl"} <= set(changed)
    assert ("migrator_override.tf" in changed) is not remove
    assert (sandbox.path / "migrator_override.tf").exists() is not remove


def test_verification_that_does_not_hold(sandbox: Sandbox) -> None:
    """Applied, and the operator goes away: `verify` names it, exit code 5; mended, it holds."""
    approval = sandbox.approved()
    assert sandbox.migrator("run", "--approve", approval).code == 0
    sandbox.faults({"world": "operator-never-ready"})
    said = sandbox.migrator("verify", *TFVARS, "--format", "json")
    assert said.code == 5
    found = said.document()
    assert "operator-available" in {one["code"] for one in found["findings"] if one["blocks"]}
    sandbox.faults()
    said = sandbox.migrator("verify", *TFVARS, "--wait", "60", "--format", "json")
    assert (said.code, [one for one in said.document()["findings"] if one["blocks"]]) == (0, []), said


def test_a_finding_is_accepted_with_a_reason(sandbox: Sandbox) -> None:
    """The image that is gone blocks, exit code 3; accepted with a reason, the run goes on to its approval, and says so."""
    sandbox.faults({"world": "operator-image-gone"})
    wanted = ("run", *TFVARS, "--override", "yes", "--format", "json")
    blocked = sandbox.migrator(*wanted)
    assert (blocked.code, blocked.document()["blocked_by"]) == (3, ["operator-image-gone"])
    waiting = sandbox.migrator(*wanted, "--accept", "operator-image-gone=mirrored into our registry")
    assert (waiting.code, waiting.document()["accepted"]) == (4, ["operator-image-gone"]), waiting
    assert "mirrored into our registry" in sandbox.migrator("report").out


def test_the_post_configuration_from_a_branch(sandbox: Sandbox) -> None:
    """With --no-swap the files are as somebody else put them: the swap is skipped, everything else happens."""
    (sandbox.path / "post-operator.tf.disabled").rename(sandbox.path / "post-operator.tf")
    (sandbox.path / "pre-operator.tf").unlink()
    approval = sandbox.approved("--no-swap")
    said = sandbox.migrator("run", "--approve", approval, "--format", "json")
    assert (said.code, said.document()["state"]) == (0, "done"), said
    assert not list(sandbox.path.glob("*.disabled"))
