"""Each type that can be looked for: found, not there, and a service that says no."""

from pathlib import Path
from typing import Any

import pytest

import runbooks
from checks.facts import Missing, NotThere
from checks.facts.existing import Condition, Existing
from migrator.aws import Aws
from migrator.cluster import Connection
from migrator.lookup import TYPES, WorldLookup
from tests.support.clusters import Api, Object, played
from tests.support.live_aws import ISSUER, NAME, VPC, LiveAws
from tests.support.servers import Authority

pytestmark = pytest.mark.filterwarnings("ignore:Exception.AwsError. with code")
READY = Condition.READY
ARN = "arn:aws:iam::123456789012"


@pytest.fixture
def lookup(aws: Aws) -> WorldLookup:
    """Our own questions to it."""
    return WorldLookup(aws, Connection(aws, {}, lambda: None))


# Type, what Terraform makes once the deployment is there, the keys, and what is found.
LATER: tuple[tuple[str, dict[str, Any], dict[str, str], Existing], ...] = (
    ("aws_efs_file_system", {"id": "fs-9", "creation_token": "t"}, {"creation_token": "t"},
     Existing("fs-9", READY, "available")),
    ("aws_efs_mount_target", {"id": "fsmt-0123456789ab", "file_system_id": "fs-9", "subnet_id": "s"},
     {"file_system_id": "fs-9", "subnet_id": "s"}, Existing("fsmt-0123456789ab", READY, "available")),
    ("aws_eks_addon", {"id": "e9", "cluster_name": NAME, "addon_name": "coredns", "addon_version": "v1.9.3-eksbuild.15"},
     {"cluster_name": NAME, "addon_name": "coredns"}, Existing(f"{NAME}:coredns", READY, "active")),
    ("aws_iam_role", {"id": "r9", "name": "r9", "assume_role_policy": None}, {"name": "r9"}, Existing("r9", READY, "there")),
    ("aws_iam_policy", {"id": "p9", "name": "p9", "policy": '{"Version": "2012-10-17", "Statement": []}'}, {"name": "p9"},
     Existing(f"{ARN}:policy/p9", READY, "there")),
    ("aws_iam_openid_connect_provider", {"id": "o9", "url": ISSUER}, {"url": ISSUER},
     Existing(f"{ARN}:oidc-provider/{ISSUER.removeprefix('https://')}", READY, "there")),
    ("aws_security_group", {"id": "sg-9", "name": "nfs", "description": None, "vpc_id": VPC},
     {"vpc_id": VPC, "name": "nfs"}, Existing("sg-9", READY, "there")),
    ("aws_cloudwatch_log_group", {"id": "/l9", "name": "/l9"}, {"name": "/l9"}, Existing("/l9", READY, "there")),
)  # fmt: skip


@pytest.mark.parametrize("one", LATER, ids=lambda one: one[0])
def test_what_terraform_made_lately(
    deployed: LiveAws, lookup: WorldLookup, one: tuple[str, dict[str, Any], dict[str, str], Existing]
) -> None:
    """Not there before it is made; afterwards found by its keys, and by its id alone where the id is the service's."""
    kind, made, keys, found = one
    assert isinstance(lookup.find(kind, keys, None), NotThere)
    deployed.store.put(kind, str(made["id"]), made)
    assert lookup.find(kind, keys, None) == found
    identity = runbooks.load("wandb-aws-operator").identities[kind]
    if identity.form == "{id}":
        assert lookup.find(kind, {}, found.id) == found


def test_a_node_group(lookup: WorldLookup) -> None:
    """By both names, or by the id that has both."""
    found = Existing(f"{NAME}:{NAME}-primary", READY, "active")
    keys = {"cluster_name": NAME, "node_group_name": f"{NAME}-primary"}
    assert lookup.find("aws_eks_node_group", keys, None) == found
    assert lookup.find("aws_eks_node_group", {}, found.id) == found
    assert isinstance(lookup.find("aws_eks_node_group", {**keys, "node_group_name": "other"}, None), NotThere)


