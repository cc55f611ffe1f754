"""The events that say why something does not work; a cluster that works has one for each workload."""

from migrator.sandbox.cluster.containers import NO_ROOM, pull_failure
from migrator.sandbox.cluster.kinds import Item
from migrator.sandbox.cluster.metadata import metadata, rfc3339
from migrator.sandbox.names import FQDN
from migrator.sandbox.workload import Workload, uid
from migrator.sandbox.world import World

NO_SUBNETS = (
    "Failed build model due to unable to resolve at least one subnet (0 match VPC and tags: [kubernetes.io/role/elb])"
)

INGRESS = ("default", "Ingress", "wandb")


def events(world: World) -> list[Item]:
    """Everything that was told."""
    told = [_of_workload(one) for one in world.deployments()]
    return [*told, *_of_ingress(world), *_of_resource(world)]


def _of_workload(one: Workload) -> Item:
    kind, name = ("Deployment", one.name) if one.waiting is None else ("Pod", f"{one.name}-0")
    warnings = {
        "ImagePullBackOff": ("Failed", pull_failure(one.sidecar or one.image)),
        "CrashLoopBackOff": ("BackOff", f"Back-off restarting failed container {one.name} in pod {name}_{one.namespace}"),
        "OOMKilled": ("BackOff", f"Back-off restarting failed container {one.name} in pod {name}_{one.namespace}"),
        "Unschedulable": ("FailedScheduling", NO_ROOM),
    }
    reason, said = warnings.get(one.waiting or "", ("ScalingReplicaSet", f"Scaled up replica set to {one.replicas}"))
    return event((one.namespace, kind, name), reason, said, one.since)


def _of_ingress(world: World) -> list[Item]:
    address = world.ingress()
    if address is None:
        return []
    if address:
        return [event(INGRESS, "SuccessfullyReconciled", "Successfully reconciled")]
    down = not world.runs("aws-load-balancer-controller")
    return [] if down else [event(INGRESS, "FailedBuildModel", NO_SUBNETS)]


def _of_resource(world: World) -> list[Item]:
    found = world.custom_resource()
    if not found or found[0] != "Invalid Config":
        return []
    said = f"Invalid spec: global.host https://{FQDN}: chart values do not validate"
    return [event(("default", "WeightsAndBiases", "wandb"), "InvalidConfig", said)]


def event(where: tuple[str, str, str], reason: str, message: str, since: float = 0.0) -> Item:
    """One event; `where` is namespace, kind and name of what it is about."""
    namespace, kind, name = where
    plurals = {"Pod": "pods", "Deployment": "deployments", "Ingress": "ingresses", "WeightsAndBiases": "weightsandbiases"}
    good = reason in ("ScalingReplicaSet", "SuccessfullyReconciled")
    about = {"kind": kind, "namespace": namespace, "name": name, "uid": uid(plurals[kind], namespace, name, since)}
    return {
        "metadata": metadata("events", f"{name}.{kind.lower()}.{reason.lower()}", namespace, since=since),
        "involvedObject": about,
        "reason": reason,
        "message": message,
        "type": "Normal" if good else "Warning",
        "count": 1 if good else 12,
        "firstTimestamp": rfc3339(since),
        "lastTimestamp": rfc3339(since),
        "source": {"component": "stand-in"},
    }
