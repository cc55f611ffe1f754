"""The facts of the group live, from the sandbox's AWS over HTTP: what the command line's tests do not come by."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from checks import wanted
from checks.facts import Missing, NotThere
from checks.facts.live import BucketFact, CacheFact, ClusterFact, DatabaseFact, DefaultNetwork, Usage
from checks.wanted import Wanted
from migrator.aws import Aws
from migrator.probes import live_data, live_names, live_network, live_offers, live_platform
from migrator.terraform.statefile import Instance, StateFile
from tests.support.facts import AFTER, ARGUMENTS, INFRA, KNOWN, RUNBOOK, VALUES, arguments
from tests.support.live_aws import BUCKET, ISSUER, NAME, PRIVATE, PUBLIC, VPC, LiveAws

pytestmark = pytest.mark.filterwarnings("ignore:Exception.AwsError. with code")
MODULE = "module.wandb_infra.module.file_storage[0]"
CLUSTER = ClusterFact(NAME, "1.25", ISSUER.removeprefix("https://"), tuple(PRIVATE))


def asked(version: str = "4.24.0", **given: Any) -> Wanted:
    """What a configuration asks for."""
    call = replace(INFRA, version=version, arguments={**ARGUMENTS, **arguments(**given)})
    known = replace(KNOWN, after=replace(AFTER, modules=(call,)), values=replace(VALUES, namespace=NAME))
    found = wanted.of(known, RUNBOOK)
    assert found is not None
    return found


def instance(kind: str, module: str = "module.wandb_infra", **attributes: Any) -> Instance:
    """A resource of the state."""
    return Instance(f"{module}.{kind}.it", kind, tainted=False, attributes=attributes)


def state(*instances: Instance) -> Any:
    """A state with these in it."""
    return lambda: StateFile("l", 1, "1.5.0", instances)


def test_the_platform_as_it_is(aws: Aws) -> None:
    """Versions as the services write them, an issuer without its scheme."""
    assert live_platform.cluster(aws, NAME) == CLUSTER
    assert live_platform.database(aws, NAME) == DatabaseFact(NAME, "8.0.mysql_aurora.3.03.0", protected=False, retention=30)
    assert live_platform.cache(aws, f"{NAME}-rep-group") == CacheFact(f"{NAME}-rep-group", "6.2.6")
    assert live_platform.addons(aws, NAME) == (("aws-ebs-csi-driver", "v1.25.0-eksbuild.1"),)


def test_a_platform_that_is_not_there(aws: Aws) -> None:
    """Another name is an answer, not a failure."""
    assert live_platform.cluster(aws, "other") == NotThere("the EKS cluster other")
    assert live_platform.database(aws, "other") == NotThere("the Aurora cluster other")
    assert live_platform.cache(aws, "other") == NotThere("the ElastiCache replication group other")
    assert live_platform.addons(aws, "other") == ()


def test_a_version_that_is_none_is_no_answer(aws: Aws, deployed: LiveAws) -> None:
    """What cannot be compared is told as somebody else's answer."""
    deployed.faults({"aws": "rds:DescribeDBClusters", "answer": {"DBClusters": [{"EngineVersion": "newest"}]}})
    assert live_platform.database(aws, NAME) == Missing("RDS gave an answer that is not AWS's (ValueError)")


def test_offers_are_those_for_the_version_that_comes(aws: Aws) -> None:
    """Add-ons are made after the cluster's upgrade: the higher of live and configured counts."""
    at_28 = live_offers.addons(aws, CLUSTER, asked(eks_cluster_version="1.28"))
    at_25 = live_offers.addons(aws, CLUSTER, asked(eks_cluster_version="1.24"))
    assert not isinstance(at_28, Missing)
    assert not isinstance(at_25, Missing)
    assert dict(at_28)["kube-proxy"] == ("v1.28.8-eksbuild.5",)
    assert dict(at_25)["kube-proxy"] == ("v1.25.16-eksbuild.8",)


