"""Network and data: each rule as finding, as passed, as unknown."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from checks.facts import Missing
from checks.facts.live import DefaultNetwork, QueueFact, SnapshotFact, Usage
from checks.model import Finding
from tests.support.healthy.live import CORS, EDGE, HEALTHY, NODES, NOW
from tests.support.live_judged import finding, judged, passed, told, unknown

SILENT = Missing("EC2 refuses DescribeSubnets to these credentials (AccessDenied)")
NO_NETWORK: dict[str, Any] = {"create_vpc": False}


def test_few_addresses() -> None:
    """New nodes want about thirty each, a load balancer eight in each subnet."""
    few = tuple(replace(one, free=20) for one in NODES)
    assert "take about 90" in told(finding("subnet-addresses-low", subnets=few))
    full = (replace(EDGE[0], free=7), EDGE[1])
    assert finding("subnet-addresses-low", edge=full).subject == "subnet-pa"


def test_one_zone_is_too_few() -> None:
    """For nodes and for the load balancer alike; an internal one is in the nodes' subnets."""
    assert "the nodes" in told(finding("zones-too-few", subnets=NODES[:1]))
    assert "the load balancer" in told(finding("zones-too-few", edge=EDGE[:1]))
    passed("zones-too-few", {"kubernetes_alb_internet_facing": False}, edge=EDGE[:1])


def test_tags_in_a_network_of_ones_own() -> None:
    """The module tags its own subnets; in another VPC the tag is wanted that fits where the load balancer stands."""
    bare = tuple(replace(one, tags=frozenset()) for one in EDGE)
    assert "kubernetes.io/role/elb" in passed("subnet-tags-missing", NO_NETWORK)
    assert "module makes the VPC" in passed("subnet-tags-missing", edge=bare)
    assert "Key=kubernetes.io/role/elb," in finding("subnet-tags-missing", NO_NETWORK, edge=bare).remedy
    internal = {**NO_NETWORK, "kubernetes_alb_internet_facing": False}
    assert "subnet-a subnet-b --tags Key=kubernetes.io/role/internal-elb," in finding("subnet-tags-missing", internal).remedy
    passed("subnet-tags-missing", {**NO_NETWORK, "kubernetes_alb_subnets": ("subnet-a",)}, edge=bare)
    assert SILENT.why in unknown("subnet-tags-missing", NO_NETWORK, edge=SILENT)


def test_rules_of_ones_own_are_lost() -> None:
    """Each is told; not so in a VPC of one's own, or where the state has adopted them already."""
    custom = DefaultNetwork("acl-1", ("inbound rule 90: deny",), "rtb-1", ("route 10.9.0.0/16 -> pcx-1",))
    found = judged("default-network-customised", default_network=custom)
    assert [one.subject for one in found if isinstance(one, Finding) and one.blocks] == ["acl-1", "rtb-1"]
    passed("default-network-customised", NO_NETWORK, default_network=custom)
    held = frozenset({("default-acl", "acl-1"), ("main-table", "rtb-1")})
    passed("default-network-customised", default_network=custom, held=held)


def test_a_quota_without_room() -> None:
    """What is needed is the new nodes' vCPUs, beside what runs; and one load balancer."""
    assert "16 + 12 of 28" in passed("quota-short", cpus=Usage(28, 16, 4))
    found = finding("quota-short", cpus=Usage(27, 16, 4))
    assert "--desired-value 28" in found.remedy
    assert "L-53DA6B97" in finding("quota-short", balancers=Usage(20, 20, 1)).subject


@pytest.mark.parametrize(
    ("hours", "status", "fresh"), [(24, "available", True), (24.1, "available", False), (1, "creating", False)]
)
def test_how_old_a_snapshot_may_be(hours: float, status: str, fresh: bool) -> None:
    """A day, and it has to be available."""
    made = SnapshotFact("mine", status, NOW - timedelta(hours=hours))
    if fresh:
        assert passed("snapshot-stale", snapshots=(made,)) == "mine, 24 h old"
        return
    found = finding("snapshot-stale", snapshots=(made,))
    assert "--db-cluster-snapshot-identifier wb-20300102-1200" in found.remedy
    assert not found.blocks


def changed(**broken: Any) -> Any:
    """The bucket of the healthy world, but for these."""
    return replace(HEALTHY.bucket, **broken)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"cors": (CORS, "GET from https://a.example with headers none, exposing none")}, "https://a.example"),
        ({"key": "arn:aws:kms:us-west-2:1:key/other"}, "key/other"),
        ({"algorithm": "AES256", "key": None}, "AES256"),
        ({"algorithm": None, "key": None}, "nothing that is named"),
    ],
)
def test_settings_that_would_be_overwritten(broken: dict[str, Any], words: str) -> None:
    """They are told, and block nobody; a bucket of one's own is left alone."""
    found = finding("bucket-settings-overwritten", bucket=changed(**broken))
    assert (words in told(found), found.blocks) == (True, False)
    passed("bucket-settings-overwritten", {"bucket_name": "mine"}, bucket=changed(**broken))


def test_settings_that_are_as_the_module_writes_them() -> None:
    """No CORS rule at all, and KMS without a key named, lose nothing."""
    passed("bucket-settings-overwritten", bucket=changed(cors=(), key=None))


def test_notifications_are_overwritten_with_a_queue_only() -> None:
    """The module writes them only where it makes a queue; its own is no loss."""
    foreign = changed(notified=("wb-file-storage-easy-bee", "audit"))
    passed("bucket-settings-overwritten", bucket=foreign)
    assert finding("bucket-settings-overwritten", {"use_internal_queue": False}, bucket=foreign).because[0] == "audit"


def test_a_queue_that_is_left_behind() -> None:
    """With messages, or while the bucket tells it of new objects; not where a queue is configured."""
    empty = QueueFact("wb-file-storage-old", "https://sqs/1/wb-file-storage-old", 0)
    full = replace(empty, messages=3)
    passed("queue-in-use", queues=(empty,))
    passed("queue-in-use", {"use_internal_queue": False}, queues=(full,))
    assert "holds 3 messages" in told(finding("queue-in-use", queues=(full,)))
    assert "of new objects" in told(finding("queue-in-use", queues=(empty,), bucket=changed(notified=(empty.name,))))


def test_what_is_off() -> None:
    """Versioning and protection are said, with the command, and block nobody."""
    open_ = replace(HEALTHY.database, protected=False)  # type: ignore[type-var]
    for found in (
        finding("bucket-unversioned", bucket=changed(versioned=False)),
        finding("database-protection", database=open_),
    ):
        assert not found.blocks
        assert found.remedy.startswith("aws ")
