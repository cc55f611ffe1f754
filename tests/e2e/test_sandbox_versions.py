"""Version selection and lock files are real: what `init` takes with the override, and what without."""

import re
from pathlib import Path

import pytest

from tests.support.sandbox import Sandbox
from tests.support.swapped import POST, initialised, swap

pytestmark = pytest.mark.e2e

LOCK = ".terraform.lock.hcl"


def locked(directory: Path) -> dict[str, str]:
    """Provider -> version, as the lock file has it."""
    text = directory.joinpath(LOCK).read_text()
    return dict(re.findall(r'provider "registry.terraform.io/hashicorp/(\w+)" \{\n  version\s+= "([^"]+)"', text))


def test_before(looked_at: Sandbox) -> None:
    """The pre-operator configuration takes aws 3.x, and no helm."""
    assert locked(looked_at.path) == {"aws": "3.76.1", "kubernetes": "2.38.0", "random": "3.7.2"}


def test_with_the_override(looked_at: Sandbox, tmp_path: Path) -> None:
    """With the override `init -upgrade` takes aws 4.x and helm 2.17, and the configuration is valid."""
    into = swap(looked_at, tmp_path / "swapped", override=True)
    assert initialised(looked_at, into).code == 0
    found = locked(into)
    assert (found["aws"], found["helm"]) == ("4.67.0", "2.17.0")
    assert looked_at.tried("validate", at=into).code == 0


def test_without_the_override(looked_at: Sandbox, tmp_path: Path) -> None:
    """Without it `init -upgrade` takes helm 3.x, which rejects the documented provider block."""
    into = swap(looked_at, tmp_path / "swapped", override=False)
    assert initialised(looked_at, into).code == 0
    assert locked(into)["helm"] == "3.1.1"
    said = looked_at.tried("validate", "-no-color", at=into)
    assert said.code == 1
    assert 'Blocks of type "kubernetes" are not expected here' in said.err


def test_a_lock_file_is_kept(looked_at: Sandbox, tmp_path: Path) -> None:
    """Without -upgrade the lock file of the pre-operator configuration is refused: aws 3.x is not what is wanted now."""
    into = swap(looked_at, tmp_path / "swapped", override=True)
    said = looked_at.tried("init", "-input=false", "-no-color", at=into)
    assert said.code == 1
    assert "locked provider registry.terraform.io/hashicorp/aws 3.76.1 does not match" in " ".join(said.err.split())


def test_another_provider_is_not_there(looked_at: Sandbox, tmp_path: Path) -> None:
    """The mirror has the providers of the migration, and no other."""
    tmp_path.joinpath("main.tf").write_text(
        'terraform {\n  required_providers {\n    google = { source = "hashicorp/google" }\n  }\n}\n'
    )
    said = looked_at.tried("init", "-no-color", at=tmp_path)
    assert said.code == 1
    assert "hashicorp/google" in said.err


def test_there_is_no_way_back_for_a_state(sandbox: Sandbox) -> None:
    """A state that aws 4.x wrote is not read by 3.x: after an apply, swapping back is no way out."""
    before = sandbox.path.joinpath(LOCK).read_bytes()
    into = swap(sandbox, sandbox.path.with_name("swapped"), override=True)
    initialised(sandbox, into)
    sandbox.terraform("apply", "-auto-approve", POST, "-no-color", at=into)
    sandbox.path.joinpath("terraform.tfstate").write_bytes(into.joinpath("terraform.tfstate").read_bytes())
    assert sandbox.path.joinpath(LOCK).read_bytes() == before
    sandbox.terraform("init", "-input=false")
    said = sandbox.tried("plan", "-var-file=pre-operator.tfvars", "-no-color")
    assert said.code == 1
    assert "Resource instance managed by newer provider version" in said.err
