"""The status of a container, in all the ways in which it runs or does not."""

import hashlib

from migrator.sandbox.cluster.kinds import Item
from migrator.sandbox.cluster.metadata import changed_at
from migrator.sandbox.workload import Workload

NO_ROOM = (
    "0/2 nodes are available: 2 Insufficient memory. preemption: 0/2 nodes are available: 2 No preemption victims found."
)
RESTARTS = {"CrashLoopBackOff": 7, "OOMKilled": 4}
ENDED = {"CrashLoopBackOff": {"exitCode": 1, "reason": "Error"}, "OOMKilled": {"exitCode": 137, "reason": "OOMKilled"}}


def status(container: Item, one: Workload, *, struck: bool) -> Item:
    """Of one container; where another one of the pod is the one that is `struck`, this one runs."""
    runs = one.available or not struck
    return {
        "name": container["name"],
        "image": container["image"],
        "imageID": "" if not runs else _pulled(container["image"]),
        "ready": runs,
        "restartCount": 0 if runs else RESTARTS.get(one.waiting or "", 0),
        "state": {"running": {"startedAt": changed_at(one)}} if runs else {"waiting": _waiting(container, one)},
        "lastState": {} if runs or one.waiting not in ENDED else {"terminated": _ended(one)},
        "started": runs,
    }


def _pulled(image: str) -> str:
    """The name and the digest that a container runtime tells of an image; here the digest is of the name alone."""
    repository = image.rpartition(":")[0] if ":" in image.rpartition("/")[2] else image
    return f"docker-pullable://{repository}@sha256:{hashlib.sha256(image.encode()).hexdigest()}"


def _waiting(container: Item, one: Workload) -> Item:
    if one.waiting is None:
        return {"reason": "ContainerCreating"}
    if one.waiting == "ImagePullBackOff":
        return {"reason": one.waiting, "message": pull_failure(container["image"])}
    name = f"{one.name}-0_{one.namespace}"
    return {
        "reason": "CrashLoopBackOff",
        "message": f"back-off 5m0s restarting failed container={container['name']} pod={name}({one.uid})",
    }


def pull_failure(image: str) -> str:
    """As the kubelet says it."""
    return f'Back-off pulling image "{image}": ErrImagePull: failed to pull and unpack image "{image}": not found'


def _ended(one: Workload) -> Item:
    times = {"startedAt": changed_at(one), "finishedAt": changed_at(one)}
    return {**ENDED[one.waiting or ""], **times, "containerID": "containerd://stand-in"}


def scheduled(one: Workload) -> list[Item]:
    """The conditions of a pod."""
    since = {"lastTransitionTime": changed_at(one)}
    if one.waiting == "Unschedulable":
        return [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": NO_ROOM, **since}]
    ready = {"status": "True"} if one.available else {"status": "False", "reason": "ContainersNotReady"}
    return [{"type": "PodScheduled", "status": "True", **since}, {"type": "Ready", **ready, **since}]
