"""Killed in the middle of the apply, by real signals, with real Terraform: nothing is repeated, nothing is lost."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable

import pytest

from migrator.journal import Runs
from states.run import Run
from tests.support.sandbox import TFVARS, Sandbox

# Created late: most of the plan is done by then.
EFS = "module.wandb_infra.module.app_eks.aws_eks_addon.efs"
ADDON = {"op": "create", "type": "aws_eks_addon"}


def until(condition: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Wait for a condition while a process runs."""
    while not condition():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)


def known(sandbox: Sandbox) -> Run:
    """The newest run, as its journal tells it."""
    kept = Runs(sandbox.path).latest()
    assert kept is not None
    return kept.run


def applying(sandbox: Sandbox, approval: str, seconds: float = 4, *more: str) -> "subprocess.Popen[str]":
    """A migrator in the middle of the apply: a creation that takes so many seconds is in flight."""
    sandbox.faults({**ADDON, "sleep": seconds})
    process = sandbox.start("run", "--approve", approval, *more)
    until(lambda: any("aws_eks_addon" in one for one in in_flight(sandbox)), process)
    return process


def addons(sandbox: Sandbox) -> int:
    """How many add-ons the cloud was asked to create so far; the deployment began with one."""
    return sum((one["op"], one["type"]) == ("create", "aws_eks_addon") for one in sandbox.log())


def until_quiet(sandbox: Sandbox) -> None:
    """Wait until the cloud has finished what it was asked for, whoever has died meanwhile."""
    while addons(sandbox) < 2:
        time.sleep(0.1)


def in_flight(sandbox: Sandbox) -> tuple[str, ...]:
    """Addresses that are being worked on, as the journal has it."""
    attempt = known(sandbox).attempt
    return attempt.in_doubt() if attempt else ()


def terraform_pid(sandbox: Sandbox) -> int:
    """Terraform's own pid."""
    return int(json.loads(sandbox.file("apply-1/process.json").read_text())["pid"])


def test_migrator_is_killed_and_attaches_again(waiting: Sandbox) -> None:
    """With migrator killed: Terraform goes on; `migrator run` attaches to it, ends done, and everything was created once."""
    process = applying(waiting, waiting.offer(), seconds=5)
    process.kill()
    process.communicate()
    said = waiting.migrator("run")
    assert said.code == 0, said
    assert "is still running: attaching" in said.err
    assert set(waiting.creations().values()) == {1}
    assert known(waiting).completed() == {"create": 30, "update": 15, "delete": 7, "replace": 3}


def test_terraform_finishes_by_itself(waiting: Sandbox) -> None:
    """With migrator killed, and nobody back until Terraform has ended: `migrator run` reads what it left, and is done."""
    process = applying(waiting, waiting.offer())
    process.kill()
    process.communicate()
    while not waiting.file("apply-1/exit").exists():
        time.sleep(0.05)
    said = waiting.migrator("run")
    assert said.code == 0, said
    assert "has ended: reading" in said.err
    assert set(waiting.creations().values()) == {1}


def killed_with_terraform(sandbox: Sandbox) -> None:
    """Migrator, wrapper and Terraform are dead in the middle of the apply; the cloud has finished what it was asked for."""
    process = applying(sandbox, sandbox.offer(), seconds=4)
    while len(in_flight(sandbox)) > 1:  # not while the state is being written
        time.sleep(0.05)
    time.sleep(1)
    process.kill()
    process.communicate()
    wrapper = int(json.loads(sandbox.file("apply-1/claim").read_text())["pid"])
    for pid in (wrapper, terraform_pid(sandbox)):
        os.kill(pid, signal.SIGKILL)
    until_quiet(sandbox)


def test_both_are_killed(waiting: Sandbox) -> None:
    """Migrator, wrapper and Terraform killed: what exists and no state knows is planned as an import, and made once."""
    killed_with_terraform(waiting)
    operations = waiting.log()
    said = waiting.migrator("run", "--format", "json")
    assert (said.code, said.document()["state"]) == (4, "waiting"), said
    assert f"{EFS}: adopt: wandb-sandbox:aws-efs-csi-driver exists, is active" in said.err
    assert f"{EFS}: create was approved, and now it is import" in said.document()["because"]
    assert not (waiting.path / "migrator_imports.tf").exists()
    # A kill in the middle of a write of the state leaves an empty file: nothing is planned from that.
    state = waiting.path / "terraform.tfstate"
    kept, approval = state.read_bytes(), said.document()["waiting_for"]["approval"]
    state.write_bytes(b"")
    said = waiting.migrator("run", "--approve", approval, "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "state-lost"), said
    assert len(waiting.log()) == len(operations)
    command, _, after = said.document()["next"].partition(" && ")
    subprocess.run(("bash", "-ec", command), cwd="/", env=dict(waiting.env), check=True)
    back, lost = json.loads(state.read_bytes()), json.loads(kept)
    assert (back["lineage"], after.split()[:2]) == (lost["lineage"], ["migrator", "run"])
    assert 0 < len(back["resources"]) != len(lost["resources"])
    state.write_bytes(kept)
    said = waiting.migrator("run", "--format", "json")
    assert (said.code, said.document()["state"]) == (0, "done"), said
    assert set(waiting.creations().values()) == {1}
    assert EFS in waiting.terraform("state", "list").splitlines()


def test_a_closed_terminal_leaves_terraform_alone(waiting: Sandbox) -> None:
    """SIGHUP ends migrator alone: Terraform goes on, and the next run attaches."""
    process = applying(waiting, waiting.offer())
    process.send_signal(signal.SIGHUP)
    _, err = process.communicate()
    assert "Traceback" not in err
    assert process.returncode == -signal.SIGHUP
    said = waiting.migrator("run")
    assert said.code == 0, said
    assert set(waiting.creations().values()) == {1}


def test_two_at_once(waiting: Sandbox) -> None:
    """The second says who works on the workspace, exit 1, and changes nothing; `status` works meanwhile."""
    process = applying(waiting, waiting.offer(), seconds=12)
    said = waiting.migrator("run", *TFVARS, "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "lock-held")
    assert f"pid {process.pid}" in said.document()["what"]
    status = waiting.document("status")
    assert {one["name"]: one["status"] for one in status["states"]}["apply"] == "running"
    assert process.wait() == 0
    process.communicate()
    assert set(waiting.creations().values()) == {1}


def test_killed_while_it_previews(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> None:
    """With migrator killed in the preview: the next run removes the scratch directory that was left, and previews anew."""
    own = {"TMPDIR": str(tmp_path_factory.mktemp("tmp"))}
    process = sandbox.start("run", *TFVARS, "--override", "yes", env=own)
    until(lambda: any((sandbox.path / ".migrator").glob("*/journal.jsonl")) and known(sandbox).scratch is not None, process)
    process.kill()
    process.communicate()
    scratch = known(sandbox).scratch
    assert scratch is not None
    said = sandbox.migrator("run", env=own)
    assert said.code == 4, said
    assert not os.path.lexists(scratch)
