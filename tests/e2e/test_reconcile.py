"""On S3: a Terraform that is killed before and after its state is persisted, a state not taken, a taint that is none."""

import json
import os
import signal
import subprocess
import time
from collections import Counter

import runbooks
from tests.e2e.test_killed import in_flight, until
from tests.support.sandbox import Sandbox
from tests.support.state_trouble import BUCKET, KEY, client, moved_to_s3

IDENTITIES = runbooks.load("wandb-aws-operator").identities
# What is a part of something goes with that, without a word in the world's log.
OBJECTS = [kind for kind, one in IDENTITIES.items() if one.kind == "object" and not one.within]
CLUSTER = "module.wandb_infra.module.app_eks.module.eks.aws_eks_cluster.this[0]"
ADDON = "module.wandb_infra.module.app_eks.aws_eks_addon.efs"
RECORD = "module.wandb_infra.module.app_lb.aws_route53_record.alb"


def killed_early(sandbox: Sandbox) -> None:
    """Migrator, wrapper and Terraform are killed while the cluster is updated; what runs on it waits for that."""
    approval = sandbox.approved()
    sandbox.faults({"op": "update", "type": "aws_eks_cluster", "sleep": 15})
    process = sandbox.start("run", "--approve", approval)
    until(lambda: in_flight(sandbox) == (CLUSTER,) and bool(sandbox.creations()), process)
    all_are_killed(sandbox, process)


def all_are_killed(sandbox: Sandbox, process: "subprocess.Popen[str]") -> None:
    """Migrator, wrapper and Terraform; what the cloud holds back it does then."""
    process.kill()
    process.communicate()
    for name in ("claim", "process.json"):
        os.kill(int(json.loads(sandbox.file(f"apply-1/{name}").read_text())["pid"]), signal.SIGKILL)
    sandbox.faults()


