"""Which of the names that will be created exist, and what the state has already."""

from collections.abc import Callable, Iterator
from typing import Any

from checks.facts import Missing, NotThere
from checks.wanted import Wanted
from migrator.aws import Aws
from migrator.terraform.statefile import StateFile

Names = tuple[str, ...]
State = Callable[[], StateFile | Missing]
# Type in the state -> kind and the attribute that is its name.
HELD = {
    "aws_iam_role": ("role", "name"),
    "aws_iam_policy": ("policy", "name"),
    "aws_iam_openid_connect_provider": ("oidc-provider", "url"),
    "aws_cloudwatch_log_group": ("log-group", "name"),
    "aws_eks_addon": ("addon", "addon_name"),
    "aws_lb": ("load-balancer", "name"),
    "aws_default_network_acl": ("default-acl", "id"),
    "aws_default_route_table": ("main-table", "id"),
}
CONTROLLER = "aws-load-balancer-controller"


def roles(aws: Aws, asked: Wanted) -> Names | Missing:
    """IAM GetRole of each."""

    def ask(iam: Any) -> Names:
        return tuple(one for one in asked.named("role") if _is_there(iam, one))

    return aws.ask("iam", ask)


def _is_there(iam: Any, role: str) -> bool:
    try:
        iam.get_role(RoleName=role)
    except iam.exceptions.NoSuchEntityException:
        return False
    return True


def policies(aws: Aws, asked: Wanted) -> Names | Missing:
    """IAM ListPolicies, the account's own."""

    def ask(iam: Any) -> Names:
        pages = iam.get_paginator("list_policies").paginate(Scope="Local")
        there = {one["PolicyName"] for page in pages for one in page["Policies"]}
        return tuple(one for one in asked.named("policy") if one in there)

    return aws.ask("iam", ask)


def issuers(aws: Aws) -> Names | Missing:
    """IAM ListOpenIDConnectProviders: the issuers, without the scheme."""

    def ask(iam: Any) -> Names:
        listed = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
        return tuple(one["Arn"].partition("oidc-provider/")[2] for one in listed)

    return aws.ask("iam", ask)


def log_groups(aws: Aws, asked: Wanted) -> Names | Missing:
    """CloudWatch Logs DescribeLogGroups."""

    def ask(logs: Any) -> Names:
        pages = (logs.describe_log_groups(logGroupNamePrefix=one) for one in asked.named("log-group"))
        return tuple(one["logGroupName"] for page in pages for one in page["logGroups"])

    return aws.ask("logs", ask)


def balancers(aws: Aws) -> dict[str, str] | Missing:
    """ELB DescribeLoadBalancers: name -> kind of every load balancer."""

    def ask(elb: Any) -> dict[str, str]:
        pages = elb.get_paginator("describe_load_balancers").paginate()
        return {one["LoadBalancerName"]: one["Type"] for page in pages for one in page["LoadBalancers"]}

    return aws.ask("elbv2", ask)


def balancer(aws: Aws, name: str) -> str | NotThere | Missing:
    """ELB DescribeLoadBalancers of one: its name."""

    def ask(elb: Any) -> str | NotThere:
        try:
            found: str = elb.describe_load_balancers(Names=[name])["LoadBalancers"][0]["LoadBalancerName"]
        except elb.exceptions.LoadBalancerNotFoundException:
            return NotThere(f"the load balancer {name}")
        return found

    return aws.ask("elbv2", ask)


def named_balancers(kinds: dict[str, str] | Missing) -> Names | Missing:
    """Their names."""
    return kinds if isinstance(kinds, Missing) else tuple(sorted(kinds))


def held(state: State, asked: Wanted) -> frozenset[tuple[str, str]] | Missing:
    """Kind and name of what the state has; with the controller, the load balancer that it makes."""
    found = state()
    if isinstance(found, Missing):
        return found
    return frozenset((*_held(found), *_made_by_controller(found, asked)))


def _held(state: StateFile) -> Iterator[tuple[str, str]]:
    for one in state.instances:
        if one.type in HELD:
            kind, name = HELD[one.type]
            yield kind, str(one.attributes.get(name)).removeprefix("https://")


def _made_by_controller(state: StateFile, asked: Wanted) -> Iterator[tuple[str, str]]:
    if any(one.attributes.get("name") == CONTROLLER for one in state.of("helm_release")):
        yield from (("load-balancer", one) for one in asked.named("load-balancer"))


def keys(state: State) -> Names | Missing:
    """The ids of the state's KMS keys, as they end an ARN."""
    found = state()
    if isinstance(found, Missing):
        return found
    return tuple(str(one.attributes.get("key_id") or one.attributes.get("id")) for one in found.of("aws_kms_key"))
