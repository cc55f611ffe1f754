"""AWS, rule by rule: against what the state says that was asked for."""

from dataclasses import replace
from typing import Any

import pytest

from checks.facts import NotThere
from checks.facts.health.aws import Asked, Database, DatabaseInstance, FileSystem, Node, Part
from checks.health.model import Outlook
from checks.model import Finding, Severity
from tests.support.healthy.health import BUCKET, HEALTHY
from tests.support.verified import bad, judged

ASKED = HEALTHY.aws.asked
assert isinstance(ASKED, Asked)
INSTANCE = DatabaseInstance("wb-1", "available", "db.r6g.large")
DATABASE = Database("wb", "available", (INSTANCE,))
ISSUES = ("AsgInstanceLaunchFailures: no quota",)


def noted(code: str, **broken: Any) -> Finding:
    """A finding that is worth knowing, and neither waited for nor in the way."""
    found = judged(code, "aws", **broken)
    assert isinstance(found.result, Finding), found
    assert (found.result.blocks, found.outlook) == (False, Outlook.HOLDS)
    return found.result


@pytest.mark.parametrize(
    ("part", "outlook", "because"),
    [
        (Part("wb", "UPDATING"), Outlook.COMING, ("wb is UPDATING",)),
        (Part("wb", "FAILED"), Outlook.STUCK, ("wb is FAILED",)),
        (Part("wb", "ACTIVE", ISSUES), Outlook.STUCK, ("wb is ACTIVE", f"wb: {ISSUES[0]}")),
        (NotThere("the EKS cluster wb"), Outlook.STUCK, ("it does not exist",)),
    ],
)
def test_a_cluster_that_is_not_active(part: Part | NotThere, outlook: Outlook, because: tuple[str, ...]) -> None:
    """What passes is waited for; issues are told in AWS's words."""
    assert bad(outlook, "eks-cluster-active", "aws", cluster=part).because == because


def test_node_groups_that_are_not_active() -> None:
    """One that is gone, one that cannot launch; somebody else's does not count."""
    gone = bad(Outlook.STUCK, "node-groups-active", "aws", node_groups=(Part("mine", "CREATE_FAILED"),))
    assert gone.because == ("wb-primary is not there",)
    ill = bad(Outlook.STUCK, "node-groups-active", "aws", node_groups=(Part("wb-primary", "DEGRADED", ISSUES),))
    assert ill.because == ("wb-primary is DEGRADED", f"wb-primary: {ISSUES[0]}")
    assert "--nodegroup-name wb-primary" in ill.remedy


def test_an_old_node_group_that_is_left() -> None:
    """While it goes it is waited for, else told; somebody else's is left alone."""
    new, old = Part("wb-primary", "ACTIVE"), Part("wb-primary-old", "DELETING")
    bad(Outlook.COMING, "old-node-groups-gone", "aws", node_groups=(new, old))
    left = noted("old-node-groups-gone", node_groups=(new, replace(old, status="ACTIVE")))
    assert left.because == ("wb-primary-old is still there: ACTIVE",)
    assert judged("old-node-groups-gone", "aws", node_groups=(new, Part("gpu", "ACTIVE"))).outlook is Outlook.HOLDS


@pytest.mark.parametrize(
    ("found", "outlook", "because"),
    [
        (((Part("coredns", "UPDATING"), "v1"),), Outlook.COMING, "coredns is UPDATING"),
        (((Part("coredns", "DEGRADED"), "v1"),), Outlook.STUCK, "coredns is DEGRADED"),
        (((Part("coredns", "ACTIVE"), "v0"),), Outlook.STUCK, "coredns has the version v0, and v1 is asked for"),
        ((), Outlook.STUCK, "coredns is not there"),
    ],
)
def test_addons_that_are_not_right(found: Any, outlook: Outlook, because: str) -> None:
    """Their status, their version, whether they are there."""
    assert bad(outlook, "addons-active", "aws", addons=found).because == (because,)


def test_an_addon_without_a_pinned_version() -> None:
    """AWS may choose."""
    asked = replace(ASKED, addons=(("coredns", None),))
    assert judged("addons-active", "aws", asked=asked, addons=((Part("coredns", "ACTIVE"), "v9"),)).outlook is Outlook.HOLDS


def test_nodes_that_are_not_ready() -> None:
    """With the kubelet's reason; no node at all is not ready either."""
    node = Node("node-1", "r6i.xlarge", ready=False, why="KubeletNotReady: cni")
    assert bad(Outlook.COMING, "nodes-ready", "aws", nodes=(node,)).because == ("node-1 is not Ready: KubeletNotReady: cni",)
    assert bad(Outlook.COMING, "nodes-ready", "aws", nodes=()).because == ("there are none",)


def test_nodes_of_the_old_type() -> None:
    """They are waited for: they are drained, then they go. Without node groups in the state every type is right."""
    old = Node("node-1", "m4.large", ready=True)
    assert "m4.large" in bad(Outlook.COMING, "nodes-new-type", "aws", nodes=(old,)).because[0]
    assert judged("nodes-new-type", "aws", nodes=(old,), asked=replace(ASKED, types=())).outlook is Outlook.HOLDS