@pytest.mark.parametrize("cluster", [NotThere("the EKS cluster x"), Missing("silence")])
def test_without_a_cluster_nothing_hangs_on_it(aws: Aws, cluster: NotThere | Missing) -> None:
    """Offers and subnets are missing for the same reason."""
    for found in (live_offers.addons(aws, cluster, asked()), live_network.of_cluster(aws, cluster)):
        assert isinstance(found, Missing)
        assert found.why in ("the EKS cluster x is not there", "silence")


def test_what_runs_counts_towards_the_quota(aws: Aws, deployed: LiveAws) -> None:
    """Standard instances by the vCPUs of their type; spot and other families have quotas of their own."""
    ec2 = deployed.client("ec2")
    spot = {"InstanceMarketOptions": {"MarketType": "spot"}}
    image, made = "ami-0123456789abcdef0", []
    for kind, count, other in (("m5.xlarge", 2, {}), ("g4dn.xlarge", 1, {}), ("m5.large", 1, spot)):
        found = ec2.run_instances(ImageId=image, InstanceType=kind, MinCount=count, MaxCount=count, **other)
        made += [one["InstanceId"] for one in found["Instances"]]
    assert live_offers.cpus(aws, asked(size="small")) == Usage(256, 8, 4)
    ec2.terminate_instances(InstanceIds=made)
    assert live_offers.cpus(aws, asked(size="large")) == Usage(256, 0, 8)


def test_a_quota_without_a_value_of_its_own(aws: Aws, deployed: LiveAws) -> None:
    """AWS's default counts then; other refusals are told."""
    kinds = {"a": "application", "n": "network"}
    deployed.faults({"aws": "servicequotas:GetServiceQuota", "error": "NoSuchResourceException"})
    assert live_offers.balancers(aws, kinds) == Usage(50, 1, 1)
    deployed.faults({"aws": "servicequotas:*", "error": "AccessDeniedException"})
    found = live_offers.balancers(aws, kinds)
    assert isinstance(found, Missing)
    assert found.why == "Service Quotas refuses GetServiceQuota to these credentials (AccessDeniedException)"


def test_ec2s_word_for_a_denial(aws: Aws, deployed: LiveAws) -> None:
    """It has one of its own, and the operation is named all the same."""
    deployed.faults({"aws": "ec2:DescribeSubnets", "error": "UnauthorizedOperation"})
    found = live_network.of_cluster(aws, CLUSTER)
    assert isinstance(found, Missing)
    assert found.why == "EC2 refuses DescribeSubnets to these credentials (UnauthorizedOperation)"


def test_subnets_of_nodes_and_of_the_balancer(aws: Aws) -> None:
    """With zone, free addresses and the names of their tags."""
    nodes = live_network.of_cluster(aws, CLUSTER)
    edge = live_network.of_balancer(aws, state(instance("aws_lb", subnets=PUBLIC)))
    assert not isinstance(nodes, Missing)
    assert not isinstance(edge, Missing)
    assert [(one.id, one.zone, one.free) for one in nodes] == [(one, f"us-west-2{one[-1]}", 251) for one in PRIVATE]
    assert all("kubernetes.io/role/elb" in one.tags for one in edge)


def test_what_the_state_does_not_have(aws: Aws) -> None:
    """A state without load balancer, VPC or bucket is told, and so is one that cannot be read."""
    silent = lambda: Missing("the state cannot be read")  # noqa: E731
    for nothing, why in ((state(), "the state has no"), (silent, "the state cannot be read")):
        for found in (
            live_network.of_balancer(aws, nothing),
            live_network.default_network(aws, nothing, asked()),
            live_data.bucket(aws, nothing, asked()),
        ):
            assert isinstance(found, Missing)
            assert why in found.why
    assert isinstance(live_names.held(silent, asked()), Missing)
    assert isinstance(live_names.keys(silent), Missing)


