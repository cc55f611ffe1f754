"""A run whose journal has its mirror in S3 goes on in another checkout, and not while the first still lives."""

import shutil
import time
from pathlib import Path

from migrator.journal import Runs
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


def configuration(sandbox: Sandbox) -> set[str]:
    """The configuration files that are there, by their names now."""
    return {one.name for one in sandbox.path.iterdir() if ".tf" in one.name and "tfstate" not in one.name}


def begun(sandbox: Sandbox) -> bool:
    """Whether a run is known there."""
    return Runs(sandbox.path).latest() is not None


def sent(sandbox: Sandbox) -> bool:
    """Whether the bucket has every line of the newest journal there."""
    journal = sandbox.file("journal.jsonl")
    under = f"migrations/prod/{journal.parent.name}/journal/"
    listed = client(sandbox, "s3").list_objects_v2(Bucket=BUCKET, Prefix=under)["Contents"]
    return sum(one["Size"] for one in listed) == journal.stat().st_size


def test_killed_there_and_done_here(sandbox: Sandbox, tmp_path: Path) -> None:
    """Approved by its hash in a fresh checkout, killed there in the apply: refused here while it lives, then done here."""
    moved_to_s3(sandbox)
    other = checkout(sandbox, tmp_path / "other")
    approval = sandbox.approved("--journal", PLACE)
    sandbox.faults({**ADDON, "sleep": 8})
    process = other.start("resume", "--journal", PLACE, "--approve", approval)
    until(lambda: begun(other) and any("aws_eks_addon" in one for one in in_flight(other)), process)
    said = sandbox.migrator("run", "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "mirror-held"), said
    assert f"pid {process.pid}" in said.document()["what"]
    # What was not sent yet when it is killed is known only there: that is another story, `mirror-diverged`.
    until(lambda: len(in_flight(other)) == 1 and sent(other), process)
    process.kill()
    process.communicate()
    said = sandbox.migrator("run", "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "apply-on-another-host"), said
    assert configuration(sandbox) == configuration(other)
    while not other.file("apply-1/exit").exists():
        time.sleep(0.05)
    said = sandbox.migrator("resume", "--accept", "apply-on-another-host=its Terraform has ended")
    assert said.code == 0, said
    assert living(sandbox) == in_state(sandbox)
    held = [one["Key"] for one in client(sandbox, "s3").list_objects_v2(Bucket=BUCKET, Prefix="migrations")["Contents"]]
    assert not [key for key in held if "tfstate" in key or "tfplan" in key or "apply-" in key or "backup" in key]
    said = other.migrator("run")
    assert (said.code, "done already" in said.out) == (0, True), said
    assert sandbox.file("journal.jsonl").read_bytes() == other.file("journal.jsonl").read_bytes()
