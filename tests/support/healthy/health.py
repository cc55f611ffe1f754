"""What verify sees of a healthy deployment."""

from datetime import UTC, datetime, timedelta

from checks.facts import Health
from checks.facts.configuration import Values
from checks.facts.dns import Claim, Record
from checks.facts.egress import Stage
from checks.facts.health.aws import (
    Asked,
    AwsHealth,
    Bucket,
    Database,
    DatabaseInstance,
    FileSystem,
    Node,
    Part,
)
from checks.facts.health.before import Before, Thing
from checks.facts.health.edge import Answered, EdgeHealth, Ingress, Published, TargetGroup
from checks.facts.health.operator import Definition, OperatorHealth, Resource
from checks.facts.health.parity import ParityHealth
from checks.facts.health.terraform import TerraformHealth
from checks.facts.health.web import Reached, Shown, WebHealth
from checks.facts.health.workloads import Release, Workload, WorkloadsHealth

VALUES = Values(
    given=frozenset({"namespace", "wandb_license"}),
    undeclared=frozenset(),
    namespace="wb",
    domain_name="example.com",
    subdomain="wandb",
    zone_id="Z1",
    custom_domain_filter="example.com",
)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BUCKET = Bucket("wb-file-storage", ("*",), "aws:kms", "BucketOwnerPreferred", ())
FQDN, BALANCER = "wandb.example.com", "lb.example.com"
THINGS = (
    Thing("bucket", "module.a.aws_s3_bucket.b", "wb-file-storage"),
    Thing("database", "aws_rds_cluster.d", "cluster-1"),
)


def answered(path: str, status: int = 200) -> Reached:
    """An answer over HTTPS."""
    return Reached(f"https://{FQDN}{path}", Stage.OK, status=status)


OPERATOR = Workload("Deployment", "wandb", "wandb-controller-manager", 1, 1)
RUNNING = Workload("Deployment", "default", "wandb-app", 1, 1)
HEALTHY = Health(
    VALUES,
    before=Before(THINGS, "Z1", ("HOST", "OIDC_ISSUER"), "1.0", "old-lb.example.net"),
    terraform=TerraformHealth(plan=(), things=THINGS),
    operator=OperatorHealth(
        deployment=OPERATOR,
        definition=Definition(established=True),
        resource=Resource("Completed", "1.0"),
        events=(),
        log=(),
    ),
    workloads=WorkloadsHealth(
        found=(RUNNING,), releases=(Release("default", "wandb", "deployed", "operator-wandb 1.0", "Upgrade complete"),)
    ),
    edge=EdgeHealth(
        ingress=Ingress("default/wandb", "alb", BALANCER),
        controller=Workload("Deployment", "kube-system", "aws-load-balancer-controller", 1, 1),
        targets=(TargetGroup("k8s-default-wandb", 2, ()),),
        publisher=Workload("Deployment", "kube-system", "external-dns", 1, 1),
        published=Published(done="All records are already up to date"),
        records=(Record(FQDN, "A", BALANCER), Record(f"old.{FQDN}", "A", "old-lb.example.net")),
        claims=(Claim(f"extdns-{FQDN}", "default"),),
        kept=True,
        dns=Answered(("192.0.2.7",), 60),
        balancer=("192.0.2.7", "192.0.2.8"),
    ),
    web=WebHealth(
        certificate=Shown((FQDN,), NOW + timedelta(days=100), NOW),
        health=answered("/healthz"),
        ready=answered("/ready"),
        console=answered("/console/api/healthz"),
        balancer=answered("/healthz"),
    ),
    aws=AwsHealth(
        asked=Asked(("wb-primary",), ("r6i.xlarge",), (("coredns", "v1"),), (("wb-1", "db.r6g.large"),), BUCKET, ("fs-1",)),
        cluster=Part("wb", "ACTIVE"),
        node_groups=(Part("wb-primary", "ACTIVE"),),
        addons=((Part("coredns", "ACTIVE"), "v1"),),
        nodes=(Node("node-1", "r6i.xlarge", ready=True),),
        database=Database("wb", "available", (DatabaseInstance("wb-1", "available", "db.r6g.large"),)),
        bucket=BUCKET,
        file_systems=(FileSystem("fs-1", "available", (Part("fsmt-1", "available"),)),),
    ),
    parity=ParityHealth(environment=frozenset({"OIDC_ISSUER"}), left=()),
)
