"""A run whose journal has its mirror in S3 goes on in another checkout, and not while the first still lives."""

import shutil
import time
from pathlib import Path

from tests.e2e.test_killed import in_flight, until
from tests.e2e.test_reconcile import in_state, living
from tests.support.sandbox import Sandbox
from tests.support.state_trouble import BUCKET, client, moved_to_s3

PLACE = f"s3://{BUCKET}/migrations/prod"
ADDON = {"op": "create", "type": "aws_eks_addon"}


def checkout(sandbox: Sandbox, into: Path) -> Sandbox:
    """The same files in another directory, as version control would bring them: nothing of Terraform's, nothing of ours."""
    left_out = shutil.ignore_patterns(".sandbox", ".terraform", ".migrator", "*.tfstate*", "control")
    shutil.copytree(sandbox.path, into, ignore=left_out)
    return Sandbox(into, sandbox.env)


def swapped(sandbox: Sandbox) -> set[str]:
    """The configuration files that are there, by their names now."""
    return {one.name for one in sandbox.path.iterdir() if ".tf" in one.name and "tfstate" not in one.name}


def test_killed_there_and_done_here(sandbox: Sandbox, tmp_path: Path) -> None:
    """Killed in the apply: another checkout refuses while it lives, then goes on, and everything was created once."""
    moved_to_s3(sandbox)
    other = checkout(sandbox, tmp_path / "other")
    approval = sandbox.approved("--journal", PLACE)
    sandbox.faults({**ADDON, "sleep": 6})
    process = sandbox.start("run", "--approve", approval)
    until(lambda: any("aws_eks_addon" in one for one in in_flight(sandbox)), process)
    said = other.migrator("run", "--journal", PLACE, "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "mirror-held"), said
    assert f"pid {process.pid}" in said.document()["what"]
    process.kill()
    process.communicate()
    said = other.migrator("resume", "--journal", PLACE, "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "apply-on-another-host"), said
    assert swapped(other) == swapped(sandbox)
    while not sandbox.file("apply-1/exit").exists():
        time.sleep(0.05)
    said = other.migrator("resume", "--accept", "apply-on-another-host=its Terraform has ended")
    assert said.code == 0, said
    assert living(sandbox) == in_state(sandbox)
    held = [one["Key"] for one in client(sandbox, "s3").list_objects_v2(Bucket=BUCKET, Prefix="migrations")["Contents"]]
    assert not [key for key in held if "tfstate" in key or "tfplan" in key or "apply-" in key or "backup" in key]
    said = sandbox.migrator("run")
    assert (said.code, "done already" in said.out) == (0, True), said
    assert sandbox.file("journal.jsonl").read_bytes() == other.file("journal.jsonl").read_bytes()
