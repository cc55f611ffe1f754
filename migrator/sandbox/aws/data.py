"""Where the data lives: RDS, ElastiCache, S3."""

import inspect
from collections.abc import Callable
from typing import Any

from moto.ec2.models import ec2_backends
from moto.elasticache.models import elasticache_backends
from moto.rds.models import rds_backends
from moto.s3.models import s3_backends

from migrator.sandbox.aws.stored import texts
from migrator.sandbox.names import ACCOUNT, REGION
from migrator.sandbox.store import Attributes, Store

REDIS = "6.2.6"


def put(store: Store) -> None:
    """The databases with a snapshot of each made now, the caches, the buckets."""
    rds = rds_backends[ACCOUNT][REGION]
    for one in store.all("aws_db_subnet_group"):
        rds.create_subnet_group(str(one["name"]), "Managed by Terraform", _subnets(one), [])
    for one in store.all("aws_rds_cluster"):
        _database(one)
    for one in store.all("aws_rds_cluster_instance"):
        _instance(one)
    for one in store.all("aws_rds_cluster"):
        name = str(one["cluster_identifier"])
        rds.create_db_cluster_snapshot(name, f"{name}-before-migration")
    for one in store.all("aws_elasticache_replication_group"):
        _cache(one)
    for one in store.all("aws_s3_bucket"):
        _bucket(one, store)


def _subnets(group: Attributes) -> list[Any]:
    """As moto wants them."""
    return [ec2_backends[ACCOUNT][REGION].get_subnet(one) for one in texts(group["subnet_ids"])]


def _whole(function: Callable[..., Any], **given: object) -> dict[str, Any]:
    """Moto's own calls want every parameter: those that are not given are None."""
    return {**dict.fromkeys(inspect.signature(function).parameters), **given}


def _database(one: Attributes) -> None:
    made = rds_backends[ACCOUNT][REGION].create_db_cluster(
        {
            "db_cluster_identifier": one["cluster_identifier"],
            "engine": one["engine"],
            "engine_version": one["engine_version"],
            "master_username": one["master_username"],
            "master_user_password": one["master_password"],
            "backup_retention_period": one["backup_retention_period"],
            "db_subnet_group_name": one["db_subnet_group_name"],
            "deletion_protection": bool(one.get("deletion_protection")),
            "storage_encrypted": True,
        }
    )
    made.status = "available"


def _instance(one: Attributes) -> None:
    rds_backends[ACCOUNT][REGION].create_db_instance(
        {
            "db_instance_identifier": one["identifier"],
            "db_cluster_identifier": one["cluster_identifier"],
            "db_instance_class": one["instance_class"],
            "engine": one["engine"],
        }
    )


def _cache(one: Attributes) -> None:
    backend = elasticache_backends[ACCOUNT][REGION]
    common = {"replication_group_id": one["replication_group_id"], "engine": "redis", "engine_version": REDIS}
    size = {"cache_node_type": one["node_type"], "port": one["port"]}
    count = int(str(one.get("number_cache_clusters", one.get("num_cache_clusters"))))
    described = one.get("replication_group_description", one.get("description"))
    create = backend.create_replication_group
    made = create(
        **_whole(
            create,
            **common,
            **size,
            replicas_per_node_group=count - 1,
            preferred_cache_cluster_azs=[f"{REGION}{letter}" for letter in "abc"[:count]],
            replication_group_description=described,
            automatic_failover_enabled=True,
            multi_az_enabled=True,
            at_rest_encryption_enabled=True,
            transit_encryption_enabled=True,
        )
    )
    member = backend.create_cache_cluster
    for name in made.member_clusters:
        member(**_whole(member, **common, **size, cache_cluster_id=name, num_cache_nodes=1))


def _bucket(one: Attributes, store: Store) -> None:
    """As the module makes it, and with versioning, which it leaves to people."""
    name, backend = str(one["bucket"]), s3_backends[ACCOUNT]["aws"]
    backend.create_bucket(name, REGION)
    backend.put_bucket_versioning(name, "Enabled")
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": str(one["sse_algorithm"] or "aws:kms")}}
    backend.put_bucket_encryption(name, {"Rule": rule})
    origins = texts(one["cors_origins"]) or [
        origin
        for other in store.all("aws_s3_bucket_cors_configuration")
        if other["bucket"] == name
        for origin in texts(other["allowed_origins"])
    ]
    if origins:
        backend.put_bucket_cors(name, [_cors(origins)])
    for other in store.all("aws_s3_bucket_ownership_controls"):
        if other["bucket"] == name:
            ownership(other)
    closed = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    backend.put_public_access_block(name, closed)


def _cors(origins: list[str]) -> dict[str, Any]:
    return {
        "AllowedHeader": ["*"],
        "AllowedMethod": ["GET", "HEAD", "PUT"],
        "AllowedOrigin": origins,
        "ExposeHeader": ["ETag"],
        "MaxAgeSeconds": "3000",
    }


def database_changed(one: Attributes) -> None:
    """What Terraform changes of a database in place."""
    made = rds_backends[ACCOUNT][REGION].clusters[str(one["cluster_identifier"])]
    made.engine_version = str(one["engine_version"])
    made.backup_retention_period = int(str(one["backup_retention_period"]))
    made.deletion_protection = bool(one.get("deletion_protection"))


def instance_changed(one: Attributes) -> None:
    """Applied at once, as the module wants it."""
    rds_backends[ACCOUNT][REGION].databases[str(one["identifier"])].db_instance_class = str(one["instance_class"])


def cors(one: Attributes) -> None:
    """The rules of a bucket that Terraform keeps apart from it."""
    s3_backends[ACCOUNT]["aws"].put_bucket_cors(str(one["bucket"]), [_cors(texts(one["allowed_origins"]))])


def encryption(one: Attributes) -> None:
    """The same for its encryption."""
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": str(one["sse_algorithm"])}}
    s3_backends[ACCOUNT]["aws"].put_bucket_encryption(str(one["bucket"]), {"Rule": rule})


def ownership(one: Attributes) -> None:
    """The same for who owns its objects."""
    held: Any = s3_backends[ACCOUNT]["aws"].get_bucket(str(one["bucket"]))
    held.ownership_rule = str(one["object_ownership"])
