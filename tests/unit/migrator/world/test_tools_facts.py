"""The programs that provider blocks run, found as Terraform would find them; and the lock file."""

from dataclasses import replace
from pathlib import Path

import pytest

from checks.facts import Known
from checks.facts.tools import Program
from migrator.probes.sources import Sources
from migrator.probes.tools import questions
from migrator.terraform.adapter import TerraformAdapter
from states.inputs import Inputs
from tests.support.facts import HELM, KNOWN, RUNBOOK


def running(*commands: str | None) -> Known:
    """Files whose provider blocks run these."""
    blocks = tuple(replace(HELM, command=one) for one in commands)
    return replace(KNOWN, after=replace(KNOWN.after, providers=blocks))


def answered(path: Path, field: str, known: Known = KNOWN) -> object:
    """The answer to one question, in a directory whose `bin` is the PATH."""
    inputs, env = Inputs(str(path), ()), {"PATH": str(path / "bin")}
    terraform = TerraformAdapter(("terraform",), env, inputs, str, lambda _: None)
    made = Sources.of(RUNBOOK, inputs, env, terraform=terraform, licence=lambda: None, namespace=lambda: None)
    return next(one.ask() for one in questions(made, known) if one.field == field)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory with one program in `bin`."""
    program = tmp_path / "bin" / "aws"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return tmp_path


def test_a_program_is_looked_for_on_the_path(place: Path) -> None:
    """Each once; a block without a plain command asks for none."""
    found = answered(place, "programs", running("aws", None, "aws", "gone"))
    assert found == (Program("aws", str(place / "bin" / "aws")), Program("gone", None))


def test_a_path_counts_from_terraforms_directory(place: Path) -> None:
    """Wherever migrator itself runs."""
    found = answered(place, "programs", running("bin/aws", "./gone"))
    assert found == (Program("./gone", None), Program("bin/aws", str(place / "bin" / "aws")))


def test_the_lock_file_is_there_or_not(place: Path) -> None:
    """Terraform's own name for it, in the directory."""
    assert answered(place, "lock_file") is False
    (place / ".terraform.lock.hcl").write_text("")
    assert answered(place, "lock_file") is True
