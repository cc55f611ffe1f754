"""What healthy means: each rule as it holds, is on its way, is stuck, cannot be told."""

from dataclasses import replace
from typing import Any

import pytest

from checks.facts import Missing, NotThere
from checks.facts.health.before import Thing
from checks.facts.health.operator import Definition, Resource
from checks.facts.health.terraform import Left
from checks.facts.health.workloads import Release, Trouble
from checks.health import judge
from checks.health.model import Outlook
from checks.model import Finding, Unknown
from tests.support.facts import HEALTHY, OPERATOR, RUNBOOK, RUNNING
from tests.support.healthy.health import THINGS
from tests.support.verified import bad, judged

SILENT = Missing("no route to host")
SIDECAR = "gcr.io/kubebuilder/kube-rbac-proxy:v0.5.0"
PULL = Trouble("op-1", "ImagePullBackOff", SIDECAR, "not found")
BEHIND = replace(RUNNING, name="wandb-api", available=0)


@pytest.mark.parametrize(
    ("group", "field", "code"),
    [
        ("terraform", "plan", "second-plan-empty"),
        ("terraform", "things", "data-stores-kept"),
        ("operator", "deployment", "operator-available"),
        ("operator", "definition", "definition-established"),
        ("operator", "resource", "custom-resource-completed"),
        ("operator", "resource", "release-as-approved"),
        ("workloads", "found", "workloads-ready"),
        ("workloads", "releases", "releases-deployed"),
        ("parity", "environment", "environment-parity"),
        ("parity", "left", "old-objects-gone"),
        ("edge", "ingress", "ingress-class"),
        ("edge", "ingress", "ingress-address"),
        ("edge", "ingress", "dns-record"),
        ("edge", "controller", "balancer-controller-available"),
        ("edge", "targets", "balancer-targets-healthy"),
        ("edge", "publisher", "external-dns-available"),
        ("edge", "published", "external-dns-publishes"),
        ("edge", "records", "dns-record"),
        ("edge", "records", "old-name-kept"),
        ("edge", "kept", "old-name-kept"),
        ("edge", "claims", "record-owned"),
        ("edge", "dns", "dns-answers"),
        ("web", "certificate", "certificate-fits"),
        ("web", "certificate", "certificate-lasts"),
        ("web", "balancer", "balancer-answers"),
        ("web", "health", "application-answers"),
        ("web", "ready", "application-ready"),
        ("web", "console", "console-answers"),
        ("aws", "cluster", "eks-cluster-active"),
        ("aws", "node_groups", "node-groups-active"),
        ("aws", "node_groups", "old-node-groups-gone"),
        ("aws", "addons", "addons-active"),
        ("aws", "asked", "addons-active"),
        ("aws", "nodes", "nodes-ready"),
        ("aws", "nodes", "nodes-new-type"),
        ("aws", "database", "database-available"),
        ("aws", "database", "database-class"),
        ("aws", "bucket", "bucket-cors"),
        ("aws", "bucket", "bucket-encryption"),
        ("aws", "bucket", "bucket-ownership"),
        ("aws", "bucket", "bucket-notifications"),
        ("aws", "file_systems", "file-system-available"),
    ],
)
def test_what_could_not_be_looked_at(group: str, field: str, code: str) -> None:
    """A probe that brought nothing leaves its rule unknown, with the reason: it blocks, and is asked again."""
    found = judged(code, group, **{field: SILENT})
    assert (found.result, found.outlook) == (Unknown(code, "no route to host", blocks=True), Outlook.UNKNOWN)


def test_a_second_plan_that_changes_something() -> None:
    """Each change is named with its attributes, and with whether it drifted; there is nothing to wait for."""
    plan = (Left("aws_a.b", "update", ("size", "tags")), Left("aws_c.d", "replace", drifted=True))
    found = bad(Outlook.STUCK, "second-plan-empty", "terraform", plan=plan)
    assert found.because == (
        "would update aws_a.b: size, tags",
        "would replace aws_c.d; something else changed it since the apply",
    )


def test_a_data_store_that_is_another() -> None:
    """A database with another identity is named, with the old one; a moved address is no loss."""
    moved = (replace(THINGS[0], address="module.b.aws_s3_bucket.b"), Thing("database", "aws_rds_cluster.d", "cluster-2"))
    found = bad(Outlook.STUCK, "data-stores-kept", "terraform", things=moved)
    assert found.because == ("the database cluster-1 (aws_rds_cluster.d) is not in the state any more; there is cluster-2",)


