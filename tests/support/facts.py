"""A healthy world, as the probes would bring it; a test breaks one thing in it."""

from dataclasses import replace
from typing import Any

import runbooks
from checks.facts import (
    Argument,
    ClusterData,
    Configuration,
    CustomResourceFact,
    DeploymentFact,
    Facts,
    Health,
    HttpAnswer,
    Known,
    Layout,
    ModuleCall,
    Place,
    ProviderBlock,
    RequiredProvider,
    Values,
    Variable,
)
from tests.support.healthy import (
    baseline,
    channel,
    dns,
    egress,
    identity,
    kubernetes,
    live,
    state,
    surroundings,
    tools,
)

RUNBOOK = runbooks.load("wandb-aws-operator")
# What the guide documents, and what is known of 4.24.0.
GUIDE, LATER = RUNBOOK.targets
IMAGE = channel.IMAGE
READY = Layout(pre_active=True, pre_disabled=False, post_active=False, post_disabled=True)
VALUES = Values(
    given=frozenset({"namespace", "wandb_license"}),
    undeclared=frozenset(),
    namespace="wb",
    domain_name="example.com",
    subdomain="wandb",
    zone_id="Z1",
    custom_domain_filter="example.com",
)


def at(line: int, file: str = "post-operator.tf") -> Place:
    """A place in the post-operator file."""
    return Place(file, line)


def arguments(**given: Any) -> dict[str, Argument]:
    """Arguments of a module call with plain values."""
    return {name: Argument(name, "", known=True, value=value, place=at(2)) for name, value in given.items()}


ARGUMENTS = arguments(
    eks_cluster_version="1.28",
    database_engine_version="8.0.mysql_aurora.3.05.2",
    size="small",
    use_internal_queue=True,
    public_access=True,
    deletion_protection=True,
    enable_dummy_dns=True,
    enable_operator_alb=True,
    license="l",
)
INFRA = ModuleCall("wandb_infra", "wandb/wandb/aws", "4.7.2", "var.namespace", at(1), ARGUMENTS)
APP = ModuleCall("wandb_app", "wandb/wandb/kubernetes", "1.12.0", None, at(9, "pre-operator.tf"))
HELM = ProviderBlock("helm", None, sets_token=False, sets_exec=True, connection="host = x", place=at(30), command="aws")
PINNED = RequiredProvider("helm", "hashicorp/helm", "~> 2.17", at(5))
STATIC = ClusterData("aws_eks_cluster", "app_cluster", "var.namespace", static=True, place=at(40))
HANGING = replace(STATIC, name_expression="module.wandb_infra.cluster_id", static=False)
AFTER = Configuration(
    files=("post-operator.tf", "variables.tf"),
    modules=(INFRA,),
    required_providers=(PINNED,),
    required_version=("~> 1.0",),
    providers=(HELM,),
    cluster_data=(STATIC,),
    variables=tuple(Variable(name, required=True, sensitive=False, place=at(1)) for name in sorted(VALUES.given)),
    backend=None,
)
BEFORE = replace(AFTER, modules=(replace(INFRA, version="1.16.10"), APP))
KNOWN = Known(READY, BEFORE, AFTER, VALUES, swap=True)
FACTS = Facts(
    KNOWN,
    tools=tools.HEALTHY,
    identity=identity.HEALTHY,
    state=state.HEALTHY,
    baseline=baseline.HEALTHY,
    dns=dns.HEALTHY,
    live=live.HEALTHY,
    kubernetes=kubernetes.HEALTHY,
    egress=egress.HEALTHY,
    channel=channel.HEALTHY,
    surroundings=surroundings.HEALTHY,
)
RUNNING = DeploymentFact("default", "wandb-app", 1, 1, ())
HEALTHY = Health(
    second_plan=(),
    operator=DeploymentFact("wandb", "wandb-controller-manager", 1, 1, ()),
    custom_resource=CustomResourceFact("Completed", "1.0"),
    workloads=(RUNNING,),
    load_balancer="lb.example.net",
    record="lb.example.net",
    addresses=("192.0.2.1",),
    application=HttpAnswer("https://wandb.example.com/healthz", 200),
)


def world(group: str, **broken: Any) -> Facts:
    """The healthy facts, but for what is given of one group; of `known`, what the files say."""
    return replace(FACTS, **{group: replace(getattr(FACTS, group), **broken)})


def health(**broken: Any) -> Health:
    """The healthy deployment, but for what is given."""
    return replace(HEALTHY, **broken)