def test_a_rule(deployed: LiveAws, lookup: WorldLookup) -> None:
    """A rule is found by everything that makes it one, and a similar one is another."""
    ec2 = deployed.client("ec2")
    group = ec2.create_security_group(GroupName="rules", Description="d", VpcId=VPC)["GroupId"]
    pair = {"GroupId": group}
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 2049, "ToPort": 2049, "UserIdGroupPairs": [pair]}]
    )
    keys = {"security_group_id": group, "type": "ingress", "protocol": "tcp", "from_port": "2049", "to_port": "2049",
            "source_security_group_id": group}  # fmt: skip
    assert isinstance(lookup.find("aws_security_group_rule", keys, None), Existing)
    for other in ({"from_port": "2048"}, {"type": "egress"}, {"source_security_group_id": "sg-2"}):
        assert isinstance(lookup.find("aws_security_group_rule", {**keys, **other}, None), NotThere)


def test_a_record(deployed: LiveAws, lookup: WorldLookup) -> None:
    """By zone, name and type."""
    zone = deployed.client("route53").list_hosted_zones()["HostedZones"][0]
    ident, name = zone["Id"].rpartition("/")[2], f"old.{zone['Name'].rstrip('.')}"
    keys = {"zone_id": ident, "name": name, "type": "A"}
    assert isinstance(lookup.find("aws_route53_record", keys, None), NotThere)
    made = {"Name": name, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    changes = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": made}]}
    deployed.client("route53").change_resource_record_sets(HostedZoneId=ident, ChangeBatch=changes)
    assert lookup.find("aws_route53_record", keys, None) == Existing(f"{ident}_{name}_A", READY, "there")


@pytest.mark.parametrize(
    ("status", "condition"),
    [("CREATING", Condition.BUSY), ("DELETING", Condition.BUSY), ("CREATE_FAILED", Condition.FAILED)],
)
def test_how_it_is(deployed: LiveAws, lookup: WorldLookup, status: str, condition: Condition) -> None:
    """The service's own word, and what it means."""
    addon = {"addonName": "a", "clusterName": NAME, "status": status}
    deployed.faults({"aws": "eks:DescribeAddon", "answer": {"addon": addon}})
    found = lookup.find("aws_eks_addon", {"cluster_name": NAME, "addon_name": "a"}, None)
    assert found == Existing(f"{NAME}:a", condition, status.lower())


def test_a_service_that_refuses(deployed: LiveAws, lookup: WorldLookup) -> None:
    """No answer is no absence."""
    deployed.faults({"aws": "elasticfilesystem:*", "error": "AccessDeniedException"})
    found = lookup.find("aws_efs_file_system", {"creation_token": "t"}, None)
    assert isinstance(found, Missing)
    assert "EFS" in found.why


def test_a_type_that_is_not_known(lookup: WorldLookup) -> None:
    """Nothing is guessed."""
    assert isinstance(lookup.find("aws_lb", {}, "lb"), Missing)


def test_every_object_can_be_looked_for() -> None:
    """The runbook's objects and the lookups are the same types."""
    identities = runbooks.load("wandb-aws-operator").identities
    assert {kind for kind, one in identities.items() if one.kind == "object"} == TYPES


@pytest.mark.parametrize(("status", "condition"), [("deployed", READY), ("pending-install", Condition.FAILED)])
def test_a_release(tmp_path: Path, authority: Authority, status: str, condition: Condition) -> None:
    """By helm's record; where helm was killed, the record stays pending for ever."""
    labels = {"owner": "helm", "name": "operator", "status": status, "version": "1"}
    record: Object = {"metadata": {"name": "r", "namespace": "wandb", "labels": labels}}
    script = Api({"/api/v1/namespaces/wandb/secrets": [record]}).script()
    with played(tmp_path, authority, script) as (env, _):
        lookup = WorldLookup(Aws(), Connection(Aws(), env, lambda: None))
        found = lookup.find("helm_release", {"namespace": "wandb", "name": "operator"}, None)
        assert found == Existing("wandb/operator", condition, status)
        assert isinstance(lookup.find("helm_release", {"namespace": "wandb", "name": "other"}, None), NotThere)


def test_a_storage_class(tmp_path: Path, authority: Authority) -> None:
    """By its name."""
    there: Object = {"metadata": {"name": "gp3", "labels": {}}, "provisioner": "ebs"}
    with played(tmp_path, authority, Api({"/apis/storage.k8s.io/v1/storageclasses": [there]}).script()) as (env, _):
        lookup = WorldLookup(Aws(), Connection(Aws(), env, lambda: None))
        assert lookup.find("kubernetes_storage_class", {"name": "gp3"}, None) == Existing("gp3", READY, "there")
        assert isinstance(lookup.find("kubernetes_storage_class", {"name": "gp2"}, None), NotThere)