def test_a_zone_that_is_another() -> None:
    """The zone is compared by what the variables say."""
    moved = replace(HEALTHY, values=replace(HEALTHY.values, zone_id="Z2"))
    (found,) = [one.result for one in judge(moved, RUNBOOK) if one.code == "data-stores-kept"]
    assert isinstance(found, Finding)
    assert found.because == ("the zone was Z1, and zone_id is Z2 now",)


def test_an_operator_that_is_not_there() -> None:
    """A missing Deployment is named; its chart may be on its way."""
    assert bad(Outlook.COMING, "operator-available", "operator", deployment=NotThere("Deployment wandb/x")).subject.endswith(
        "x"
    )


def test_an_operator_that_begins() -> None:
    """Fewer pods than wanted, for no reason that is known: it is waited for."""
    found = bad(Outlook.COMING, "operator-available", "operator", deployment=replace(OPERATOR, available=0))
    assert found.because == ("wandb/wandb-controller-manager: 0 of 1 available",)


def test_an_operator_that_somebody_stopped() -> None:
    """Scaled to nothing it stays so, until somebody scales it back."""
    found = bad(Outlook.STUCK, "operator-available", "operator", deployment=replace(OPERATOR, desired=0, available=0))
    assert found.remedy == "kubectl -n wandb scale deployment wandb-controller-manager --replicas=1"


def test_the_image_that_is_gone_has_a_stop_gap() -> None:
    """The sidecar's image and why it is not there, and the command that sets the one that is."""
    found = bad(Outlook.STUCK, "operator-available", "operator", deployment=replace(OPERATOR, available=0, troubles=(PULL,)))
    assert f"pod op-1: ImagePullBackOff of {SIDECAR}: not found" in found.because
    assert "set image deployment/wandb-controller-manager kube-rbac-proxy=registry.k8s.io/" in found.remedy
    assert "kube-rbac-proxy:v0.5.0" in found.remedy


def test_another_image_that_is_gone() -> None:
    """For any other image: the pod to describe."""
    gone = replace(PULL, image="wandb/controller:1")
    found = bad(Outlook.STUCK, "operator-available", "operator", deployment=replace(OPERATOR, available=0, troubles=(gone,)))
    assert "describe pod op-1" in found.remedy


@pytest.mark.parametrize("found", [NotThere("the definition"), Definition(established=False, why="NamesConflict: taken")])
def test_a_definition_that_is_not_established(found: Any) -> None:
    """Not there, or not established: the names are said."""
    finding = bad(Outlook.COMING, "definition-established", "operator", definition=found)
    assert "weightsandbiases.apps.wandb.com" in finding.subject


def test_a_resource_that_is_applied() -> None:
    """A phase on the way is waited for, and the cluster's events and the controller's log say why."""
    broken = {"resource": Resource("Applying", None), "events": ("Pod x: BackOff: y",), "log": ("error: no route",)}
    found = bad(Outlook.COMING, "custom-resource-completed", "operator", **broken)
    assert found.because == ("its phase is Applying", "event: Pod x: BackOff: y", "the operator said: error: no route")
    assert judged("custom-resource-completed", "operator", **broken).now == "Applying"


def test_a_resource_that_is_invalid() -> None:
    """A configuration that does not render does not mend itself."""
    bad(Outlook.STUCK, "custom-resource-completed", "operator", resource=Resource("Invalid Config", None))


@pytest.mark.parametrize("found", [NotThere("weightsandbiases default/wandb"), Resource(None, None)])
def test_a_resource_that_has_not_begun(found: Any) -> None:
    """Not there, or without a phase: on its way."""
    bad(Outlook.COMING, "custom-resource-completed", "operator", resource=found)


def test_another_release_than_the_approved() -> None:
    """The channel moved since: worth knowing, no reason to wait or to stop."""
    found = judged("release-as-approved", "operator", resource=Resource("Completed", "2.0"))
    assert isinstance(found.result, Finding)
    assert (found.result.blocks, found.outlook) == (False, Outlook.HOLDS)
    assert found.result.because == ("version 2.0 is installed, and at approval the channel offered 1.0",)