def test_killed_before_the_state_was_persisted(sandbox: Sandbox) -> None:
    """On S3, killed early: the dead lock goes by its id alone, and what no state ever knew is adopted, not made again."""
    moved_to_s3(sandbox)
    killed_early(sandbox)
    said = sandbox.migrator("run", "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "state-lock-stale"), said
    command = said.document()["next"]
    wrong = sandbox.migrator("resume", "--unlock", "not-this-one", "--format", "json")
    assert (wrong.code, wrong.document()["code"]) == (1, "state-lock-stale"), wrong
    # Its replacement began with a deletion that the state does not know either: no import is taken for its address.
    said = sandbox.migrator(*command.split()[1:], "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "apply-in-doubt"), said
    assert f"terraform state rm '{RECORD}'" in said.document()["why"]
    sandbox.terraform("state", "rm", RECORD)
    # A random name was in the lost state: what was made under it is imported, and replaced by what has the new one.
    accepted = ("--accept", "unexpected-change=the random name is lost", "--accept", "data-store-destroyed=it is empty")
    said = sandbox.migrator("run", *accepted, "--format", "json")
    # What was under way at the kill may have come to its end meanwhile: another plan, and another approval.
    for _ in range(3):
        if said.code == 0:
            break
        assert (said.code, said.document()["state"]) == (4, "waiting"), said
        said = sandbox.migrator("run", "--approve", said.document()["waiting_for"]["approval"], "--format", "json")
    assert (said.code, said.document()["state"]) == (0, "done"), said
    assert living(sandbox) == in_state(sandbox)


def persisted(sandbox: Sandbox) -> dict[str, int]:
    """The addresses in the object in S3, and its serial: what Terraform has handed to the backend by now."""
    state = json.loads(client(sandbox, "s3").get_object(Bucket=BUCKET, Key=KEY)["Body"].read())
    managed = [one for one in state["resources"] if one["mode"] == "managed" and one["instances"]]
    return {f"{one.get('module', '')}.{one['type']}.{one['name']}".strip("."): state["serial"] for one in managed}


def releases(sandbox: Sandbox, result: str) -> int:
    """How many releases of helm are held back, or were made; the old deployment has none."""
    asked = [(one["op"], one["type"], one["result"]) for one in sandbox.log()]
    return asked.count(("create", "helm_release", result))


def test_killed_after_the_state_was_persisted(sandbox: Sandbox) -> None:
    """On S3, killed late: what the state has is not made again, what it has not is adopted, and everything was made once."""
    moved_to_s3(sandbox)
    approval = sandbox.approved()
    # S3 gets the state with a change that comes 20 s after the first one, and not before: the add-on is that one.
    slow = {"op": "create", "type": "aws_eks_addon", "sleep": 21}
    sandbox.faults(slow, {"op": "create", "type": "helm_release", "nth": 2, "hold": True})
    process = sandbox.start("run", "--approve", approval)
    until(lambda: releases(sandbox, "held") == 1, process)
    until(lambda: ADDON in persisted(sandbox) and len(in_flight(sandbox)) == 1, process)
    (release,) = in_flight(sandbox)
    made = releases(sandbox, "ok")
    assert "helm_release" in release
    assert release.partition("[")[0] not in persisted(sandbox)
    all_are_killed(sandbox, process)
    while releases(sandbox, "ok") == made:
        time.sleep(0.05)
    kept = persisted(sandbox)
    said = sandbox.migrator("run", "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "state-lock-stale"), said
    said = sandbox.migrator(*said.document()["next"].split()[1:], "--format", "json")
    assert (said.code, said.document()["state"]) == (4, "waiting"), said
    assert f"{release}: create was approved, and now it is import" in said.document()["because"]
    assert persisted(sandbox) == kept
    said = sandbox.migrator("run", "--approve", said.document()["waiting_for"]["approval"], "--format", "json")
    assert (said.code, said.document()["state"]) == (0, "done"), said
    assert releases(sandbox, "ok") == 4
    assert living(sandbox) == in_state(sandbox)


def test_the_backend_goes_and_a_release_is_tainted(sandbox: Sandbox) -> None:
    """The state that S3 did not take is pushed first; what is tainted and healthy is kept; then it goes on as approved."""
    moved_to_s3(sandbox)
    approval = sandbox.approved()
    half = {
        "op": "create",
        "type": "helm_release",
        "nth": 1,
        "error": "timed out waiting for the condition",
        "partial": True,
    }
    sandbox.faults({"op": "create", "type": "helm_release", "sleep": 3}, half)
    process = sandbox.start("run", "--approve", approval)
    until(lambda: any("helm_release" in one for one in in_flight(sandbox)), process)
    sandbox.faults(half, {"aws": "s3:*", "error": "AccessDenied"})
    process.communicate()
    assert process.returncode == 1
    assert (sandbox.path / "errored.tfstate").exists()
    sandbox.faults()
    said = sandbox.migrator("run", "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "state-lock-stale"), said
    said = sandbox.migrator(*said.document()["next"].split()[1:], "--format", "json")
    assert "terraform state push errored.tfstate" in said.err, said
    assert not (sandbox.path / "errored.tfstate").exists()
    assert (said.code, said.document()["blocked_by"]) == (3, ["tainted-replacement", "unexpected-change"]), said
    kept = [one for one in said.document()["findings"] if one["code"] == "tainted-though-healthy"]
    assert len(kept) == 1
    said = sandbox.migrator("run", "--accept", "tainted-though-healthy=its pods run", "--format", "json")
    assert (said.code, said.document()["state"]) == (0, "done"), said
    assert f"terraform untaint {kept[0]['subject']}" in said.err
    assert living(sandbox) == in_state(sandbox)


def living(sandbox: Sandbox) -> Counter[str]:
    """How many of each type that can be made twice there are in the world, by its log."""
    sign = {"create": 1, "delete": -1}
    found: Counter[str] = Counter()
    for one in sandbox.log():
        if one["result"] in ("ok", "partial") and one["op"] in sign and one["type"] in OBJECTS:
            found[str(one["type"])] += sign[one["op"]]
    return +found


def in_state(sandbox: Sandbox) -> Counter[str]:
    """The same by the state."""
    state = json.loads(sandbox.terraform("state", "pull"))
    return +Counter(
        {
            kind: sum(len(one["instances"]) for one in state["resources"] if (one["mode"], one["type"]) == ("managed", kind))
            for kind in OBJECTS
        }
    )
