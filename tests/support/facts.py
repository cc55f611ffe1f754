"""A healthy world, as the probes would bring it; a test breaks one thing in it."""

from dataclasses import replace
from typing import Any

import runbooks
from checks.facts import (
    ClusterData,
    Configuration,
    CustomResourceFact,
    DeploymentFact,
    Facts,
    Health,
    HttpAnswer,
    Identity,
    Layout,
    ModuleCall,
    Place,
    ProviderBlock,
    RequiredProvider,
    TerraformFact,
    Values,
    Variable,
    Zone,
)

RUNBOOK = runbooks.load("wandb-aws-operator")
IMAGE = RUNBOOK.images[0]
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


INFRA = ModuleCall("wandb_infra", "wandb/wandb/aws", "4.7.2", "var.namespace", at(1))
APP = ModuleCall("wandb_app", "wandb/wandb/kubernetes", "1.12.0", None, at(9, "pre-operator.tf"))
HELM = ProviderBlock("helm", None, sets_token=False, sets_exec=True, connection="host = x", place=at(30))
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
FACTS = Facts(
    layout=READY,
    before=BEFORE,
    after=AFTER,
    values=VALUES,
    terraform=TerraformFact("terraform", "1.15.5", "/usr/bin/terraform"),
    identity=Identity("111122223333", "arn:aws:iam::111122223333:user/ann"),
    zone=Zone("Z1", "example.com", private=False),
    deployer=HttpAnswer("https://deploy.wandb.ai/api", 200),
    images=((IMAGE, HttpAnswer("https://gcr.io/v2", 200)),),
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


def world(**broken: Any) -> Facts:
    """The healthy facts, but for what is given."""
    return replace(FACTS, **broken)


def health(**broken: Any) -> Health:
    """The healthy deployment, but for what is given."""
    return replace(HEALTHY, **broken)