@pytest.mark.parametrize(
    ("database", "outlook", "because"),
    [
        (replace(DATABASE, status="upgrading"), Outlook.COMING, "wb is upgrading"),
        (replace(DATABASE, instances=(replace(INSTANCE, status="rebooting"),)), Outlook.COMING, "wb-1 is rebooting"),
        (replace(DATABASE, instances=(replace(INSTANCE, status="incompatible-network"),)), Outlook.STUCK, "incompatible"),
        (replace(DATABASE, status="stopped"), Outlook.STUCK, "wb is stopped"),
        (replace(DATABASE, instances=()), Outlook.STUCK, "it has no instance"),
        (NotThere("the Aurora cluster wb"), Outlook.STUCK, "it does not exist"),
    ],
)
def test_a_database_that_is_not_available(database: Database | NotThere, outlook: Outlook, because: str) -> None:
    """What passes by itself is waited for."""
    assert because in bad(outlook, "database-available", "aws", database=database).because[0]


def test_a_database_of_another_class() -> None:
    """Every instance counts; one that is being changed is waited for."""
    old = replace(INSTANCE, type="db.r5.large")
    found = bad(Outlook.STUCK, "database-class", "aws", database=replace(DATABASE, instances=(old,)))
    assert found.because == ("wb-1 is db.r5.large, and db.r6g.large is asked for",)
    changing = replace(DATABASE, instances=(replace(old, status="modifying"),))
    bad(Outlook.COMING, "database-class", "aws", database=changing)
    gone = bad(Outlook.STUCK, "database-class", "aws", database=replace(DATABASE, instances=()))
    assert gone.because == ("wb-1 is not there, and db.r6g.large is asked for",)


def test_changes_that_wait_for_a_window() -> None:
    """Of cluster and instances, by name."""
    waiting = replace(DATABASE, pending=("EngineVersion: 3.05",), instances=(replace(INSTANCE, pending=("Port: 3307",)),))
    assert noted("database-changes-pending", database=waiting).because == (
        "wb waits for its maintenance window with EngineVersion: 3.05",
        "wb-1 waits for its maintenance window with Port: 3307",
    )


@pytest.mark.parametrize(
    ("code", "change", "because"),
    [
        ("bucket-cors", {"origins": ()}, "CORS origins: none, and * is asked for"),
        ("bucket-encryption", {"algorithm": "AES256"}, "encryption: AES256, and aws:kms is asked for"),
        ("bucket-ownership", {"ownership": None}, "ownership: none, and BucketOwnerPreferred is asked for"),
    ],
)
def test_a_bucket_with_other_settings(code: str, change: dict[str, Any], because: str) -> None:
    """What is there, and what was asked for; what Terraform does not manage may be anything."""
    other = replace(BUCKET, **change)
    assert bad(Outlook.STUCK, code, "aws", bucket=other).because == (because,)
    unmanaged = replace(BUCKET, origins=(), algorithm=None, ownership=None)
    assert judged(code, "aws", bucket=other, asked=replace(ASKED, bucket=unmanaged)).outlook is Outlook.HOLDS
    assert judged(code, "aws", bucket=NotThere("x"), asked=replace(ASKED, bucket=None)).outlook is Outlook.HOLDS
    assert bad(Outlook.STUCK, code, "aws", bucket=NotThere("the bucket x")).subject == "the bucket x"


def test_who_hears_of_new_objects() -> None:
    """One that was asked for and does not is in the way; one more is worth knowing."""
    asked = replace(ASKED, bucket=replace(BUCKET, notified=("queue",)))
    assert bad(Outlook.STUCK, "bucket-notifications", "aws", asked=asked).because[0].startswith("queue does not hear")
    found = noted("bucket-notifications", bucket=replace(BUCKET, notified=("old-queue",)))
    assert (found.severity, found.because[0]) == (Severity.LOW, "old-queue hears of new objects, and nothing here reads it")


@pytest.mark.parametrize(
    ("found", "outlook", "because"),
    [
        ((), Outlook.STUCK, "fs-1 is not there"),
        ((FileSystem("fs-1", "creating", (Part("m", "available"),)),), Outlook.COMING, "fs-1 is creating"),
        ((FileSystem("fs-1", "error", (Part("m", "available"),)),), Outlook.STUCK, "fs-1 is error"),
        ((FileSystem("fs-1", "available", (Part("m", "creating"),)),), Outlook.COMING, "mount target m is creating"),
        ((FileSystem("fs-1", "available", ()),), Outlook.STUCK, "no mount target"),
    ],
)
def test_a_file_system_that_cannot_be_mounted(found: tuple[FileSystem, ...], outlook: Outlook, because: str) -> None:
    """Itself, and each of its mount targets."""
    assert because in bad(outlook, "file-system-available", "aws", file_systems=found).because[0]
