"""Approval: exactly that plan, in any checkout, for as long as nothing has changed."""

import os
import pty
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.support.sandbox import TFVARS, Sandbox

WANTED = ("--override", "yes")


def checkout(sandbox: Sandbox, path: Path) -> Sandbox:
    """A fresh checkout of the same configuration and state: without journal, without `.terraform`."""
    shutil.copytree(sandbox.path, path, ignore=shutil.ignore_patterns(".sandbox", ".terraform", ".migrator"))
    return Sandbox(path, sandbox.env)


def test_a_hash_is_good_in_a_fresh_checkout(sandbox: Sandbox, tmp_path: Path) -> None:
    """Planned here, approved there: the plan is made again, found equal, and the migration goes to its end."""
    approval = sandbox.document("plan", *TFVARS, *WANTED)["approval"]
    there = checkout(sandbox, tmp_path / "there")
    said = there.migrator("run", *TFVARS, *WANTED, "--approve", approval[:12], "--format", "json")
    assert (said.code, said.document()["state"]) == (0, "done"), said


def test_another_hash_approves_nothing(sandbox: Sandbox) -> None:
    """A hash of another plan leaves the run waiting, with the right one named and nothing touched."""
    before = len(sandbox.log())
    said = sandbox.migrator("run", *TFVARS, *WANTED, "--approve", "0" * 12, "--format", "json")
    assert (said.code, said.document()["state"]) == (4, "waiting")
    assert re.fullmatch(r"[0-9a-f]{64}", said.document()["waiting_for"]["approval"])
    assert (sandbox.path / "pre-operator.tf").exists()
    assert len(sandbox.log()) == before


def test_a_changed_plan_is_approved_anew(waiting: Sandbox) -> None:
    """Edited files are named before they are moved; accepted, the plan is shown by address, attribute, old and new value."""
    approval = waiting.offer()
    before = len(waiting.log())
    variables = waiting.path / "post-operator.tfvars"
    variables.write_text(variables.read_text() + '\ndatabase_engine_version = "8.0.mysql_aurora.3.04.0"\n')
    said = waiting.migrator("run", "--approve", approval, "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "files-edited"), said
    assert "post-operator.tfvars (changed)" in said.document()["what"]
    assert (waiting.path / "pre-operator.tf").exists()
    said = waiting.migrator("run", "--accept", "files-edited=the database is newer", "--format", "json")
    assert (said.code, said.document()["state"]) == (4, "waiting"), said
    told = next(one for one in said.document()["because"] if "aws_rds_cluster.this[0]: engine_version" in one)
    assert told.endswith('was approved, and now it is "8.0.mysql_aurora.3.04.0"')
    assert len(waiting.log()) == before


def test_half_a_migration_without_its_journal_is_refused(waiting: Sandbox) -> None:
    """Once something was applied and the journal is gone, nothing goes on: exit code 3, and no acceptance helps."""
    approval = waiting.offer()
    waiting.faults({"op": "create", "type": "aws_eks_addon", "error": "Throttling: Rate exceeded"})
    failed = waiting.migrator("run", "--approve", approval, "--format", "json")
    assert (failed.code, failed.document()["code"]) == (1, "apply-failed"), failed
    shutil.rmtree(waiting.path / ".migrator")
    accepted = ("--accept", "partly-applied=I know")
    said = waiting.migrator("run", *TFVARS, *WANTED, "--no-swap", *accepted, "--format", "json")
    assert (said.code, said.document()["blocked_by"]) == (3, ["partly-applied"]), said


def test_a_failed_apply_goes_on_under_the_same_approval(waiting: Sandbox) -> None:
    """After a failure that is mended, what is left is a part of what was approved: it goes on without asking again."""
    approval = waiting.offer()
    waiting.faults({"op": "create", "type": "aws_eks_addon", "nth": 1, "error": "InvalidParameterException: not now"})
    failed = waiting.migrator("run", "--approve", approval, "--format", "json")
    assert failed.code == 1
    assert "not now" in failed.document()["why"]
    assert "module.wandb_infra.module.app_eks.aws_eks_addon.efs" in failed.document()["why"]
    said = waiting.migrator("run", "--format", "json")
    assert (said.code, said.document()["state"]) == (0, "done"), said
    assert set(waiting.creations().values()) == {1}


def test_a_tainted_rest_blocks(waiting: Sandbox) -> None:
    """What failed half-way is planned as a replacement of what is tainted: nobody approved that, so the run blocks."""
    approval = waiting.offer()
    waiting.faults({"op": "create", "type": "aws_eks_addon", "nth": 1, "error": "timeout while waiting", "partial": True})
    assert waiting.migrator("run", "--approve", approval).code == 1
    said = waiting.migrator("run", "--format", "json")
    assert said.code == 3, said
    assert "tainted-replacement" in said.document()["blocked_by"]


def read_until(master: int, pattern: str) -> str:
    """What a terminal shows until something matches; the text of the match."""
    shown = ""
    while (found := re.search(pattern, shown)) is None:
        shown += os.read(master, 1 << 16).decode(errors="replace")
    return found[1]


def test_a_person_at_a_terminal(sandbox: Sandbox) -> None:
    """A person is asked for the override, and types the plan's first digits; a stray Enter approves nothing."""
    for typed, code in (("", 4), (None, 0)):
        master, slave = pty.openpty()
        command = (sys.executable, "-m", "migrator", "run", *TFVARS)
        process = subprocess.Popen(command, cwd=sandbox.path, env=sandbox.env, stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)
        if code == 4:
            read_until(master, r"(Write it when the files are swapped)")
            os.write(master, b"y\n")
        digits = read_until(master, r"Type ([0-9a-f]{12})")
        os.write(master, f"{digits if typed is None else typed}\n".encode())
        with suppress(OSError):  # how a terminal ends once nobody writes to it any more
            while os.read(master, 1 << 16):
                pass
        os.close(master)
        assert process.wait() == code
        assert sandbox.document("status")["state"] == ("waiting" if code == 4 else "done")
