"""What the Terraform state says that AWS was asked for: read after the apply, and anew for each command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checks.facts import Missing
from checks.facts.health.aws import Asked, Bucket, Names
from migrator.probes.sources import Sources
from migrator.terraform.statefile import Instance, StateFile

MODULE = ".module.file_storage"
CORS, ENCRYPTION = "aws_s3_bucket_cors_configuration", "aws_s3_bucket_server_side_encryption_configuration"
OWNERSHIP, NOTIFICATION = "aws_s3_bucket_ownership_controls", "aws_s3_bucket_notification"


def asked(sources: Sources) -> Asked | Missing:
    """The state as it is now."""
    found = sources.state_now()
    return found if isinstance(found, Missing) else read(found)


def read(state: StateFile) -> Asked:
    """Names, types and settings; nothing of it is a secret."""
    groups = state.of("aws_eks_node_group")
    return Asked(
        node_groups=_texts(groups, "node_group_name"),
        types=tuple(sorted({str(one) for group in groups for one in group.attributes.get("instance_types") or ()})),
        addons=tuple((str(one.attributes["addon_name"]), _pinned(one)) for one in state.of("aws_eks_addon")),
        instances=tuple(
            (str(one.attributes["identifier"]), str(one.attributes["instance_class"]))
            for one in state.of("aws_rds_cluster_instance")
        ),
        bucket=_bucket(state),
        file_systems=_texts(state.of("aws_efs_file_system"), "id"),
    )


def _texts(found: tuple[Instance, ...], name: str) -> Names:
    return tuple(str(one.attributes[name]) for one in found if one.attributes.get(name))


def _pinned(one: Instance) -> str | None:
    version = one.attributes.get("addon_version")
    return version if isinstance(version, str) and version.startswith("v") else None


def _bucket(state: StateFile) -> Bucket | None:
    made = [one for one in state.of("aws_s3_bucket") if MODULE in one.address]
    name = next((str(one.attributes["bucket"]) for one in made if one.attributes.get("bucket")), None)
    if name is None:
        return None

    def settings(kind: str, key: str) -> list[Any]:
        ours = (one for one in state.of(kind) if one.attributes.get("bucket") == name)
        return [value for one in ours for value in within(one.attributes, key)]

    heard = [value for key in ("queue_arn", "topic_arn", "lambda_function_arn") for value in settings(NOTIFICATION, key)]
    return Bucket(
        name,
        origins=tuple(sorted({str(one) for many in settings(CORS, "allowed_origins") for one in many or ()})),
        algorithm=next(map(str, settings(ENCRYPTION, "sse_algorithm")), None),
        ownership=next(map(str, settings(OWNERSHIP, "object_ownership")), None),
        notified=tuple(sorted(str(one).rpartition(":")[2] for one in heard)),
    )


def within(value: object, key: str) -> Iterator[Any]:
    """Every value of an attribute of that name, in whatever block it stands: providers differ in how deep."""
    if isinstance(value, Mapping):
        if value.get(key) is not None:
            yield value[key]
        value = [one for name, one in value.items() if name != key]
    if isinstance(value, list):
        for one in value:
            yield from within(one, key)