def test_workloads_that_are_behind() -> None:
    """Only those that are behind are named."""
    found = bad(Outlook.COMING, "workloads-ready", "workloads", found=(RUNNING, BEHIND))
    assert found.because == ("default/wandb-api: 0 of 1 available",)


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        ("ImagePullBackOff", "describe pod wandb-api-0"),
        ("CrashLoopBackOff", "logs wandb-api-0 --previous"),
        ("OOMKilled", "memory limit"),
        ("Unschedulable", "kubectl get nodes"),
        ("CreateContainerConfigError", "describe deployment wandb-api"),
    ],
)
def test_workloads_that_are_stuck(reason: str, remedy: str) -> None:
    """What does not heal by waiting comes first, with the pod, the log's end, and what to look at."""
    trouble = Trouble("wandb-api-0", reason, "wandb/api:1", "why", 3, ("panic: no",))
    stuck = replace(BEHIND, troubles=(trouble,), conditions=("ProgressDeadlineExceeded: late",))
    found = bad(Outlook.STUCK, "workloads-ready", "workloads", found=(replace(BEHIND, name="a"), RUNNING, stuck))
    assert found.subject == "default/wandb-api"
    assert found.because == (
        "default/wandb-api: 0 of 1 available",
        "default/wandb-api: ProgressDeadlineExceeded: late",
        f"pod wandb-api-0: {reason} of wandb/api:1, restarted 3 times: why",
        "wandb-api-0 said: panic: no",
        "default/a: 0 of 1 available",
    )
    assert remedy in found.remedy


@pytest.mark.parametrize("workloads", [(), (replace(RUNNING, desired=0, available=0),)], ids=["none", "all scaled to none"])
def test_no_workloads_are_not_ready(workloads: tuple[Any, ...]) -> None:
    """Where nothing is to run, nothing is ready."""
    found = bad(Outlook.COMING, "workloads-ready", "workloads", found=workloads)
    assert found.because == ("there are none yet, or none that is to run",)


def test_one_workload_may_be_scaled_to_none() -> None:
    """A part that is switched off does not keep the rest from being ready."""
    found = judged("workloads-ready", "workloads", found=(RUNNING, replace(BEHIND, desired=0)))
    assert found.outlook is Outlook.HOLDS


@pytest.mark.parametrize(
    ("status", "outlook"),
    [("pending-upgrade", Outlook.COMING), (None, Outlook.COMING), ("failed", Outlook.STUCK)],
)
def test_a_release_that_is_not_deployed(status: str | None, outlook: Outlook) -> None:
    """Pending may end; failed does not mend itself, and helm's description says why."""
    release = Release("wandb", "operator", status, "operator 1.1.2", "timed out")
    found = bad(outlook, "releases-deployed", "workloads", releases=(release,))
    assert found.subject == "helm release wandb/operator"
    assert found.because == (f"wandb/operator (operator 1.1.2) {f'is {status}' if status else 'has no record'}: timed out",)


def test_a_variable_that_was_lost() -> None:
    """By name; one that the new module gives itself is not missed; what the application keeps is to be looked at."""
    found = bad(Outlook.COMING, "environment-parity", "parity", environment=frozenset({"OTHER"}))
    assert found.because[0] == "OIDC_ISSUER was set in the old Deployment, and no new container has it"
    assert len(found.because) == 2
    assert "look yourself" in found.because[1]
    assert "give OIDC_ISSUER" in found.remedy


def test_a_variable_that_the_guides_own_files_drop() -> None:
    """It is told, and stops nobody: whoever follows the guide loses it."""
    before = replace(HEALTHY.before, environment=("GORILLA_CUSTOMER_SECRET_STORE_SOURCE",))  # type: ignore[type-var]
    (found,) = [one for one in judge(replace(HEALTHY, before=before), RUNBOOK) if one.code == "environment-parity"]
    assert isinstance(found.result, Finding)
    assert (found.result.blocks, found.outlook) == (False, Outlook.HOLDS)


def test_old_objects_that_are_left() -> None:
    """Each is named, and the command that deletes it."""
    found = bad(Outlook.COMING, "old-objects-gone", "parity", left=("Deployment/wandb",))
    assert found.remedy.startswith("kubectl -n default delete deployment/wandb")
