"""The group `baseline`: a plan of what is active is empty, or its changes are told. It touches nothing, and ends with us."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from migrator.sandbox.names import FQDN, ZONE_ID
from tests.support.redgreen import Case, edited, preflight, red_then_green
from tests.support.sandbox import LICENCE_CANARY, TFVARS, Sandbox
from tests.support.state_trouble import Colleague, Kept, added, client
from tests.support.tree import read_only, tree

ONLY = ("preflight", *TFVARS, "--only", "baseline-drift")
DEPLOYMENT = "update module.wandb_app.kubernetes_deployment.wandb"
RECORD = "create module.wandb_infra.module.app_lb.aws_route53_record.alb"
HTTP = 'terraform {\n  backend "http" {\n    address = "https://state.example.com/wandb"\n  }\n}\n'
VARIABLES = Kept("pre-operator.tfvars")
DELETED: list[dict[str, Any]] = []


def changed(sandbox: Sandbox, action: str, record: dict[str, Any]) -> None:
    """One record of the zone, created or deleted."""
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
    client(sandbox, "route53").change_resource_record_sets(HostedZoneId=ZONE_ID, ChangeBatch=batch)


def record_deleted(sandbox: Sandbox) -> None:
    """By hand, in the console."""
    listed = client(sandbox, "route53").list_resource_record_sets(HostedZoneId=ZONE_ID)["ResourceRecordSets"]
    DELETED.append(next(one for one in listed if (one["Name"], one["Type"]) == (f"{FQDN}.", "A")))
    changed(sandbox, "DELETE", DELETED[-1])


def record_back(sandbox: Sandbox) -> None:
    """What the pre-operator configuration would create again."""
    changed(sandbox, "CREATE", DELETED.pop())


CASES = (
    Case("baseline-drift", "another version in the variables", *edited("pre-operator.tfvars", '"0.61.0"', '"0.61.1"'),
         (DEPLOYMENT, "terraform plan -var-file=pre-operator.tfvars")),
    Case("baseline-drift", "a record that is gone", record_deleted, record_back, (RECORD,)),
    Case("baseline-drift", "not initialised", *added("backend.tf", HTTP), ("terraform init",), unknown=True, blocks=False),
    Case("baseline-drift", "no variables", VARIABLES.aside, VARIABLES.back, ("--pre-tfvars",), unknown=True, blocks=False),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.id)
def test_drift_is_told(remedied: Sandbox, case: Case) -> None:
    """A fault in the files or in the world turns it red, and the remedy green."""
    red_then_green(remedied, case)


def test_it_touches_nothing_and_takes_no_lock(remedied: Sandbox, tmp_path: Path) -> None:
    """While a colleague holds the lock, and where nothing may be written, the plan is made, and nothing of it is left."""
    colleague = Colleague()
    colleague.begins(remedied)
    try:
        before = tree(remedied.path)
        with read_only(remedied.path) as there:
            command = there((sys.executable, "-m", "migrator", *ONLY, "--format", "json"))
            env = {**remedied.env, "TMPDIR": str(tmp_path)}
            said = subprocess.run(command, cwd=remedied.path, env=env, capture_output=True, text=True, check=False)
        assert tree(remedied.path) == before
    finally:
        colleague.says_no(remedied)
    assert said.returncode == 0, said
    assert '"baseline-drift"' in said.stdout
    assert LICENCE_CANARY not in said.stdout + said.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_a_swap_it_is_not_asked(remedied: Sandbox) -> None:
    """With --no-swap the pre-operator configuration is not the one to be planned: it is not told, and nothing blocks."""
    document = preflight(remedied, "baseline-drift", "--no-swap").document()
    assert [one["code"] for one in document["unknown"]] == ["baseline-drift"]


def test_an_interrupt_ends_its_terraform(remedied: Sandbox, tmp_path: Path) -> None:
    """Ctrl-C during a plan that hangs: the answer comes, and no Terraform and no file is left running or lying about."""
    remedied.faults({"op": "read", "type": "aws_rds_cluster", "sleep": 60})
    try:
        process = remedied.start(*ONLY, env={"TMPDIR": str(tmp_path)})
        until = time.monotonic() + 60
        while not any(tmp_path.glob("migrator-*")):
            assert time.monotonic() < until
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=50)
    finally:
        remedied.faults()
    assert (process.returncode, "Interrupted" in err) == (130, True), err
    assert at_work_in(remedied.path) == []
    assert list(tmp_path.iterdir()) == []


def at_work_in(path: Path) -> list[str]:
    """Command lines of the processes that run in a directory."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            if os.path.realpath(one / "cwd") == os.path.realpath(path):
                found.append((one / "cmdline").read_text().replace("\0", " "))
        except OSError:  # it has just ended
            continue
    return found
