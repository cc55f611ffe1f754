"""What a cluster has beside workloads: nodes, namespaces, services, classes, the Ingress, the custom resource."""

from migrator.sandbox.cluster.kinds import DEFINITION, OPERATOR_GROUP, Item
from migrator.sandbox.cluster.metadata import LONG_AGO, metadata
from migrator.sandbox.names import FQDN
from migrator.sandbox.store import Attributes, Store
from migrator.sandbox.world import World

FINALIZER = "finalizer.app.wandb.com"
NODE_TYPE_BEFORE = "m4.large"


def namespaces(world: World) -> list[Item]:
    """What there is from the start, and the operator's."""
    names = ["default", "kube-node-lease", "kube-public", "kube-system", *(["wandb"] if world.operator() else ())]
    label = "kubernetes.io/metadata.name"
    return [
        {"metadata": metadata("namespaces", one, labels={label: one}), "spec": {}, "status": {"phase": "Active"}}
        for one in names
    ]


def nodes(store: Store, world: World) -> list[Item]:
    """The nodes of every node group of the store."""
    every = [_node(group, number) for group in store.all("aws_eks_node_group") for number in range(_size(group))]
    broken = world.worlds()
    if every and "node-type-old" in broken:
        every[0]["metadata"]["labels"]["node.kubernetes.io/instance-type"] = NODE_TYPE_BEFORE
    if every and "node-not-ready" in broken:
        every[0]["status"]["conditions"] = [
            _condition("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status."),
        ]
    return every


def _size(group: Attributes) -> int:
    scaling = group.get("scaling_config")
    return int(scaling[0]["desired_size"]) if isinstance(scaling, list) and scaling else 1


def _node(group: Attributes, number: int) -> Item:
    types = group.get("instance_types")
    labels = {
        "eks.amazonaws.com/nodegroup": str(group["node_group_name"]),
        "node.kubernetes.io/instance-type": str(types[0]) if isinstance(types, list) and types else "",
        "kubernetes.io/os": "linux",
    }
    return {
        "metadata": metadata("nodes", f"ip-10-0-0-{10 + number}.stand-in", labels=labels),
        "spec": {},
        "status": {
            "conditions": [_condition("True", "KubeletReady", "kubelet is posting ready status")],
            "nodeInfo": {"kubeletVersion": "stand-in"},
        },
    }


def _condition(status: str, reason: str, message: str) -> Item:
    times = {"lastTransitionTime": LONG_AGO, "lastHeartbeatTime": LONG_AGO}
    return {"type": "Ready", "status": status, "reason": reason, "message": message, **times}


def services(world: World) -> list[Item]:
    """The old application's, and one for each workload of the new one."""
    old = [one for one in ("wandb", "prometheus") if world.old_object("kubernetes_service", one)]
    named = [(one, {"app": "wandb"}) for one in old] + [(one.name, one.labels) for one in world.workloads()]
    return [
        {
            "metadata": metadata("services", name, "default", labels),
            "spec": {"type": "NodePort", "selector": labels, "ports": [{"port": 8080, "nodePort": 32543}]},
            "status": {"loadBalancer": {}},
        }
        for name, labels in named
    ]


def priority_classes(world: World) -> list[Item]:
    """The old application's."""
    there = world.old_object("kubernetes_priority_class", "wandb-priority")
    return [{"metadata": metadata("priorityclasses", "wandb-priority"), "value": 1000000000}] if there else []


def config_maps(world: World) -> list[Item]:
    """The old application's."""
    there = world.old_object("kubernetes_config_map", "wandb")
    return [{"metadata": metadata("configmaps", "wandb", "default"), "data": {"stand-in": "true"}}] if there else []


def old_secrets(world: World) -> list[Item]:
    """The old application's; there is nothing in it."""
    there = world.old_object("kubernetes_secret", "wandb")
    named = metadata("secrets", "wandb", "default")
    return [{"metadata": named, "type": "Opaque", "data": {"MYSQL": "c3RhbmQtaW4="}}] if there else []


def ingresses(world: World) -> list[Item]:
    """The new application's."""
    host = world.ingress()
    if host is None:
        return []
    points = [{"hostname": host}] if host else []
    kind = "nginx" if "ingress-other-class" in world.worlds() else "alb"
    spec = {"ingressClassName": kind, "rules": [{"host": FQDN}]}
    named = metadata("ingresses", "wandb", "default", {"app.kubernetes.io/instance": "wandb"})
    return [{"metadata": named, "spec": spec, "status": {"loadBalancer": {"ingress": points}}}]


def ingress_classes(world: World) -> list[Item]:
    """What comes with the load-balancer controller."""
    controllers = [one for one in world.controllers() if one.name.startswith("aws-")]
    return [
        {"metadata": metadata("ingressclasses", "alb"), "spec": {"controller": "ingress.k8s.aws/alb"}} for _ in controllers
    ]


def storage_classes(world: World) -> list[Item]:
    """What EKS brings, and what Terraform made."""
    provisioner = "kubernetes.io/aws-ebs"
    return [{"metadata": metadata("storageclasses", one), "provisioner": provisioner} for one in world.storage_classes()]


def definitions(world: World) -> list[Item]:
    """The operator's, which comes with it."""
    if world.operator() is None or "definition-missing" in world.worlds():
        return []
    names = {"kind": "WeightsAndBiases", "plural": "weightsandbiases", "singular": "weightsandbiases"}
    version = {"name": "v1", "served": True, "storage": True}
    spec = {"group": OPERATOR_GROUP, "names": names, "scope": "Namespaced", "versions": [version]}
    ready = "definition-not-established" not in world.worlds()
    named = metadata("customresourcedefinitions", DEFINITION)
    return [{"metadata": named, "spec": spec, "status": established(spec, ready=ready)}]


def established(spec: Item, *, ready: bool = True) -> Item:
    """The status of a definition."""
    accepted = {"type": "NamesAccepted", "status": "True", "reason": "NoConflicts", "lastTransitionTime": LONG_AGO}
    served = ("True", "InitialNamesAccepted") if ready else ("False", "Installing")
    told = {"type": "Established", "status": served[0], "reason": served[1], "lastTransitionTime": LONG_AGO}
    return {"conditions": [accepted, told], "acceptedNames": spec.get("names", {}), "storedVersions": ["v1"]}


def custom_resources(world: World) -> list[Item]:
    """default/wandb, which waits for its operator where it is to be removed."""
    found = world.custom_resource()
    if found is None:
        return []
    status = {key: value for key, value in zip(("phase", "version"), found, strict=True) if value}
    named = metadata("weightsandbiases", "wandb", "default", since=world.custom_resource_made())
    ends = {"deletionTimestamp": LONG_AGO} if world.custom_resource_ends() else {}
    whole = {**named, "finalizers": [FINALIZER], **ends}
    return [{"metadata": whole, "spec": {"values": {"global": {"host": f"https://{FQDN}"}}}, "status": status}]
