"""What watches or protects: it goes, is switched off, or lets through what it stopped.

Sources: AWS Security Hub, "AWS Foundational Security Best Practices"; the AWS WAF developer guide, "Setting the protection
pack (web ACL) default action"; the Amazon Cognito developer guide, "Adding MFA to a user pool".
"""

from typing import Any

from checks.model import Severity
from checks.plan.hazards.looks import going, turned_off, veiled, where
from checks.plan.hazards.rule import GOING, Lines, Rule, of
from checks.plan.hazards.seen import Seen, blocks

TRAIL = (
    "enable_log_file_validation", "enable_logging", "include_global_service_events", "is_multi_region_trail",
    "is_organization_trail",
)  # fmt: skip
SWITCHES = ("enable", "enabled", "is_enabled", "status")
GUARDS = of(
    "aws_accessanalyzer_analyzer", "aws_cloudtrail", "aws_config_config_rule", "aws_config_configuration_recorder",
    "aws_config_configuration_recorder_status", "aws_detective_graph",
    "aws_ebs_snapshot_block_public_access", "aws_ec2_image_block_public_access", "aws_emr_block_public_access_configuration",
    "aws_flow_log", "aws_guardduty_detector", "aws_guardduty_detector_feature", "aws_iam_account_password_policy",
    "aws_inspector2_enabler", "aws_macie2_account", "aws_networkfirewall_firewall", "aws_organizations_policy",
    "aws_organizations_policy_attachment", "aws_s3_account_public_access_block", "aws_securityhub_account",
    "aws_securityhub_standards_subscription", "aws_shield_protection", "aws_wafregional_web_acl_association",
    "aws_wafv2_web_acl", "aws_wafv2_web_acl_association", "aws_wafv2_web_acl_logging_configuration",
    "kubernetes_network_policy",
)  # fmt: skip
FILTERS = of("aws_waf_web_acl", "aws_wafregional_web_acl", "aws_wafv2_rule_group", "aws_wafv2_web_acl")
FRONTS = of("aws_cloudfront_distribution", "aws_apprunner_service", "aws_api_gateway_stage")
PEOPLE = of("aws_cognito_user_pool")
WEB_ACL = ("web_acl_id", "web_acl_arn")


def _lets_through(seen: Seen) -> Lines:
    """A firewall that blocked what no rule names, and allows it now."""
    was, will = (_allows(body.get("default_action")) for body in (seen.before, seen.after))
    return ("default_action: block -> allow",) if will and was is False else ()


def _allows(action: Any) -> bool | None:
    """Whether a default action allows; None where it is not known."""
    for one in blocks(action):
        named = one.get("type")
        return named == "ALLOW" if named else bool(one.get("allow"))
    return None


def _rules_gone(seen: Seen) -> Lines:
    """Rules of a firewall that are there no longer, or only count."""
    was, will = (_filtering(seen.before), _filtering(seen.after))
    return veiled(seen, "rule", (f"rule {one}: gone, or only counting" for one in sorted(was - will)))


def _filtering(body: dict[str, Any]) -> set[str]:
    return {str(one.get("name") or one.get("rule_id")) for one in blocks(body.get("rule")) if not _counts(one)}


def _counts(rule: dict[str, Any]) -> bool:
    actions = [part for name in ("action", "override_action") for part in blocks(rule.get(name))]
    return any(bool(one.get("count")) or one.get("type") == "COUNT" for one in actions)


def _emptied(old: Any, new: Any) -> bool:
    return bool(old) and not new


RULES = (
    Rule("guard-removed", Severity.HIGH, going,
         "Keep it: it records or stops what nobody should do. Say who decided to do without.", actions=GOING, kinds=GUARDS),
    Rule("guard-removed", Severity.HIGH, turned_off(*TRAIL), "Keep it on.", kinds=of("aws_cloudtrail"),
         attributes=frozenset(TRAIL)),
    Rule("guard-removed", Severity.HIGH, turned_off(*SWITCHES), "Keep it on.", kinds=GUARDS, attributes=frozenset(SWITCHES)),
    Rule("guard-removed", Severity.HIGH, _lets_through, "Block by default, and name what may pass.", kinds=FILTERS,
         attributes=frozenset({"default_action"})),
    Rule("guard-removed", Severity.MEDIUM, _rules_gone, "Find out what the rule stopped.", kinds=FILTERS,
         actions=frozenset({"update"}), attributes=frozenset({"rule"})),
    Rule("guard-removed", Severity.HIGH, where(*WEB_ACL, is_so=_emptied), "Keep the firewall in front of it.", kinds=FRONTS,
         attributes=frozenset(WEB_ACL)),
    Rule("guard-removed", Severity.HIGH, where("mfa_configuration", is_so=lambda old, new: old != new == "OFF"),
         "Keep the second factor: a password alone is stolen easily.", kinds=PEOPLE,
         attributes=frozenset({"mfa_configuration"})),
)  # fmt: skip
