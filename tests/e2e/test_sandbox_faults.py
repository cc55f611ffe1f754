"""Faults and broken worlds, through real Terraform and the command line."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.prepared import running
from tests.support.sandbox import Said, Sandbox

pytestmark = pytest.mark.e2e

SMALL = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region = "us-west-2"
}
variable "policy" {
  default = "a"
}
data "aws_caller_identity" "me" {}
resource "aws_iam_role" "one" {
  count              = 3
  name               = "${basename(abspath(path.root))}-${count.index}"
  assume_role_policy = var.policy
}
"""


class Small:
    """Three roles, in a directory of a test's own, in the cloud of all tests here."""

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        self.sandbox = sandbox
        self.path = path
        path.mkdir()
        path.joinpath("main.tf").write_text(SMALL)
        sandbox.terraform("init", at=path)
        self._before = len(sandbox.log())

    def apply(self, *arguments: str) -> Said:
        """Apply, one operation after another."""
        return self.sandbox.tried("apply", "-auto-approve", "-no-color", "-parallelism=1", *arguments, at=self.path)

    def results(self) -> list[tuple[str | None, str | None]]:
        """What was done since, as (operation, result)."""
        return [(one["op"], one["result"]) for one in self.sandbox.log()[self._before :] if one["type"] == "aws_iam_role"]

    def state(self) -> list[dict[str, Any]]:
        """The roles in the state."""
        found = json.loads(self.path.joinpath("terraform.tfstate").read_text())["resources"]
        return [instance for one in found if one["mode"] == "managed" for instance in one["instances"]]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox for the tests of this file."""
    with running(tmp_path_factory.mktemp("faults") / "deployment") as made:
        yield made


@pytest.fixture
def small(cloud: Sandbox, tmp_path: Path) -> Iterator[Small]:
    """A small workspace; afterwards no fault is in force."""
    yield Small(cloud, tmp_path / tmp_path.name)
    cloud.faults()


def test_the_second_create_fails(small: Small) -> None:
    """The chosen operation fails with the chosen error; the others are done, and the next apply does the rest."""
    small.sandbox.faults({"op": "create", "type": "aws_iam_role", "nth": 2, "error": "LimitExceeded: no more roles"})
    failed = small.apply()
    assert failed.code == 1
    assert "Error: LimitExceeded: no more roles" in failed.err
    assert (len(small.state()), small.results().count(("create", "error"))) == (2, 1)
    assert small.apply().code == 0
    assert small.results().count(("create", "ok")) == 3


@pytest.mark.parametrize(
    ("op", "type_", "arguments"),
    [
        ("update", "aws_iam_role", ("-var=policy=b",)),
        ("delete", "aws_iam_role", ("-destroy",)),
        ("read", "aws_iam_role", ()),
        ("data", "aws_caller_identity", ()),
    ],
)
def test_every_operation_can_fail(small: Small, op: str, type_: str, arguments: tuple[str, ...]) -> None:
    """An update, a destroy, a refresh and the read of a data source fail as they are told, and pass once they are not."""
    assert small.apply().code == 0
    small.sandbox.faults({"op": op, "type": type_, "error": f"AccessDenied: {op}"})
    failed = small.apply(*arguments)
    assert (failed.code, f"Error: AccessDenied: {op}" in failed.err) == (1, True)
    small.sandbox.faults()
    assert small.apply(*arguments).code == 0


def test_an_operation_is_slow(small: Small) -> None:
    """A slow operation takes at least its time, and succeeds."""
    small.sandbox.faults({"op": "create", "type": "aws_iam_role", "nth": 1, "sleep": 1.5})
    started = time.monotonic()
    assert small.apply().code == 0
    assert time.monotonic() - started >= 1.5
    assert small.results() == [("create", "ok")] * 3


def test_a_create_happens_by_half(small: Small) -> None:
    """A create that fails half-way is stored tainted, and planned as a replacement."""
    small.sandbox.faults({"op": "create", "type": "aws_iam_role", "nth": 1, "error": "Timeout", "partial": True})
    assert "Error: Timeout" in small.apply().err
    assert [one.get("status") for one in small.state()].count("tainted") == 1
    small.sandbox.terraform("plan", "-out=p", at=small.path)
    plan = json.loads(small.sandbox.terraform("show", "-json", "p", at=small.path))
    reasons = [one["action_reason"] for one in plan["resource_changes"] if "action_reason" in one]
    assert reasons == ["replace_because_tainted"]


def test_the_provider_dies(small: Small) -> None:
    """A provider that dies in mid-operation is Terraform's own error; the next run gets a new one."""
    small.sandbox.faults({"op": "create", "type": "aws_iam_role", "nth": 2, "crash": True})
    failed = small.apply()
    assert failed.code == 1
    assert "Plugin did not respond" in failed.err or "Request cancelled" in failed.err
    assert ("create", "crash") in small.results()
    assert small.apply().code == 0


@pytest.mark.parametrize("text", ["", "{", '[{"op": "destroy", "error": "x"}]', '[{"world": "flat-earth"}]', "\x00"])
def test_a_faults_file_of_no_use(cloud: Sandbox, tmp_path: Path, text: str) -> None:
    """A faults file that cannot be used is one Problem with exit 2, and the faults in force stay; an empty one has none."""
    file = tmp_path / "faults.json"
    file.write_text(text)
    cloud.faults({"world": "deployer-401"})
    said = cloud.migrator("sandbox", "faults", str(cloud.path), str(file))
    kept = "deployer-401" in cloud.home.faults.read_text()
    cloud.faults()
    assert (said.code, "The faults file cannot be used" in said.err, kept) == (
        (0, False, False) if not text else (2, True, True)
    )
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("name", "command", "exit_", "words"),
    [
        ("operator-image-gone", "preflight", 3, "kube-rbac-proxy"),
        ("deployer-401", "preflight", 3, "401"),
    ],
)
def test_a_broken_world_blocks(cloud: Sandbox, name: str, command: str, exit_: int, words: str) -> None:
    """A broken world that can be seen beforehand is seen by the preflight, over the real servers."""
    arguments = (command, "--tfvars", "post-operator.tfvars", "--override", "yes")
    assert cloud.migrator(*arguments).code == 0
    cloud.faults({"world": name})
    said = cloud.migrator(*arguments)
    cloud.faults()
    assert (said.code, words in said.out) == (exit_, True), said


def test_the_wrong_licence(cloud: Sandbox, tmp_path: Path) -> None:
    """A licence that is not the documented one gets a 401 from the deployer."""
    tfvars = tmp_path / "other.tfvars"
    text = cloud.path.joinpath("post-operator.tfvars").read_text()
    tfvars.write_text(text.replace("eyJhbGciOiJFUzI1NiJ9.", "eyJhbGciOiJFUzM4NCJ9."))
    said = cloud.migrator("preflight", "--tfvars", str(tfvars), "--override", "yes")
    assert (said.code, "401" in said.out) == (3, True), said
