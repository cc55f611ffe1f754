"""What is looked for in AWS. Each asks boto3 once or page by page, and raises whatever it raises."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from checks.facts.existing import Condition, Existing

Keys = Mapping[str, str]
Finder = Callable[[Any, Keys, str | None], Existing | None]
BUSY = frozenset({"creating", "updating", "deleting"})
READY = frozenset({"active", "available"})


def _one(ident: str, said: str) -> Existing:
    """By the service's own word for its state, in whatever case."""
    word = said.lower()
    return Existing(ident, Condition.BUSY if word in BUSY else Condition.READY if word in READY else Condition.FAILED, word)


def _there(ident: str) -> Existing:
    """Of what has no state of its own: it is there, or it is not."""
    return Existing(ident, Condition.READY, "there")


def _first(found: Iterable[Existing]) -> Existing | None:
    return next(iter(found), None)


def file_system(efs: Any, keys: Keys, ident: str | None) -> Existing | None:
    """An EFS file system."""
    wanted = {"CreationToken": keys["creation_token"]} if "creation_token" in keys else {"FileSystemId": ident}
    try:
        listed = efs.describe_file_systems(**wanted)["FileSystems"]
    except efs.exceptions.FileSystemNotFound:
        return None
    return _first(_one(one["FileSystemId"], one["LifeCycleState"]) for one in listed)


def mount_target(efs: Any, keys: Keys, ident: str | None) -> Existing | None:
    """An EFS mount target: a subnet has one at most."""
    wanted = {"FileSystemId": keys["file_system_id"]} if len(keys) == 2 else {"MountTargetId": ident}
    try:
        listed = efs.describe_mount_targets(**wanted)["MountTargets"]
    except (efs.exceptions.FileSystemNotFound, efs.exceptions.MountTargetNotFound):
        return None
    fitting = (one for one in listed if keys.get("subnet_id") in (None, one["SubnetId"]))
    return _first(_one(one["MountTargetId"], one["LifeCycleState"]) for one in fitting)


def addon(eks: Any, keys: Keys, _ident: str | None) -> Existing | None:
    """An add-on of a cluster."""
    try:
        found = eks.describe_addon(clusterName=keys["cluster_name"], addonName=keys["addon_name"])["addon"]
    except eks.exceptions.ResourceNotFoundException:
        return None
    return _one(f"{keys['cluster_name']}:{keys['addon_name']}", found["status"])


def node_group(eks: Any, keys: Keys, ident: str | None) -> Existing | None:
    """A managed node group; its id is both names."""
    cluster, _, name = (ident or "").partition(":")
    cluster, name = keys.get("cluster_name", cluster), keys.get("node_group_name", name)
    try:
        found = eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]
    except eks.exceptions.ResourceNotFoundException:
        return None
    return _one(f"{cluster}:{name}", found["status"])


def role(iam: Any, keys: Keys, _ident: str | None) -> Existing | None:
    """An IAM role."""
    try:
        return _there(iam.get_role(RoleName=keys["name"])["Role"]["RoleName"])
    except iam.exceptions.NoSuchEntityException:
        return None


def policy(iam: Any, keys: Keys, ident: str | None) -> Existing | None:
    """A policy of the account's own."""
    pages = iam.get_paginator("list_policies").paginate(Scope="Local")
    every = ((one["PolicyName"], one["Arn"]) for page in pages for one in page["Policies"])
    return _first(_there(arn) for name, arn in every if (name == keys["name"] if "name" in keys else arn == ident))


def issuer(iam: Any, keys: Keys, ident: str | None) -> Existing | None:
    """An OIDC provider, by the address that its ARN ends with."""
    url = keys["url"].removeprefix("https://").rstrip("/") if "url" in keys else None
    arns = (one["Arn"] for one in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"])
    return _first(_there(one) for one in arns if one == ident or (url and one.partition("oidc-provider/")[2] == url))


def security_group(ec2: Any, keys: Keys, ident: str | None) -> Existing | None:
    """A security group: within a network its name is its own."""
    wanted = {"vpc-id": keys["vpc_id"], "group-name": keys["name"]} if len(keys) == 2 else {"group-id": ident or ""}
    filters = [{"Name": name, "Values": [value]} for name, value in wanted.items()]
    return _first(_there(one["GroupId"]) for one in ec2.describe_security_groups(Filters=filters)["SecurityGroups"])


def rule(ec2: Any, keys: Keys, _ident: str | None) -> Existing | None:
    """A rule that lets another security group in."""
    group, ports = keys["security_group_id"], (int(keys["from_port"]), int(keys["to_port"]))
    pages = ec2.get_paginator("describe_security_group_rules").paginate(Filters=[{"Name": "group-id", "Values": [group]}])
    fitting = (
        one["SecurityGroupRuleId"]
        for page in pages
        for one in page["SecurityGroupRules"]
        if (one["FromPort"], one["ToPort"]) == ports
        and one["IsEgress"] == (keys["type"] == "egress")
        and one["IpProtocol"] == keys["protocol"]
        and one.get("ReferencedGroupInfo", {}).get("GroupId") == keys["source_security_group_id"]
    )
    return _first(_there(one) for one in fitting)


def log_group(logs: Any, keys: Keys, _ident: str | None) -> Existing | None:
    """A log group of CloudWatch."""
    pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=keys["name"])
    names = (one["logGroupName"] for page in pages for one in page["logGroups"])
    return _first(_there(one) for one in names if one == keys["name"])


def record(route53: Any, keys: Keys, _ident: str | None) -> Existing | None:
    """A record of a zone."""
    zone, name, kind = keys["zone_id"], keys["name"].rstrip(".").lower(), keys["type"]
    listed = route53.list_resource_record_sets(HostedZoneId=zone, StartRecordName=name, StartRecordType=kind, MaxItems="1")[
        "ResourceRecordSets"
    ]
    fitting = (one for one in listed if (one["Name"].rstrip(".").lower(), one["Type"]) == (name, kind))
    return _first(_there(f"{zone}_{name}_{kind}") for _ in fitting)


# Type -> boto3's name of the service, and the question.
FINDERS: dict[str, tuple[str, Finder]] = {
    "aws_cloudwatch_log_group": ("logs", log_group),
    "aws_efs_file_system": ("efs", file_system),
    "aws_efs_mount_target": ("efs", mount_target),
    "aws_eks_addon": ("eks", addon),
    "aws_eks_node_group": ("eks", node_group),
    "aws_iam_openid_connect_provider": ("iam", issuer),
    "aws_iam_policy": ("iam", policy),
    "aws_iam_role": ("iam", role),
    "aws_route53_record": ("route53", record),
    "aws_security_group": ("ec2", security_group),
    "aws_security_group_rule": ("ec2", rule),
}
