"""Operator, workloads, helm, environment: each check red by a broken world, and green once it is mended."""

import json
from pathlib import Path

import pytest

from tests.support.healed import Case, red_then_green, world
from tests.support.kubectl import kubectl
from tests.support.redgreen import Deed
from tests.support.sandbox import TFVARS, Sandbox

pytestmark = pytest.mark.e2e

OPERATOR = "/apis/apps/v1/namespaces/wandb/deployments/wandb-controller-manager"


def scaled(replicas: int) -> Deed:
    """What `kubectl scale` does to the operator."""

    def deed(sandbox: Sandbox) -> None:
        found = kubectl(sandbox, "GET", OPERATOR)
        found["spec"]["replicas"] = replicas
        kubectl(sandbox, "PUT", OPERATOR, found)

    return deed


def remembered(**change: object) -> Deed:
    """What the run's preflight kept, with something else in it; as it was, without."""

    def deed(sandbox: Sandbox) -> None:
        path = sandbox.file("before.json")
        kept = path.with_suffix(".kept")
        before = json.loads((kept if kept.exists() else path).read_text())
        kept.write_text(json.dumps(before))
        path.write_text(json.dumps({**before, **change}))

    return deed


def more(sandbox: Sandbox) -> None:
    """Something in the configuration that was not applied."""
    (sandbox.path / "more.tf").write_text('output "more" { value = "1" }\n')


def less(sandbox: Sandbox) -> None:
    """Without it."""
    (sandbox.path / "more.tf").unlink()


THINGS = [{"what": "database", "address": "aws_rds_cluster.this[0]", "id": "cluster-OLD"}]
CASES = (
    Case(
        "operator-available",
        "its sidecar's image is gone",
        world("operator-image-gone"),
        says=("ImagePullBackOff", "gcr.io/kubebuilder/kube-rbac-proxy", "registry.k8s.io/kubebuilder/kube-rbac-proxy"),
    ),
    Case(
        "operator-available",
        "it crashes",
        world("operator-crash-looping"),
        says=("CrashLoopBackOff", "restarted", "said: ", "logs wandb-controller-manager"),
    ),
    Case("operator-available", "it was stopped", fault=scaled(0), remedy=scaled(1), says=("scaled to 0", "--replicas=1")),
    Case("operator-available", "the API answers with a page", world("api-html"), unknown=True, says=("not Kubernetes'",)),
    Case("definition-established", "it is gone", world("definition-missing"), says=("it does not exist",)),
    Case("definition-established", "it is not established", world("definition-not-established"), says=("not established",)),
    Case("custom-resource-completed", "its values do not render", world("resource-invalid"), says=("Invalid Config",)),
    Case("custom-resource-completed", "it stays on its way", world("resource-stuck"), says=("its phase is Applying",)),
    Case(
        "release-as-approved",
        "the channel moved",
        world("resource-other-version"),
        says=("at approval the channel offered",),
        blocks=False,
    ),
    Case("workloads-ready", "an image is gone", world("app-image-gone"), says=("ImagePullBackOff", "default/wandb-app")),
    Case("workloads-ready", "it crashes", world("app-crash-looping"), says=("CrashLoopBackOff", "said: ", "--previous")),
    Case("workloads-ready", "no node has room", world("app-unschedulable"), says=("Unschedulable", "kubectl get nodes")),
    Case("workloads-ready", "it needs more memory", world("app-oom-killed"), says=("OOMKilled", "memory limit")),
    Case("releases-deployed", "pending", world("release-pending"), says=("default/wandb", "is pending-upgrade")),
    Case(
        "releases-deployed",
        "failed",
        world("release-failed"),
        says=("default/wandb", "is failed", "helm -n default history"),
    ),
    Case(
        "environment-parity",
        "a variable is lost",
        world("app-environment-lost"),
        fault=remembered(environment=["HOST", "OIDC_ISSUER"]),
        remedy=remembered(),
        says=("OIDC_ISSUER", "other_wandb_env"),
    ),
    Case("old-objects-gone", "they are left", world("old-objects-left"), says=("Deployment/wandb is still there",)),
    Case("second-plan-empty", "something is left", fault=more, remedy=less, says=("would create output.more",)),
    Case(
        "data-stores-kept",
        "the database is another",
        fault=remembered(things=THINGS),
        remedy=remembered(),
        says=("the database cluster-OLD", "migrator rollback"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.id)
def test_a_fault_turns_it_red_and_its_end_green(migrated: Sandbox, case: Case) -> None:
    """Through the command line, for each check inside the cluster."""
    red_then_green(migrated, case)


def test_the_cause_comes_before_what_waits_for_it(migrated: Sandbox) -> None:
    """Without the definition, what needs it is not told as a fault of its own."""
    migrated.faults({"world": "definition-missing"})
    try:
        said = migrated.migrator("verify", *TFVARS, "--only", "operator", "--format", "json")
    finally:
        migrated.faults()
    document = said.document()
    assert [one["code"] for one in document["findings"]] == ["definition-established"]
    waiting = {one["code"]: one["reason"] for one in document["unknown"]}
    assert waiting["custom-resource-completed"] == "waits for definition-established"


@pytest.mark.parametrize("fault", ["api-429", "api-expired-token", "watch-410", "pages-expire", "log-not-utf8"])
def test_what_may_pass_is_no_fault(migrated: Sandbox, fault: str) -> None:
    """Busy, forgetful, with expired tokens: the answers come all the same."""
    migrated.faults({"world": fault})
    try:
        said = migrated.migrator("verify", *TFVARS, "--only", "operator", "--only", "workloads-ready", "--wait", "30")
    finally:
        migrated.faults()
    assert said.code == 0, said


def test_a_stuck_api_is_not_waited_for_without_end(migrated: Sandbox) -> None:
    """It answers nothing: what it could tell is unknown, and the command ends."""
    migrated.faults({"world": "api-stuck"})
    try:
        said = migrated.migrator("verify", *TFVARS, "--only", "operator-available", "--format", "json")
    finally:
        migrated.faults()
    assert said.code == 5, said
    assert [one["code"] for one in said.document()["unknown"]] == ["operator-available"]


def test_without_a_kubeconfig_the_way_leads_through_eks(migrated: Sandbox) -> None:
    """EKS names endpoint and CA, a token is signed, and everything of the cluster is green."""
    only = [word for one in ("operator", "workloads", "parity") for word in ("--only", one)]
    said = migrated.migrator("verify", *TFVARS, *only, "--format", "json", env={"KUBECONFIG": ""})
    assert said.code == 0, said
    assert said.document()["unknown"] == []


def test_what_is_on_its_way_is_seen_at_once(migrated: Sandbox, tmp_path: Path) -> None:
    """It waits, says for what, and ends when the world is mended; the answer can be a file for a CI."""
    migrated.faults({"world": "app-crash-looping"})
    out = tmp_path / "verify.xml"
    process = migrated.start(
        "verify", *TFVARS, "--only", "workloads-ready", "--wait", "2m", "--format", "junit", "--out", str(out)
    )
    try:
        assert process.stderr is not None
        assert any("application: " in line and "usually 4 m" in line for line in process.stderr)
    finally:
        migrated.faults()
        process.communicate()
    assert process.returncode == 0
    assert "workloads-ready" in out.read_text()
