"""The deployment in the store, put into moto with the store's ids and names: what AWS has when Terraform is done."""

import base64

from moto.eks.models import eks_backends
from moto.logs.models import logs_backends

from migrator.sandbox.aws import access, data, network
from migrator.sandbox.aws.addons import Addons, offered
from migrator.sandbox.aws.place import ClusterPlace
from migrator.sandbox.aws.stored import role_arn, texts
from migrator.sandbox.names import ACCOUNT, REGION
from migrator.sandbox.store import Attributes, Store


def mirror(store: Store, place: ClusterPlace, addons: Addons) -> None:
    """Everything that a caller of AWS is to see. Called once in a daemon's life."""
    access.put(store)
    network.put(store)
    data.put(store)
    _clusters(store, place)
    for one in store.all("aws_eks_addon"):
        addon(one, addons)
    for one in store.all("aws_cloudwatch_log_group"):
        log_group(one)


def log_group(one: Attributes) -> None:
    """A log group."""
    logs_backends[ACCOUNT][REGION].create_log_group(str(one["name"]), {})


def _clusters(store: Store, place: ClusterPlace) -> None:
    backend = eks_backends[ACCOUNT][REGION]
    for one in store.all("aws_eks_cluster"):
        name, subnets = str(one["name"]), texts(one["subnet_ids"])
        access_from = {"subnetIds": subnets, "endpointPublicAccess": True, "publicAccessCidrs": ["0.0.0.0/0"]}
        cluster = backend.create_cluster(name, role_arn(one["role_arn"]), access_from, str(one["version"]))
        cluster.endpoint = place.url
        cluster.certificate_authority = {"data": base64.b64encode(place.authority).decode()}
        cluster.identity = {"oidc": {"issuer": _issuer(one)}}
    for one in store.all("aws_eks_node_group"):
        node_group(one)


def node_group(one: Attributes) -> None:
    """A node group; it takes the place of one that has its name."""
    backend = eks_backends[ACCOUNT][REGION]
    backend.clusters[str(one["cluster_name"])].nodegroups.pop(str(one["node_group_name"]), None)
    scaling = one["scaling_config"]
    size = scaling[0] if isinstance(scaling, list) and scaling else {}
    group = backend.create_nodegroup(
        str(one["cluster_name"]),
        role_arn(one["node_role_arn"]),
        str(one["node_group_name"]),
        texts(one["subnet_ids"]),
        {"desiredSize": size["desired_size"], "maxSize": size["max_size"], "minSize": size["min_size"]},
        instance_types=texts(one["instance_types"]),
        version=backend.clusters[str(one["cluster_name"])].version,
    )
    resources = one["resources"]
    if isinstance(resources, list):
        group.resources = {"autoScalingGroups": resources[0]["autoscaling_groups"]}


def addon(one: Attributes, addons: Addons) -> None:
    """A version that Terraform left to AWS is the one that AWS takes by itself."""
    cluster, name, version = str(one["cluster_name"]), str(one["addon_name"]), str(one["addon_version"])
    if not version.startswith("v"):
        version = offered(name, eks_backends[ACCOUNT][REGION].clusters[cluster].version)[0]
    addons.put(cluster, name, version)


def _issuer(cluster: Attributes) -> str:
    identity = cluster["identity"]
    return str(identity[0]["oidc"][0]["issuer"]) if isinstance(identity, list) else ""
