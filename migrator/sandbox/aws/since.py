"""What Terraform makes once the deployment is mirrored: whoever asks AWS for a kind of these sees the store's latest."""

from collections.abc import Callable

from migrator.sandbox.aws.addons import Addons, Document
from migrator.sandbox.aws.call import Call
from migrator.sandbox.store import Attributes, Store

KINDS = {
    "DescribeAddon": "aws_eks_addon",
    "DescribeLogGroups": "aws_cloudwatch_log_group",
    "DescribeSecurityGroups": "aws_security_group",
    "GetRole": "aws_iam_role",
    "ListOpenIDConnectProviders": "aws_iam_openid_connect_provider",
    "ListPolicies": "aws_iam_policy",
}


class Since:
    """Everything that is in the store now is mirrored; what comes later is put in at the first question about its kind."""

    def __init__(self, store: Store, addons: Addons) -> None:
        self._store = store
        self._addons = addons
        self._there = {(kind, name) for kind in KINDS.values() for name in store.names(kind)}
        self._days = self._retentions()

    def catch_up(self, call: Call) -> None:
        """Before moto, or the add-ons, answer."""
        if call.operation == "DescribeDBClusters":
            self._keep_backups()
        kind = KINDS.get(call.operation)
        if kind is None:
            return
        for name in self._store.names(kind):
            found = None if (kind, name) in self._there else self._store.get(kind, name)
            if found is not None:
                self._there.add((kind, name))
                self._makers()[kind](found)

    def _keep_backups(self) -> None:
        """What Terraform changed about the days of backups, and only that: people change them, too."""
        from migrator.sandbox.aws import data  # noqa: PLC0415 - moto's EC2 takes most of a second

        now = self._retentions()
        for name in now.keys() & self._days.keys():
            if now[name] != self._days[name]:
                data.keep_backups(name, now[name])
        self._days = now

    def _retentions(self) -> dict[str, int]:
        clusters = self._store.all("aws_rds_cluster")
        return {str(one["cluster_identifier"]): int(str(one["backup_retention_period"])) for one in clusters}

    def _makers(self) -> dict[str, Callable[[Attributes], None]]:
        from migrator.sandbox.aws import access, mirror, network  # noqa: PLC0415 - moto's EC2 takes most of a second

        return {
            "aws_cloudwatch_log_group": mirror.log_group,
            "aws_eks_addon": lambda one: mirror.addon(one, self._addons),
            "aws_iam_openid_connect_provider": access.issuer,
            "aws_iam_policy": access.policy,
            "aws_iam_role": access.role,
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
