"""What Terraform makes once the deployment is mirrored: whoever asks AWS for a kind of these sees the store's latest."""

from collections.abc import Callable

from migrator.sandbox.aws.addons import Addons, Document
from migrator.sandbox.aws.call import Call
from migrator.sandbox.store import Attributes, Store

# Put in once, and left to whoever changes them.
MADE = {
    "DescribeLogGroups": "aws_cloudwatch_log_group",
    "DescribeSecurityGroups": "aws_security_group",
    "GetRole": "aws_iam_role",
    "ListOpenIDConnectProviders": "aws_iam_openid_connect_provider",
    "ListPolicies": "aws_iam_policy",
}
# Put in again whenever Terraform has changed them.
CHANGED = {
    "DescribeAddon": "aws_eks_addon",
    "DescribeDBClusters": "aws_rds_cluster",
    "DescribeDBInstances": "aws_rds_cluster_instance",
    "DescribeNodegroup": "aws_eks_node_group",
    "GetBucketCors": "aws_s3_bucket_cors_configuration",
    "GetBucketEncryption": "aws_s3_bucket_server_side_encryption_configuration",
    "GetBucketOwnershipControls": "aws_s3_bucket_ownership_controls",
    "ListAddons": "aws_eks_addon",
    "ListNodegroups": "aws_eks_node_group",
}
KINDS = {**MADE, **CHANGED}


class Since:
    """Everything that is in the store now is mirrored; what comes later is put in at the first question about its kind."""

    def __init__(self, store: Store, addons: Addons) -> None:
        self._store = store
        self._addons = addons
        self._there = {(kind, name): store.get(kind, name) for kind in set(KINDS.values()) for name in store.names(kind)}

    def catch_up(self, call: Call) -> None:
        """Before moto, or the add-ons, answer."""
        kind = KINDS.get(call.operation)
        if kind is None:
            return
        for name in self._store.names(kind):
            found, there = self._store.get(kind, name), self._there.get((kind, name))
            if found is not None and (there is None or (there != found and kind in CHANGED.values())):
                self._there[kind, name] = found
                self._makers()[kind](found)

    def _makers(self) -> dict[str, Callable[[Attributes], None]]:
        from migrator.sandbox.aws import access, data, mirror, network  # noqa: PLC0415 - moto's EC2 takes most of a second

        return {
            "aws_cloudwatch_log_group": mirror.log_group,
            "aws_eks_node_group": mirror.node_group,
            "aws_eks_addon": lambda one: mirror.addon(one, self._addons),
            "aws_iam_openid_connect_provider": access.issuer,
            "aws_iam_policy": access.policy,
            "aws_iam_role": access.role,
            "aws_rds_cluster": data.database_changed,
            "aws_rds_cluster_instance": data.instance_changed,
            "aws_s3_bucket_cors_configuration": data.cors,
            "aws_s3_bucket_ownership_controls": data.ownership,
            "aws_s3_bucket_server_side_encryption_configuration": data.encryption,
            "aws_security_group": network.security_group,
        }

    def answer(self, call: Call) -> Document | None:
        """File systems, which the mirror does not have at all; None where somebody else answers."""
        if call.service != "elasticfilesystem":
            return None
        if call.operation == "DescribeFileSystems":
            return {"FileSystems": [_file_system(one) for one in self._all("aws_efs_file_system", call, "creation_token")]}
        if call.operation == "DescribeMountTargets":
            return {
                "MountTargets": [_mount_target(one) for one in self._all("aws_efs_mount_target", call, "file_system_id")]
            }
        return None

    def _all(self, kind: str, call: Call, attribute: str) -> list[Attributes]:
        """Those that are asked for, by the parameter that is called as the attribute is, or by their id."""
        named = {attribute.replace("_", ""): attribute, kind.removeprefix("aws_efs_").replace("_", "") + "id": "id"}
        wanted = {named[key.lower()]: value for key, value in call.given.items() if key.lower() in named}
        return [one for one in self._store.all(kind) if wanted.items() <= one.items()]


def _file_system(one: Attributes) -> Document:
    return {
        "FileSystemId": one["id"],
        "CreationToken": one["creation_token"],
        "LifeCycleState": "available",
        "OwnerId": "stand-in",
        "CreationTime": 0,
        "NumberOfMountTargets": 0,
        "SizeInBytes": {"Value": 0},
        "PerformanceMode": "generalPurpose",
        "Tags": [],
    }


def _mount_target(one: Attributes) -> Document:
    return {
        "MountTargetId": one["id"],
        "FileSystemId": one["file_system_id"],
        "SubnetId": one["subnet_id"],
        "LifeCycleState": "available",
    }
