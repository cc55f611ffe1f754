"""PodDisruptionBudgets, with the status that the real cluster gives them."""

from migrator.sandbox.cluster.kinds import Item


def with_status(item: Item, every: list[Item]) -> Item:
    """A budget with its status: of all pods those that it chooses, and how many of them it lets go."""
    spec, space = item.get("spec", {}), item["metadata"]["namespace"]
    wanted = spec.get("selector", {}).get("matchLabels", {}).items()
    pods = [one for one in every if one["metadata"]["namespace"] == space]
    chosen = [one for one in pods if wanted <= one["metadata"]["labels"].items()]
    running = sum(one["status"]["phase"] == "Running" for one in chosen)
    least = _least(spec, len(chosen))
    counts = {"currentHealthy": running, "desiredHealthy": least, "expectedPods": len(chosen)}
    return {**item, "status": {**counts, "disruptionsAllowed": max(0, running - least)}}


def _least(spec: Item, pods: int) -> int:
    """How many of the pods have to stay; percentages are rounded up, as there."""
    most = spec.get("maxUnavailable")
    return max(0, pods - _share(most, pods)) if most is not None else _share(spec.get("minAvailable", 1), pods)


def _share(count: int | str, pods: int) -> int:
    return -(-pods * int(count.rstrip("%")) // 100) if isinstance(count, str) else count
