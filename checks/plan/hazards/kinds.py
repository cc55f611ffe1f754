"""Which types hold data: those of AWS and Kubernetes by name, others by the words that their names are made of."""

import re
from functools import cache

DATA_STORES = frozenset(
    {
        "aws_ami",
        "aws_backup_vault",
        "aws_cloudhsm_v2_cluster",
        "aws_codecommit_repository",
        "aws_cognito_user_pool",
        "aws_db_cluster_snapshot",
        "aws_db_instance",
        "aws_db_snapshot",
        "aws_docdb_cluster",
        "aws_docdbelastic_cluster",
        "aws_dynamodb_global_table",
        "aws_dynamodb_table",
        "aws_dynamodb_table_replica",
        "aws_ebs_snapshot",
        "aws_ebs_volume",
        "aws_ecr_repository",
        "aws_efs_file_system",
        "aws_elasticache_cluster",
        "aws_elasticache_global_replication_group",
        "aws_elasticache_replication_group",
        "aws_elasticache_serverless_cache",
        "aws_elasticsearch_domain",
        "aws_glacier_vault",
        "aws_keyspaces_table",
        "aws_kinesis_stream",
        "aws_kms_external_key",
        "aws_kms_key",
        "aws_kms_replica_external_key",
        "aws_kms_replica_key",
        "aws_memorydb_cluster",
        "aws_memorydb_snapshot",
        "aws_mq_broker",
        "aws_msk_cluster",
        "aws_msk_serverless_cluster",
        "aws_neptune_cluster",
        "aws_neptune_cluster_snapshot",
        "aws_opensearch_domain",
        "aws_opensearchserverless_collection",
        "aws_qldb_ledger",
        "aws_rds_cluster",
        "aws_rds_cluster_instance",
        "aws_rds_global_cluster",
        "aws_redshift_cluster",
        "aws_redshift_cluster_snapshot",
        "aws_redshiftserverless_namespace",
        "aws_route53_zone",
        "aws_s3_bucket",
        "aws_s3_directory_bucket",
        "aws_secretsmanager_secret",
        "aws_ssm_parameter",
        "aws_timestreamwrite_database",
        "aws_timestreamwrite_table",
        "aws_workspaces_directory",
        "kubernetes_persistent_volume",
        "kubernetes_persistent_volume_claim",
    }
)
# A new service's type is known by its last words.
AWS_WORDS = re.compile(
    r"^aws_(?!.*route_table$).*_(bucket|database|file_system|keyspace|ledger|snapshot|table|vault|volume)$"
)
WORDS = re.compile(
    "(sql|database|mongo|cosmosdb|bigtable|spanner|firestore|filestore|memorystore|memcache|redis|elastic|kafka)|"
    "bigquery_(dataset|table)|storage_(account|container|share|bucket)|(_|^)(bucket|disk|volume|snapshot|image_registry)s?$|"
    "(container|artifact)_registry|key_vault(_key|_secret)?$|crypto_key$|key_ring$|secret(_manager_secret)?$|"
    "(dns|private_dns|managed)_zone$|recovery_services_vault$|backup_vault$|netapp_volume$"
)
# Something about a data store, and not the store.
ABOUT = re.compile(
    r"_(access\w*|acl|alert\w*|analytics\w*|assignment|association|attachment|binding|certificate|config\w*|connection|"
    r"custom_\w+|default_\w+|diagnostic\w*|endpoint|extension|firewall\w*|grant\w*|iam_\w+|lifecycle\w*|link|member|metric\w*|"
    r"notification\w*|object|parameter\w*|peering|permission\w*|policy|private_\w+|role|rule|schedule|setting\w*|ssl_cert|"
    r"subnet\w*|subscription|target|topic|user|virtual_network\w*|version)$"
)
PLAIN_PROVIDERS = ("aws_", "kubernetes_", "helm_", "random_", "null_", "local_", "time_", "tls_", "template_", "archive_")
PLAIN = frozenset({"terraform_data", "external", "http"})


@cache
def holds_data(kind: str) -> bool:
    """Whether something is lost for good when it goes: data, a key, a secret, the records of a zone."""
    if kind in DATA_STORES or AWS_WORDS.search(kind):
        return True
    foreign = not kind.startswith(PLAIN_PROVIDERS) and kind not in PLAIN
    return foreign and bool(WORDS.search(kind)) and not ABOUT.search(kind)
