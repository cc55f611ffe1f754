"""Preflight as a whole: clean in the remedied world, red on the documented files, told in every form, quick to stop."""

import json
import signal
import time
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from checks import catalogue
from tests.support.redgreen import Case
from tests.support.sandbox import TFVARS, Sandbox

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
PREFLIGHT = ("preflight", *TFVARS)
# The three faults that the override mends, as far as they stop a run.
DOCUMENTED = {"helm-provider-unpinned", "provider-cycle", "token-and-exec"}


def cases() -> tuple[Case, ...]:
    """Every fault of every table beside this file."""
    modules = (import_module(f"tests.e2e.preflight.{one.stem}") for one in sorted(HERE.glob("test_preflight_*.py")))
    return tuple(case for one in modules for case in getattr(one, "CASES", ()))


def test_every_check_has_its_fault() -> None:
    """No check is in the catalogue without a fault that turns it red and a remedy that turns it green."""
    assert {one.code for one in cases()} == set(catalogue.preflight())


def test_the_remedied_world_is_clean(remedied: Sandbox) -> None:
    """After the remedies nothing is found, and nothing that blocks could not be told."""
    said = remedied.migrator(*PREFLIGHT, "--format", "json")
    document = said.document()
    assert (said.code, document["findings"]) == (0, []), said
    assert set(document["passed"]) | {one["code"] for one in document["unknown"]} == set(catalogue.preflight())


def test_the_documented_files_are_red(looked_at: Sandbox) -> None:
    """As they come, the guide's files are stopped for what makes them fail; consenting to the override mends just that."""
    said = looked_at.migrator(*PREFLIGHT, "--format", "json")
    assert said.code == 3, said
    assert {one["code"] for one in said.document()["findings"] if one["blocks"]} == DOCUMENTED
    mended = looked_at.migrator(*PREFLIGHT, "--override", "yes", "--format", "json")
    assert (mended.code, [one["code"] for one in mended.document()["findings"] if one["blocks"]]) == (0, []), mended


def test_facts_are_gathered_at_the_same_time(remedied: Sandbox) -> None:
    """Slow services do not add up: the wall time is about the slowest, and both are printed."""
    remedied.faults(*({"aws": f"{one}:*", "sleep": 1} for one in ("sts", "route53", "acm", "rds", "elasticache")))
    try:
        seconds = remedied.document(*PREFLIGHT, "--skip", "baseline")["seconds"]
    finally:
        remedied.faults()
    assert seconds["wall"] < seconds["sum"] / 2, seconds


@pytest.mark.parametrize("form", ["text", "md", "junit"])
def test_every_form(remedied: Sandbox, form: str) -> None:
    """The same result for people, tickets and CI; what was left out is said in each."""
    said = remedied.migrator(*PREFLIGHT, "--only", "configuration", "--skip", "swap-order", "--format", form)
    assert said.code == 0, said
    assert "swap-order" in said.out
    if form == "junit":
        suite = ET.fromstring(said.out)  # noqa: S314 - our own
        assert int(suite.get("tests", "0")) == len(catalogue.preflight())
        assert suite.get("failures") == "0"


def test_a_check_that_does_not_exist(remedied: Sandbox) -> None:
    """A typing error in --only or --skip is said, with what it may have been."""
    said = remedied.migrator(*PREFLIGHT, "--only", "hosted-zon", "--format", "json")
    assert (said.code, said.document()["code"]) == (2, "code-unknown")
    assert "hosted-zone" in said.document()["why"]


def test_an_accepted_finding_does_not_block(remedied: Sandbox) -> None:
    """With --accept the exit code is that of a run with the same acceptance; the finding is still told."""
    remedied.faults({"denied": ["iam:PassRole"]})
    try:
        command = (*PREFLIGHT, "--only", "permission-denied", "--format", "json")
        stopped = remedied.migrator(*command)
        accepted = remedied.migrator(*command, "--accept", "permission-denied=granted by a boundary")
    finally:
        remedied.faults()
    assert (stopped.code, accepted.code) == (3, 0)
    assert [one["code"] for one in accepted.document()["findings"]] == ["permission-denied"]
    assert accepted.document()["accepted"] == ["permission-denied"]


def test_ctrl_c_answers_at_once(remedied: Sandbox) -> None:
    """While a service hangs, Ctrl-C ends preflight with 130, long before the service would have been given up."""
    remedied.faults({"aws": "sts:*", "sleep": 30})
    try:
        process = remedied.start(*PREFLIGHT, "--only", "identity", "--log-format", "json", "--format", "json")
        assert process.stderr is not None
        while "gathering" not in (line := process.stderr.readline()):
            assert line, process.communicate()
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate()
    finally:
        remedied.faults()
    assert (process.returncode, json.loads(out)["code"]) == (130, "interrupted")
    assert time.monotonic() - began < 20
