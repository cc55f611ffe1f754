"""A healthy world, as the probes would bring it; a test breaks one thing in it."""

from dataclasses import replace
from typing import Any

import runbooks
from checks.facts import (
    Argument,
    ClusterData,
    Configuration,
    Facts,
    Health,
    Known,
    Layout,
    ModuleCall,
    Place,
    ProviderBlock,
    RequiredProvider,
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
from tests.support.healthy import health as healthy_health

RUNBOOK = runbooks.load("wandb-aws-operator")
# What the guide documents, and what is known of 4.24.0.
GUIDE, LATER = RUNBOOK.targets
IMAGE = channel.IMAGE
READY = Layout(pre_active=True, pre_disabled=False, post_active=False, post_disabled=True)
VALUES = healthy_health.VALUES


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
HEALTHY = healthy_health.HEALTHY
RUNNING = healthy_health.RUNNING
OPERATOR = healthy_health.OPERATOR


def world(group: str, **broken: Any) -> Facts:
    """The healthy facts, but for what is given of one group; of `known`, what the files say."""
    return replace(FACTS, **{group: replace(getattr(FACTS, group), **broken)})


def health(group: str, **broken: Any) -> Health:
    """What verify sees of the healthy deployment, but for what is given of one group."""
    return replace(HEALTHY, **{group: replace(getattr(HEALTHY, group), **broken)})
