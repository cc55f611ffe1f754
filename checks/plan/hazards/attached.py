"""Privilege by attachment: who gets a policy or a role that may do everything, in AWS, Kubernetes, Google and Azure.

Sources: the IAM user guide, "AWS managed policies"; the Amazon EKS user guide, "Access policy permissions"; Kubernetes,
"Using RBAC Authorization".
"""

import re
from typing import Any

from checks.model import Severity
from checks.plan.actions import HIDDEN
from checks.plan.hazards.looks import where
from checks.plan.hazards.objects import document
from checks.plan.hazards.rule import COMING, GOING, Lines, Rule, of
from checks.plan.hazards.seen import Seen, blocks, texts

ADMIN = re.compile(
    r"policy/(.*/)?(AdministratorAccess(-\w+)?|IAMFullAccess|PowerUserAccess|AmazonEKSClusterAdminPolicy)$|"
    r"^roles/(owner|editor|iam\.\w*[aA]dmin)$|^(Owner|Contributor|User Access Administrator)$"
)
NAMES = ("managed_policy_arn", "managed_policy_arns", "policy_arn", "policy_arns", "role", "role_definition_name")
# Without these the machines of a cluster, or a service, cannot do their work.
NEEDED = re.compile(r"policy/(service-role/|aws-service-role/)?(Amazon(EC2Container|ECS|EKS)|AWSLambda\w*Execution)")
ATTACHMENTS = of(
    "aws_eks_access_policy_association", "aws_iam_group_policy_attachment", "aws_iam_policy_attachment", "aws_iam_role",
    "aws_iam_role_policy_attachment", "aws_iam_role_policy_attachments_exclusive", "aws_iam_user_policy_attachment",
    "aws_ssoadmin_managed_policy_attachment", "azurerm_role_assignment", "google_folder_iam_member",
    "google_organization_iam_member", "google_project_iam_binding", "google_project_iam_member",
)  # fmt: skip
ADMINISTRATORS = frozenset({"cluster-admin", "system:masters"})
EVERYBODY = frozenset(
    {"allAuthenticatedUsers", "allUsers", "system:anonymous", "system:authenticated", "system:unauthenticated"}
)
PRINCIPALS = ("allowed_principals", "principal_arn")
MAP = "aws-auth"
IDENTITY = re.compile(r"arn:aws[\w-]*:iam::\d+:(?:role|user)/[\w+=,.@/-]+")


def _administrator(seen: Seen) -> Lines:
    """A policy or role that may do everything is attached."""
    was, will = _attached(seen.before), _attached(seen.after)
    hidden = any(map(seen.secret, NAMES))
    return tuple(f"attaches {HIDDEN if hidden else one}" for one in sorted(will - was) if ADMIN.search(one))


def _attached(body: dict[str, Any]) -> set[str]:
    return {one for name in NAMES for one in texts(body.get(name))}


def _needed(seen: Seen) -> Lines:
    """A policy is detached that machines or services cannot do without."""
    was, will = _attached(seen.before), _attached(seen.after)
    gone = sorted(one for one in was - will if NEEDED.search(one))
    return tuple(f"detaches {HIDDEN if any(map(seen.secret, NAMES)) else one}" for one in gone)


def _member(seen: Seen) -> Lines:
    """Google's way to say everybody."""
    was, will = (
        {one for name in ("member", "members") for one in texts(body.get(name))} for body in (seen.before, seen.after)
    )
    return tuple(f"member: {one}" for one in sorted((will - was) & EVERYBODY))


def _anyone(seen: Seen) -> Lines:
    """A list of principals that means everybody, and did not."""
    was, will = ({one for name in PRINCIPALS for one in texts(body.get(name))} for body in (seen.before, seen.after))
    return ("a principal: *",) if "*" in will - was else ()


def _callable(seen: Seen) -> Lines:
    """A function that everybody may call."""
    limited = any(seen.after.get(name) for name in ("principal_org_id", "source_account", "source_arn"))
    return ("principal: *",) if seen.after.get("principal") == "*" and not limited else ()


def _bound(seen: Seen) -> Lines:
    """Somebody gets a Kubernetes role that may do everything."""
    more = _subjects(seen.after) - _subjects(seen.before)
    new = _roles(seen.after) - _roles(seen.before)
    return tuple(f"binds {one}" for one in sorted(_roles(seen.after) & ADMINISTRATORS) if more or one in new)


