"""The plan of what is active: with variables of its own, without a lock, ended when it takes too long."""

import time
from pathlib import Path

import pytest

from checks.plan.drift import drift
from checks.problem import Problem
from tests.support.bench import CANARY, Bench
from tests.support.tree import tree

pytestmark = pytest.mark.e2e

CONFIGURATION = 'variable "wandb_license" {}\nresource "terraform_data" "x" {\n  input = var.wandb_license\n}\n'


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    path = tmp_path / "tmp"
    path.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(path))
    return path


def test_other_variables_are_another_plan(bench: Bench, temporary: Path) -> None:
    """Its changes are named, nothing is written, and no lock is asked for."""
    bench.write(CONFIGURATION)
    (bench.path / "other.tfvars").write_text('wandb_license = "another"\n')
    adapter = bench.adapter()
    adapter.init(bench.where, upgrade=True)
    before = tree(bench.path)
    plan = adapter.baseline(bench.where, ("other.tfvars",), 60)
    assert plan is not None
    assert [(one.address, one.action) for one in drift(plan)] == [("terraform_data.x", "create")]
    assert tree(bench.path) == before
    assert list(temporary.iterdir()) == []
    assert "-lock=false" in next(one.text for one in bench.notes if " plan " in one.text)


def test_no_change_is_nothing(bench: Bench) -> None:
    """An empty plan is None."""
    bench.write('variable "wandb_license" {}\n')
    adapter = bench.adapter()
    adapter.init(bench.where, upgrade=True)
    assert adapter.baseline(bench.where, ("it.tfvars",), 60) is None


def test_a_plan_that_takes_too_long_is_ended(bench: Bench, temporary: Path) -> None:
    """After its time it is gone, nothing is left, and the failure says so without a secret."""
    bench.write(CONFIGURATION)
    script = bench.path / "slow"
    script.write_text(f"#!/bin/sh\necho {CANARY} >&2\nsleep 600\n")
    script.chmod(0o755)
    began = time.monotonic()
    with pytest.raises(Problem) as raised:
        bench.adapter((str(script),)).baseline(bench.where, ("it.tfvars",), 0.5)
    assert time.monotonic() - began < 30
    assert "0.5 s" in raised.value.why
    assert CANARY not in raised.value.why
    assert list(temporary.iterdir()) == []
