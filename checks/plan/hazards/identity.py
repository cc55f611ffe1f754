"""Identity: what other things know by its id is made anew, taken over, or has been marked as broken.

Sources: terraform-aws-vpc#987 and #1070 on adopted defaults; Terraform, "Resource behavior", on taint; the documentation of
the random and tls providers on keepers.
"""

import re

from checks.model import Severity
from checks.plan.hazards.looks import going, only_if
from checks.plan.hazards.rule import GOING, Lines, Rule, of
from checks.plan.hazards.seen import Seen

ADOPTED = frozenset(
    {"aws_default_network_acl", "aws_default_route_table", "aws_default_security_group", "aws_default_subnet"}
    | {"aws_default_vpc", "aws_default_vpc_dhcp_options"}
)
# Others name them, and cannot do without.
FOUNDATIONS = of(
    "aws_acm_certificate", "aws_cognito_user_pool_client", "aws_db_subnet_group", "aws_eip", "aws_elasticache_subnet_group",
    "aws_iam_group", "aws_iam_instance_profile", "aws_iam_openid_connect_provider", "aws_iam_role", "aws_iam_saml_provider",
    "aws_iam_user", "aws_kms_alias", "aws_network_interface", "aws_security_group", "aws_subnet", "aws_vpc",
    "aws_vpc_ipv4_cidr_block_association", "google_compute_network", "google_compute_subnetwork",
    "google_service_account", "azurerm_resource_group", "azurerm_subnet", "azurerm_virtual_network",
    "azurerm_user_assigned_identity",
)  # fmt: skip
SECRET = re.compile("passw|secret|token|key|credential|auth", re.IGNORECASE)
ROTATED = of(
    "random_bytes", "random_id", "random_integer", "random_password", "random_pet", "random_string", "random_uuid",
)  # fmt: skip
LOGINS = frozenset({"aws_iam_access_key", "aws_iam_service_specific_credential", "aws_iam_user_login_profile"})
GENERATED = of("random_bytes", "random_password", "random_string", "tls_private_key")
NAMES = of("random_id", "random_integer", "random_pet", "random_string", "random_uuid")


def _tainted(seen: Seen) -> Lines:
    return going(seen) if seen.change.action_reason == "replace_because_tainted" else ()


def rotated(seen: Seen) -> bool:
    """Whether something random is made anew because its keepers say so: that is what they are for."""
    paths = seen.change.change.replace_paths or []
    return seen.action == "replace" and ROTATED(seen.kind) and bool(paths) and all(path[:1] == ["keepers"] for path in paths)


def _is_secret(seen: Seen) -> bool:
    return seen.kind != "random_string" or bool(SECRET.search(seen.change.name))


def _credentials(seen: Seen) -> Lines:
    """A password or a key that is made anew, or goes, without its keepers saying so."""
    return (seen.action,) if _is_secret(seen) and not rotated(seen) else ()


def _authority(seen: Seen) -> Lines:
    """A certificate that others are signed with."""
    return ("is_ca_certificate: true",) if seen.before.get("is_ca_certificate") is True else ()


def _names(seen: Seen) -> Lines:
    return (seen.action,) if not (seen.kind == "random_string" and _is_secret(seen)) else ()


RULES = (
    Rule("tainted-replacement", Severity.CRITICAL, _tainted,
         "Look at the resource; where it is healthy: terraform untaint ADDRESS", blocks=True,
         actions=frozenset({"replace"})),
    Rule("identity-lost", Severity.HIGH, going,
         "Other things know it by its id: find out which, and what forces this.", actions=GOING, kinds=FOUNDATIONS),
    Rule("credentials-renewed", Severity.HIGH, _credentials,
         "Whatever uses the old password or key is locked out: find out what forces it, or rotate it by its keepers.",
         actions=GOING, kinds=GENERATED),
    Rule("credentials-renewed", Severity.HIGH, _authority,
         "What trusts the old authority refuses whatever the new one signs: give out the new one first.",
         actions=frozenset({"delete", "replace"}), kinds=of("tls_self_signed_cert", "tls_locally_signed_cert")),
    Rule("credentials-renewed", Severity.HIGH, only_if(lambda seen: seen.order != "create-delete", going),
         "Whatever uses it is refused at once, and it cannot be had back: replace it where it is used first.",
         actions=frozenset({"delete", "replace"}), kinds=LOGINS.__contains__),
    Rule("names-renewed", Severity.MEDIUM, _names,
         "Look at what takes its name from it: that is replaced as well.", actions=frozenset({"replace"}), kinds=NAMES),
    Rule("default-adopted", Severity.MEDIUM, going,
         "It is not made but taken over: custom rules and routes in it are rewritten. Compare them first.",
         actions=frozenset({"create"}), kinds=ADOPTED.__contains__),
)  # fmt: skip
