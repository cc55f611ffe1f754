"""What the stand-in aws provider knows: its types in two versions, and how their computed attributes come about.

Attribute names are those of hashicorp/aws 3.76 and 4.67, as far as the migration's plan needs them.
"""

import base64
from collections.abc import Callable

from migrator.sandbox.names import ACCOUNT, REGION
from migrator.sandbox.providers.schema import Block, block
from migrator.sandbox.store import Attributes, Store

TAGS = " tags:ms tags_all:ms~ arn~"
TYPES = {
    "aws_vpc": "cidr_block! default_security_group_id~ default_network_acl_id~ default_route_table_id~" + TAGS,
    "aws_subnet": "vpc_id! cidr_block! availability_zone! map_public_ip_on_launch:b" + TAGS,
    "aws_internet_gateway": "vpc_id" + TAGS,
    "aws_nat_gateway": "subnet_id! allocation_id!" + TAGS,
    "aws_eip": "vpc:b" + TAGS,
    "aws_route_table": "vpc_id!" + TAGS,
    "aws_route": "route_table_id! destination_cidr_block! gateway_id nat_gateway_id",
    "aws_route_table_association": "subnet_id! route_table_id",
    "aws_db_subnet_group": "name! subnet_ids:ss" + TAGS,
    "aws_elasticache_subnet_group": "name! subnet_ids:ss" + TAGS,
    "aws_default_security_group": "vpc_id!" + TAGS,
    "aws_default_network_acl": "default_network_acl_id! subnet_ids:ss" + TAGS,
    "aws_default_route_table": "default_route_table_id!" + TAGS,
    "aws_security_group": "name! description! vpc_id!" + TAGS,
    "aws_security_group_rule": "description type! protocol! from_port:n! to_port:n! security_group_id!"
    " source_security_group_id! cidr_blocks:ls!",
    "aws_kms_key": "description policy deletion_window_in_days:n" + TAGS,
    "aws_kms_alias": "name! target_key_id arn~",
    "aws_s3_bucket": "bucket! acl? force_destroy:b sse_algorithm? cors_origins:ls? region~" + TAGS,
    "aws_s3_bucket_acl": "bucket! acl",
    "aws_s3_bucket_cors_configuration": "bucket! allowed_origins:ls",
    "aws_s3_bucket_ownership_controls": "bucket! object_ownership",
    "aws_s3_bucket_public_access_block": "bucket! block_public_acls:b",
    "aws_s3_bucket_server_side_encryption_configuration": "bucket! sse_algorithm kms_master_key_id",
    "aws_acm_certificate": "domain_name! validation_method" + TAGS,
    "aws_iam_role": "name! assume_role_policy" + TAGS,
    "aws_iam_policy": "name! policy" + TAGS,
    "aws_iam_role_policy_attachment": "role! policy_arn!",
    "aws_iam_policy_attachment": "name! roles:ss policy_arn!",
    "aws_iam_openid_connect_provider": "url! client_id_list:ls thumbprint_list:ls" + TAGS,
    "aws_eks_cluster": "name! version role_arn! subnet_ids:ls enabled_cluster_log_types:ss endpoint~"
    " certificate_authority:ca~ identity:oidc~" + TAGS,
    "aws_eks_addon": "cluster_name! addon_name! addon_version? resolve_conflicts service_account_role_arn" + TAGS,
    "aws_cloudwatch_log_group": "name! retention_in_days:n" + TAGS,
    "aws_efs_file_system": "creation_token! encrypted:b! performance_mode! throughput_mode" + TAGS,
    "aws_efs_backup_policy": "file_system_id! status",
    "aws_efs_mount_target": "file_system_id! subnet_id! security_groups:ss",
    "aws_rds_cluster": "cluster_identifier! engine! engine_version master_username! master_password^ "
    "backup_retention_period:n final_snapshot_identifier skip_final_snapshot:b db_subnet_group_name! deletion_protection:b"
    " endpoint~" + TAGS,
    "aws_rds_cluster_instance": "identifier! cluster_identifier! instance_class engine! apply_immediately:b endpoint~"
    + TAGS,
    "aws_db_parameter_group": "name! family!" + TAGS,
    "aws_rds_cluster_parameter_group": "name! family!" + TAGS,
    "aws_lb": "name! internal:b! subnets:ss dns_name~ zone_id~" + TAGS,
    "aws_lb_listener": "load_balancer_arn! port:n protocol certificate_arn target_group_arn" + TAGS,
    "aws_lb_target_group": "name! port:n! protocol! vpc_id!" + TAGS,
}
CACHE = "replication_group_id! {description} {count}:n node_type port:n! kms_key_id! primary_endpoint_address~" + TAGS
ONLY_SINCE_4 = frozenset(
    {"aws_s3_bucket_acl", "aws_s3_bucket_cors_configuration", "aws_s3_bucket_server_side_encryption_configuration"}
)
DATA = {
    "aws_eks_cluster": "name* endpoint~ certificate_authority:ca~ arn~ version~",
    "aws_eks_cluster_auth": "name* token~^",
    "aws_caller_identity": "account_id~ arn~",
    "aws_availability_zones": "state names:ls~",
    "aws_s3_bucket": "bucket* arn~ region~",
}
PREFIXES = {
    "aws_security_group": "sg",
    "aws_efs_file_system": "fs",
    "aws_efs_mount_target": "fsmt",
    "aws_launch_template": "lt",
}
NAMED = frozenset(
    {
        "aws_eks_cluster",
        "aws_iam_role",
        "aws_db_subnet_group",
        "aws_cloudwatch_log_group",
        "aws_db_parameter_group",
        "aws_rds_cluster_parameter_group",
        "aws_elasticache_subnet_group",
    }
)
# A property of something else, told by what forces its replacement: written twice it is one.
SETTINGS = frozenset(
    {
        "aws_autoscaling_attachment",
        "aws_default_network_acl",
        "aws_default_route_table",
        "aws_default_security_group",
        "aws_efs_backup_policy",
        "aws_iam_policy_attachment",
        "aws_iam_role_policy_attachment",
        "aws_s3_bucket_acl",
        "aws_s3_bucket_cors_configuration",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
    }
)
# What `terraform import` takes where that is not the id: as the provider's documentation has it.
IMPORTS = {
    "aws_cloudwatch_log_group": "{name}",
    "aws_eks_addon": "{cluster_name}:{addon_name}",
    "aws_eks_node_group": "{cluster_name}:{node_group_name}",
    "aws_iam_policy": f"arn:aws:iam::{ACCOUNT}:policy/{{name}}",
    "aws_iam_role": "{name}",
    "aws_security_group_rule": "{security_group_id}_{type}_{protocol}_{from_port}_{to_port}_{source_security_group_id}",
}
Maker = Callable[[Attributes, str], object]