def _roles(body: dict[str, Any]) -> set[str]:
    tree = document(body)
    named = [one.get("name") for name in ("role_ref", "roleRef") for one in blocks(tree.get(name))]
    return {str(one) for one in (*named, *texts(body.get("kubernetes_groups")))}


def _subjects(body: dict[str, Any]) -> set[str]:
    tree = document(body)
    several = [one for name in ("subject", "subjects") for one in blocks(tree.get(name))]
    return {f"{one.get('kind')} {one.get('namespace')} {one.get('name')}" for one in several}


def _anonymous(seen: Seen) -> Lines:
    """A Kubernetes role for whoever can reach the API."""
    more = _subjects(seen.after) - _subjects(seen.before)
    return tuple(
        f"binds a role to {one}" for one in sorted(EVERYBODY) if any(subject.endswith(f" {one}") for subject in more)
    )


def _masters(seen: Seen) -> Lines:
    """The map of AWS identities into the cluster names more administrators than before."""
    was, will = (str(body.get("data") or "").count("system:masters") for body in (seen.before, seen.after))
    return (f"{MAP}: names more of system:masters",) if will > was and _is_map(seen) else ()


def _left_out(seen: Seen) -> Lines:
    """Identities that the map named before."""
    if not _is_map(seen) or seen.unknown.get("data") is True:
        return ()
    was, will = (set(IDENTITY.findall(str(body.get("data") or ""))) for body in (seen.before, seen.after))
    return (f"{MAP}: names {len(was - will)} fewer of its identities",) if was - will else ()


def _map_gone(seen: Seen) -> Lines:
    return (f"{MAP}: {seen.action}",) if _is_map(seen) else ()


def _is_map(seen: Seen) -> bool:
    several = [*blocks(seen.before.get("metadata")), *blocks(seen.after.get("metadata"))]
    return any(one.get("name") == MAP for one in several)


MAPS = of("kubernetes_config_map", "kubernetes_config_map_data")
RULES = (
    Rule("administrator-made", Severity.HIGH, _administrator,
         "Attach a policy with what is needed; whoever has this one can do everything.", actions=COMING, kinds=ATTACHMENTS,
         attributes=frozenset(NAMES)),
    Rule("permissions-removed", Severity.HIGH, _needed,
         "Keep it attached: what takes the role cannot do its work without it.",
         actions=frozenset({"delete", "update"}), kinds=ATTACHMENTS, attributes=frozenset(NAMES)),
    Rule("administrator-made", Severity.HIGH, _bound, "Bind a role with what is needed.", actions=COMING,
         kinds=of("kubernetes_cluster_role_binding", "kubernetes_role_binding", "aws_eks_access_entry")),
    Rule("administrator-made", Severity.HIGH, _masters, "Map identities to a group with what they need.", actions=COMING,
         kinds=MAPS),
    Rule("open-to-everybody", Severity.CRITICAL, _member, "Name the members.", actions=COMING,
         kinds=lambda kind: kind.startswith("google_") and "_iam_" in kind),
    Rule("open-to-everybody", Severity.CRITICAL, _callable, "Name the caller, or its account in source_account.",
         actions=COMING,
         kinds=of("aws_cloudwatch_event_permission", "aws_lambda_layer_version_permission", "aws_lambda_permission")),
    Rule("open-to-everybody", Severity.CRITICAL, _anonymous, "Name the subjects: anybody who reaches the API has this role.",
         actions=COMING, kinds=of("kubernetes_cluster_role_binding", "kubernetes_role_binding")),
    Rule("access-map-removed", Severity.HIGH, where("authentication_mode", is_so=lambda old, new: old != new == "API"),
         "Have an access entry for everybody whom the map names first; it cannot be taken back.",
         kinds=of("aws_eks_cluster"), attributes=frozenset({"authentication_mode"})),
    Rule("open-to-everybody", Severity.CRITICAL, _anyone, "Name the principals.", actions=COMING,
         kinds=of("aws_vpc_endpoint_service", "aws_vpc_endpoint_service_allowed_principal"),
         attributes=frozenset(PRINCIPALS)),
    Rule("access-map-removed", Severity.HIGH, _map_gone,
         "Keep it: without it nodes cannot join, and nobody but the cluster's creator gets in.", actions=GOING, kinds=MAPS),
    Rule("access-map-removed", Severity.HIGH, _left_out,
         "Keep whoever is needed, the nodes' roles first: without them nodes cannot join.", actions=frozenset({"update"}),
         kinds=MAPS),
)  # fmt: skip
