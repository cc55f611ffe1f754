"""EKS add-ons and the upgrade of a cluster, which moto lacks. Which version is offered for which cluster is a table."""

from datetime import UTC, datetime

from moto.eks.models import Cluster, eks_backends

from migrator.sandbox.aws.call import Call
from migrator.sandbox.aws.errors import AwsError
from migrator.sandbox.names import ACCOUNT, REGION

Document = dict[str, object]
MINORS = ("1.25", "1.26", "1.27", "1.28", "1.29", "1.30")
# Each version with the first and the last minor of Kubernetes that it is offered for.
OFFERS = {
    "aws-ebs-csi-driver": (("v1.25.0-eksbuild.1", "1.25", "1.28"), ("v1.31.0-eksbuild.1", "1.26", "1.30")),
    "aws-efs-csi-driver": (("v1.7.1-eksbuild.1", "1.25", "1.29"), ("v2.0.4-eksbuild.1", "1.26", "1.30")),
    "coredns": (("v1.9.3-eksbuild.15", "1.25", "1.26"), ("v1.10.1-eksbuild.11", "1.26", "1.28")),
    "kube-proxy": (
        ("v1.25.16-eksbuild.8", "1.25", "1.25"),
        ("v1.26.15-eksbuild.5", "1.26", "1.26"),
        ("v1.27.12-eksbuild.5", "1.27", "1.27"),
        ("v1.28.8-eksbuild.5", "1.28", "1.28"),
    ),
    "vpc-cni": (("v1.15.5-eksbuild.1", "1.25", "1.28"), ("v1.18.2-eksbuild.1", "1.26", "1.30")),
}


def offered(addon: str, minor: str) -> list[str]:
    """The versions of an add-on for a cluster's minor: the default first, then newer ones."""
    return [version for version, *span in OFFERS.get(addon, ()) if minor in _minors(*span)]


def _minors(first: str, last: str) -> tuple[str, ...]:
    return MINORS[MINORS.index(first) : MINORS.index(last) + 1]


class Addons:
    """The add-ons of every cluster, and what is asked of them."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Document] = {}
        self._ours = {
            "CreateAddon": self._create,
            "DeleteAddon": self._delete,
            "DescribeAddon": self._describe,
            "DescribeAddonVersions": _versions,
            "ListAddons": self._list,
            "UpdateClusterVersion": _upgrade,
        }

    def answer(self, call: Call) -> Document | None:
        """What we say, None where moto does."""
        made = self._ours.get(call.operation)
        return made(call) if made else None

    def put(self, cluster: str, addon: str, version: str) -> Document:
        """An add-on, active at once."""
        self._held[cluster, addon] = {
            "addonName": addon,
            "clusterName": cluster,
            "status": "ACTIVE",
            "addonVersion": version,
            "health": {"issues": []},
            "addonArn": f"arn:aws:eks:{REGION}:{ACCOUNT}:addon/{cluster}/{addon}/sandbox",
            "createdAt": datetime.now(UTC),
            "tags": {},
        }
        return self._held[cluster, addon]

    def _create(self, call: Call) -> Document:
        cluster, addon = _cluster(call), str(call.given["addonName"])
        if (cluster.name, addon) in self._held:
            raise AwsError("ResourceInUseException", f"Addon already exists: {addon}.")
        versions = offered(addon, cluster.version)
        wanted = call.given.get("addonVersion", versions[0] if versions else None)
        if wanted not in versions:
            raise AwsError("InvalidParameterException", "Addon version specified is not supported")
        return {"addon": self.put(cluster.name, addon, str(wanted))}

    def _one(self, call: Call) -> tuple[str, str]:
        key = (_cluster(call).name, str(call.given["addonName"]))
        if key not in self._held:
            raise AwsError("ResourceNotFoundException", f"No addon: {key[1]} found in cluster: {key[0]}")
        return key

    def _describe(self, call: Call) -> Document:
        return {"addon": self._held[self._one(call)]}

    def _delete(self, call: Call) -> Document:
        return {"addon": {**self._held.pop(self._one(call)), "status": "DELETING"}}

    def _list(self, call: Call) -> Document:
        cluster = _cluster(call).name
        return {"addons": sorted(addon for of, addon in self._held if of == cluster)}


def _cluster(call: Call) -> Cluster:
    name = str(call.given.get("clusterName", call.given.get("name")))
    found = eks_backends[ACCOUNT][REGION].clusters.get(name)
    if found is None:
        raise AwsError("ResourceNotFoundException", f"No cluster found for name: {name}.")
    return found


def _versions(call: Call) -> Document:
    names = [one for one in OFFERS if call.given.get("addonName") in (None, one)]
    listed = [{"addonName": name, "addonVersions": _offers(name, call)} for name in names]
    return {"addons": [one for one in listed if one["addonVersions"]]}


def _offers(addon: str, call: Call) -> list[Document]:
    """The newest first, as AWS lists them."""
    wanted = call.given.get("kubernetesVersion")
    return [
        {
            "addonVersion": version,
            "architecture": ["amd64", "arm64"],
            "compatibilities": [
                {"clusterVersion": minor, "platformVersions": ["*"], "defaultVersion": offered(addon, minor)[0] == version}
                for minor in reversed(_minors(*span))
                if wanted in (None, minor)
            ],
        }
        for version, *span in reversed(OFFERS[addon])
        if wanted is None or wanted in _minors(*span)
    ]


def _upgrade(call: Call) -> Document:
    """One minor at a time, as EKS wants it."""
    cluster, wanted = _cluster(call), str(call.given["version"])
    if wanted not in MINORS or MINORS.index(wanted) - MINORS.index(cluster.version) != 1:
        said = f"Unsupported Kubernetes minor version update from {cluster.version} to {wanted}"
        raise AwsError("InvalidParameterException", said)
    cluster.version = wanted
    return {
        "update": {
            "id": f"sandbox-{wanted}",
            "status": "Successful",
            "type": "VersionUpdate",
            "params": [{"type": "Version", "value": wanted}],
            "createdAt": datetime.now(UTC),
            "errors": [],
        }
    }