def _provider_arn(it: Attributes) -> str:
    return f"arn:aws:iam::{ACCOUNT}:oidc-provider/{str(it['url']).removeprefix('https://')}"


MAKERS: dict[tuple[str, str], Maker] = {
    ("aws_eks_cluster", "endpoint"): lambda _, seed: f"https://{seed[:8].upper()}.gr7.{REGION}.eks.amazonaws.com",
    ("aws_eks_cluster", "certificate_authority"): lambda _, __: [{"data": base64.b64encode(b"stand-in CA").decode()}],
    ("aws_eks_cluster", "identity"): lambda _, seed: [
        {"oidc": [{"issuer": f"https://oidc.eks.{REGION}.amazonaws.com/id/{seed[:16].upper()}"}]}
    ],
    ("aws_eks_node_group", "id"): lambda it, seed: f"{it['cluster_name']}:{it['node_group_name']}-{seed[:6]}",
    ("aws_eks_node_group", "resources"): lambda _, seed: [{"autoscaling_groups": [{"name": f"eks-{seed[:12]}"}]}],
    ("aws_s3_bucket", "id"): lambda it, _: it["bucket"],
    ("aws_s3_bucket", "arn"): lambda it, _: f"arn:aws:s3:::{it['bucket']}",
    ("aws_s3_bucket", "region"): lambda _, __: REGION,
    ("aws_rds_cluster", "id"): lambda it, _: it["cluster_identifier"],
    ("aws_rds_cluster_instance", "id"): lambda it, _: it["identifier"],
    ("aws_lb", "dns_name"): lambda it, seed: f"{it['name']}-{seed[:10]}.{REGION}.elb.amazonaws.com",
    ("aws_lb", "zone_id"): lambda _, __: "Z1H1FL5HABSF5",
    ("aws_iam_openid_connect_provider", "id"): lambda it, _: _provider_arn(it),
    ("aws_iam_openid_connect_provider", "arn"): lambda it, _: _provider_arn(it),
    ("aws_route53_record", "id"): lambda it, _: f"{it['zone_id']}_{it['name']}_{it['type']}",
    ("aws_route53_record", "fqdn"): lambda it, _: it["name"],
    ("aws_launch_template", "latest_version"): lambda _, seed: 1 + int(seed[:6], 16) % 100,
}