def test_the_defaults_of_the_network(aws: Aws, deployed: LiveAws) -> None:
    """Rules and routes that are not AWS's own are told in words; so is the loss of the one that allows everything."""
    ec2, it = deployed.client("ec2"), state(instance("aws_vpc", id=VPC))
    assert live_network.default_network(aws, it, asked()) == DefaultNetwork("acl-of-state", (), "rtb-of-state", ())
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=VPC)
    ec2.create_route(RouteTableId="rtb-of-state", DestinationCidrBlock="10.9.0.0/16", GatewayId=gateway)
    ec2.delete_network_acl_entry(NetworkAclId="acl-of-state", RuleNumber=100, Egress=True)
    found = live_network.default_network(aws, it, asked())
    assert isinstance(found, DefaultNetwork)
    assert found.rules == ("the outbound rule 100 that allows everything is gone",)
    assert found.routes == (f"route 10.9.0.0/16 -> {gateway}",)


def test_another_vpc_is_not_looked_at(aws: Aws) -> None:
    """Where the VPC is the user's own, its defaults are left alone."""
    assert isinstance(live_network.default_network(aws, state(), asked(create_vpc=False)), Missing)


def test_a_bucket_as_the_module_makes_it(aws: Aws) -> None:
    """Of several buckets in the state it is the module's."""
    it = state(instance("aws_s3_bucket", bucket="logs"), instance("aws_s3_bucket", MODULE, bucket=BUCKET))
    rule = "GET HEAD PUT from * with headers *, exposing ETag"
    assert live_data.bucket(aws, it, asked()) == BucketFact(BUCKET, True, (rule,), "aws:kms", None, ())


def test_a_bucket_with_nothing_set(aws: Aws, deployed: LiveAws) -> None:
    """No CORS rules, no versioning, and a queue that hears of its objects; the configuration may name it."""
    s3, sqs = deployed.client("s3"), deployed.client("sqs")
    s3.create_bucket(Bucket="bare", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    url = sqs.create_queue(QueueName="heard")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    told = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    s3.put_bucket_notification_configuration(Bucket="bare", NotificationConfiguration=told)
    s3.delete_bucket_encryption(Bucket="bare")
    found = live_data.bucket(aws, state(), asked(bucket_name="bare"))
    assert found == BucketFact("bare", False, (), None, None, ("heard",))


def test_a_bucket_that_is_not_there(aws: Aws) -> None:
    """S3 answered that there is none."""
    assert live_data.bucket(aws, state(), asked(bucket_name="nowhere")) == NotThere("the bucket nowhere")


def test_snapshots_that_a_person_made(aws: Aws) -> None:
    """Automatic ones go with the cluster, and do not count."""
    found = live_data.snapshots(aws, NAME)
    assert not isinstance(found, Missing)
    assert [(one.name, one.status) for one in found] == [(f"{NAME}-before-migration", "available")]
    assert abs((datetime.now(UTC) - found[0].made).total_seconds()) < 3600


def test_what_the_state_has_under_a_name() -> None:
    """By kind and name; the load balancer belongs to its controller, and a key is known by its id."""
    it = state(
        instance("aws_iam_role", name="r"),
        instance("aws_eks_addon", addon_name="coredns"),
        instance("aws_iam_openid_connect_provider", url=ISSUER),
        instance("helm_release", name="aws-load-balancer-controller"),
        instance("aws_kms_key", key_id="k-1", id="k-1"),
    )
    oidc = ("oidc-provider", ISSUER.removeprefix("https://"))
    balancer = ("load-balancer", f"{NAME}-alb-k8s")
    assert live_names.held(it, asked()) == {("role", "r"), ("addon", "coredns"), oidc, balancer}
    assert live_names.keys(it) == ("k-1",)


def test_a_long_namespace_is_cut_for_the_balancer() -> None:
    """A load balancer's name has 32 letters at most."""
    name = replace(asked(), namespace="n" * 40).named("load-balancer")
    assert name == ("n" * 24 + "-alb-k8s",)
