"""What keeps pods from running, in words, and which of it waiting does not mend."""

from collections.abc import Iterator

from checks.facts.health.workloads import Trouble, Workload

# Kubernetes' words for what is tried again and again, each time in vain, until somebody mends the cause.
HOPELESS = frozenset(
    {
        "ImagePullBackOff",
        "ErrImagePull",
        "InvalidImageName",
        "ErrImageNeverPull",
        "CrashLoopBackOff",
        "OOMKilled",
        "Unschedulable",
        "CreateContainerConfigError",
        "CreateContainerError",
        "RunContainerError",
        "ReplicaFailure",
    }
)
PULLS = frozenset({"ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull"})


def hopeless(one: Workload) -> bool:
    """Whether something of a workload does not heal by waiting."""
    return any(it.reason in HOPELESS for it in one.troubles)


def lines(one: Workload) -> Iterator[str]:
    """What is wanting, and why, one line each."""
    yield f"{one.full_name}: {one.available} of {one.desired} available"
    yield from (f"{one.full_name}: {said}" for said in one.conditions)
    for it in one.troubles:
        yield _line(it)
        yield from (f"{it.pod} said: {said}" for said in it.said)


def _line(it: Trouble) -> str:
    image = f" of {it.image}" if it.image else ""
    again = f", restarted {it.restarts} times" if it.restarts else ""
    why = f": {it.why}" if it.why else ""
    return f"pod {it.pod}: {it.reason}{image}{again}{why}"


def remedy(one: Workload) -> str:
    """The command that shows or mends the first cause, with the names that it needs."""
    for it in one.troubles:
        pod = f"-n {one.namespace}"
        if it.reason in PULLS:
            return f"kubectl {pod} describe pod {it.pod}  # can the nodes reach the registry of {it.image}, and is it there?"
        if it.reason == "Unschedulable":
            return f"kubectl {pod} describe pod {it.pod}; kubectl get nodes  # more nodes, or larger ones"
        if it.reason == "OOMKilled":
            return f"kubectl {pod} get pod {it.pod} -o yaml  # raise its memory limit in the values of the custom resource"
        if it.reason == "CrashLoopBackOff":
            return f"kubectl {pod} logs {it.pod} --previous"
    return f"kubectl -n {one.namespace} describe {one.kind.lower()} {one.name}"