def resources(major: int) -> dict[str, Block]:
    """Resource types of the 3.x or 4.x provider."""
    new = major >= 4
    cache = {"description": "description", "count": "num_cache_clusters"}
    if not new:
        cache = {"description": "replication_group_description", "count": "number_cache_clusters"}
    plain = {name: block(line) for name, line in TYPES.items() if new or name not in ONLY_SINCE_4}
    target = "autoscaling_group_name! alb_target_group_arn!" + (" lb_target_group_arn" if new else "")
    return {
        **plain,
        "aws_elasticache_replication_group": block(CACHE.format(**cache), version=int(new)),
        "aws_autoscaling_attachment": block(target),
        "aws_route53_record": block("zone_id! name! type! fqdn~", alias=ALIAS),
        "aws_eks_node_group": block(NODE_GROUP, scaling_config=SCALING),
        "aws_launch_template": block(LAUNCH_TEMPLATE, block_device_mappings=DEVICE),
    }


ALIAS = block("name* zone_id* evaluate_target_health:b", nested=True, most=1)
SCALING = block("desired_size:n max_size:n min_size:n", nested=True, most=1)
DEVICE = block("device_name", nested=True, ebs=block("volume_type", nested=True, most=1))
NODE_GROUP = (
    "cluster_name! node_role_arn! node_group_name! instance_types:ls! subnet_ids:ls! launch_template_id!"
    " launch_template_version resources:asg~" + TAGS
)
LAUNCH_TEMPLATE = "name_prefix! http_tokens monitoring:b user_data?+ latest_version:n~+" + TAGS


def data_sources() -> dict[str, Block]:
    """Data source types."""
    return {name: block(line) for name, line in DATA.items()}


def read_data(store: Store) -> dict[str, Callable[[Attributes], Attributes]]:
    """How each data source is read from the store; LookupError where the object does not exist."""

    def cluster(given: Attributes) -> Attributes:
        found = store.get("aws_eks_cluster", str(given["name"]))
        if found is None:
            raise LookupError(f"ResourceNotFoundException: No cluster found for name: {given['name']}.")
        return {"id": given["name"], **{key: found[key] for key in ("endpoint", "certificate_authority", "arn", "version")}}

    def bucket(given: Attributes) -> Attributes:
        found = store.get("aws_s3_bucket", str(given["bucket"]))
        if found is None:
            raise LookupError(f"NotFound: bucket {given['bucket']}")
        return {"id": given["bucket"], "arn": found["arn"], "region": found["region"]}

    return {
        "aws_eks_cluster": cluster,
        "aws_s3_bucket": bucket,
        "aws_eks_cluster_auth": lambda given: {"id": given["name"], "token": "k8s-aws-v1.stand-in"},
        "aws_availability_zones": lambda _: {"id": REGION, "names": [f"{REGION}{letter}" for letter in "abc"]},
    }
