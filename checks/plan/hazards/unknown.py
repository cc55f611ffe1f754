"""What a plan cannot say yet, in an attribute that decides who may do what, or what becomes of data."""

from checks.model import Severity
from checks.plan.actions import LATER
from checks.plan.hazards.rule import Lines, Rule
from checks.plan.hazards.seen import Seen

MATTERS = frozenset(
    {"access_policies", "access_policy", "acl", "assume_role_policy", "backup_retention_period", "cidr_blocks", "cidr_ipv4"}
    | {"cidr_ipv6", "deletion_protection", "endpoint_public_access", "force_destroy", "ingress", "inline_policy"}
    | {"instance_class", "internal", "ipv6_cidr_blocks", "key_policy", "managed_policy_arns", "policy", "policy_arn"}
    | {"public_access_cidrs", "publicly_accessible", "resource_policy", "role_ref", "skip_final_snapshot", "source_ranges"}
)


def _not_known(seen: Seen) -> Lines:
    """Attributes that matter and are only known after apply, if something else stood there before."""
    late = (one for one in seen.went(*MATTERS) if one.new == LATER)
    return tuple(seen.line(one) for one in late if not MATTERS.isdisjoint(one.path))


RULES = (
    Rule("not-known-yet", Severity.MEDIUM, _not_known,
         "Read what it is made from in the configuration; after the apply, look at what became of it.",
         actions=frozenset({"update"}), attributes=MATTERS),
)  # fmt: skip
