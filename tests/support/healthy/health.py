"""What verify sees of a healthy deployment."""

from checks.facts import Health, HttpAnswer
from checks.facts.configuration import Values
from checks.facts.health.before import Before, Thing
from checks.facts.health.edge import EdgeHealth
from checks.facts.health.operator import Definition, OperatorHealth, Resource
from checks.facts.health.parity import ParityHealth
from checks.facts.health.terraform import TerraformHealth
from checks.facts.health.web import WebHealth
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
FQDN, BALANCER = "wandb.example.com", "lb.example.com"
THINGS = (
    Thing("bucket", "module.a.aws_s3_bucket.b", "wb-file-storage"),
    Thing("database", "aws_rds_cluster.d", "cluster-1"),
)
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
    edge=EdgeHealth(load_balancer=BALANCER, record=BALANCER, addresses=("192.0.2.7",)),
    web=WebHealth(application=HttpAnswer(f"https://{FQDN}/healthz", 200)),
    parity=ParityHealth(environment=frozenset({"OIDC_ISSUER"}), left=()),
)
