"""How severe a change is by its action and type alone, before any rule has looked at it.

What goes is high until something here says why it is less: it holds nothing, it is made again from the configuration, or
it is made anew each time by design.
"""

import re

from checks.model import Severity
from checks.plan.hazards.identity import LOGINS, rotated
from checks.plan.hazards.loss import LOGS
from checks.plan.hazards.outage import RECORDS, proves_a_name
from checks.plan.hazards.policies import read
from checks.plan.hazards.rule import GOING
from checks.plan.hazards.seen import Seen

# Nothing in the world depends on them: they live in the state, or are notes.
HARMLESS = frozenset(
    {
        "archive_file",
        "aws_acm_certificate_validation",
        "aws_budgets_budget",
        "aws_ce_anomaly_monitor",
        "aws_cloudwatch_dashboard",
        "aws_cloudwatch_query_definition",
        "aws_ec2_tag",
        "aws_ecs_tag",
        "aws_resourcegroups_group",
        "aws_s3_bucket_analytics_configuration",
        "aws_s3_bucket_inventory",
        "aws_s3_bucket_metric",
        "cloudinit_config",
        "kubernetes_annotations",
        "kubernetes_certificate_signing_request",
        "kubernetes_labels",
        "kubernetes_token_request",
        "local_file",
        "local_sensitive_file",
        "null_resource",
        "random_id",
        "random_integer",
        "random_pet",
        "random_shuffle",
        "random_uuid",
        "template_cloudinit_config",
        "template_file",
        "terraform_data",
        "time_offset",
        "time_rotating",
        "time_sleep",
        "time_static",
    }
)
# They are never changed: each change makes a new version beside the old one.
REMADE = frozenset(
    {
        "aws_api_gateway_deployment",
        "aws_apigatewayv2_deployment",
        "aws_batch_job_definition",
        "aws_ecs_task_definition",
        "aws_imagebuilder_image_recipe",
        "aws_lambda_layer_version",
        "aws_launch_configuration",
        "aws_secretsmanager_secret_version",
        "tls_cert_request",
        "tls_locally_signed_cert",
    }
)
# They hold no data, and the configuration makes them again as they were.
RECREATABLE = frozenset(
    {
        "aws_acmpca_permission",
        "aws_appautoscaling_policy",
        "aws_appautoscaling_scheduled_action",
        "aws_appautoscaling_target",
        "aws_autoscaling_attachment",
        "aws_autoscaling_lifecycle_hook",
        "aws_autoscaling_notification",
        "aws_autoscaling_policy",
        "aws_autoscaling_schedule",
        "aws_cloudwatch_composite_alarm",
        "aws_cloudwatch_event_rule",
        "aws_cloudwatch_event_target",
        "aws_cloudwatch_log_metric_filter",
        "aws_cloudwatch_log_resource_policy",
        "aws_cloudwatch_log_subscription_filter",
        "aws_cloudwatch_metric_alarm",
        "aws_db_event_subscription",
        "aws_db_option_group",
        "aws_db_parameter_group",
        "aws_docdb_cluster_parameter_group",
        "aws_ecr_lifecycle_policy",
        "aws_elasticache_parameter_group",
        "aws_iam_group_membership",
        "aws_iam_group_policy_attachment",
        "aws_iam_policy_attachment",
        "aws_iam_role_policy",
        "aws_iam_role_policy_attachment",
        "aws_iam_user_group_membership",
        "aws_iam_user_policy",
        "aws_iam_user_policy_attachment",
        "aws_key_pair",
        "aws_lambda_alias",
        "aws_lambda_event_source_mapping",
        "aws_lambda_permission",
        "aws_launch_template",
        "aws_lb_listener_certificate",
        "aws_lb_target_group_attachment",
        "aws_neptune_cluster_parameter_group",
        "aws_network_acl_rule",
        "aws_placement_group",
        "aws_rds_cluster_parameter_group",
        "aws_s3_bucket_accelerate_configuration",
        "aws_s3_bucket_acl",
        "aws_s3_bucket_cors_configuration",
        "aws_s3_bucket_intelligent_tiering_configuration",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_logging",
        "aws_s3_bucket_notification",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_request_payment_configuration",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_website_configuration",
        "aws_s3_object",
        "aws_security_group_rule",
        "aws_sns_topic_subscription",
        "aws_ssm_association",
        "aws_ssm_document",
        "aws_vpc_dhcp_options_association",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
        "kubernetes_cluster_role",
        "kubernetes_cluster_role_binding",
        "kubernetes_config_map",
        "kubernetes_config_map_data",
        "kubernetes_cron_job",
        "kubernetes_daemonset",
        "kubernetes_default_service_account",
        "kubernetes_deployment",
        "kubernetes_env",
        "kubernetes_horizontal_pod_autoscaler",
        "kubernetes_job",
        "kubernetes_limit_range",
        "kubernetes_pod",
        "kubernetes_pod_disruption_budget",
        "kubernetes_priority_class",
        "kubernetes_resource_quota",
        "kubernetes_role",
        "kubernetes_role_binding",
        "kubernetes_secret",
        "kubernetes_secret_data",
        "kubernetes_service",
        "kubernetes_service_account",
        "kubernetes_storage_class",
        "random_string",
        "tls_self_signed_cert",
    }
)
# What only ties two things together is tied again; what ties in a disk or a network is more.
TIES = re.compile(r"^(?!.*(disk|gateway|interface|network|volume|vpc)).*_attachment$")


def worth(seen: Seen) -> Severity:
    """What the action alone is worth."""
    if seen.action not in GOING:
        return Severity.INFO if seen.action == "create" else Severity.LOW
    if seen.kind in HARMLESS or rotated(seen) or (seen.kind in REMADE and seen.action == "replace"):
        return Severity.LOW
    less = seen.kind in REMADE or seen.kind in RECREATABLE or _spares(seen)
    return Severity.MEDIUM if less else Severity.HIGH


def _spares(seen: Seen) -> bool:
    """Whether this one, by what stands in it, is less than others of its type."""
    if RECORDS(seen.kind):
        return proves_a_name(seen)
    if seen.kind == "aws_eks_addon":
        return seen.before.get("preserve") is True
    if seen.kind in LOGS:
        return seen.action == "forget" or seen.before.get("skip_destroy") is True
    if seen.kind in LOGINS:
        return seen.action == "forget" or seen.order == "create-delete"
    if seen.kind == "aws_iam_policy":
        return seen.action == "replace"
    return TIES.match(seen.kind) is not None or (seen.kind == "aws_s3_bucket_policy" and _only_grants(seen))


def _only_grants(seen: Seen) -> bool:
    """Whether a bucket's policy protects nothing: without it less is allowed."""
    policy = read(seen.before.get("policy")) if seen.before.get("policy") else None
    return policy is not None and all(one.allows for one in policy.grants)
