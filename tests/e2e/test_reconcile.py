"""On S3: a Terraform that is killed before its state is persisted, a state that is not taken, a taint that is none."""

import json
import os
import signal
from collections import Counter

import runbooks
from tests.e2e.test_killed import in_flight, until
from tests.support.sandbox import Sandbox
from tests.support.state_trouble import moved_to_s3

IDENTITIES = runbooks.load("wandb-aws-operator").identities
# What is a part of something goes with that, without a word in the world's log.
OBJECTS = [kind for kind, one in IDENTITIES.items() if one.kind == "object" and not one.within]
CLUSTER = "module.wandb_infra.module.app_eks.module.eks.aws_eks_cluster.this[0]"
RECORD = "module.wandb_infra.module.app_lb.aws_route53_record.alb"


def killed_early(sandbox: Sandbox) -> None:
    """Migrator, wrapper and Terraform are killed while the cluster is updated; what runs on it waits for that."""
    approval = sandbox.approved()
    sandbox.faults({"op": "update", "type": "aws_eks_cluster", "sleep": 15})
    process = sandbox.start("run", "--approve", approval)
    until(lambda: in_flight(sandbox) == (CLUSTER,) and bool(sandbox.creations()), process)
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
