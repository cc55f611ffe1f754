"""The EKS cluster, its node groups and its add-ons: active, whole, and no old ones left."""

from collections.abc import Iterable, Iterator

from checks.facts import Missing, NotThere
from checks.facts.health.aws import Asked, AwsHealth, Part
from checks.health.model import Judged, coming, holds, noted, stuck, untold
from checks.model import Severity

GOOD = "ACTIVE"
# What ends by itself, well or badly.
PASSING = ("CREATING", "UPDATING", "PENDING", "DELETING")


def judge(found: AwsHealth) -> Iterator[Judged]:
    """What EKS says of itself."""
    name = found.cluster.name if isinstance(found.cluster, Part) else "NAME"
    yield _cluster(found.cluster)
    yield _node_groups(found.asked, found.node_groups, name)
    yield _old_node_groups(found.asked, found.node_groups, name)
    yield _addons(found.asked, found.addons, name)


def _cluster(found: Part | NotThere | Missing) -> Judged:
    code = "eks-cluster-active"
    if isinstance(found, Missing):
        return untold(code, found.why)
    if isinstance(found, NotThere):
        return stuck(code, found.what, ("it does not exist",), "aws eks list-clusters  # in the region of provider aws?")
    remedy = f"aws eks describe-cluster --name {found.name} --query cluster.[status,health]"
    return _active(code, f"EKS cluster {found.name}", (found,), (), remedy)


def _node_groups(asked: Asked | Missing, found: tuple[Part, ...] | Missing, cluster: str) -> Judged:
    code = "node-groups-active"
    if isinstance(asked, Missing):
        return untold(code, asked.why)
    if isinstance(found, Missing):
        return untold(code, found.why)
    ours = [one for one in found if one.name in asked.node_groups]
    gone = _gone(asked.node_groups, ours)
    remedy = f"aws eks describe-nodegroup --cluster-name {cluster} --nodegroup-name NAME --query nodegroup.[status,health]"
    return _active(code, "node groups", ours, gone, remedy)


def _old_node_groups(asked: Asked | Missing, found: tuple[Part, ...] | Missing, cluster: str) -> Judged:
    """Those with the module's names that the state does not have: a group of somebody else's is none of them."""
    code = "old-node-groups-gone"
    if isinstance(asked, Missing):
        return untold(code, asked.why)
    if isinstance(found, Missing):
        return untold(code, found.why)
    left = [one for one in found if one.name.startswith(f"{cluster}-") and one.name not in asked.node_groups]
    if not left:
        return holds(code, f"node groups: {', '.join(asked.node_groups) or 'none'} alone")
    because = tuple(f"{one.name} is still there: {one.status}" for one in left)
    remedy = f"aws eks delete-nodegroup --cluster-name {cluster} --nodegroup-name {left[0].name}  # once nothing runs on it"
    if any(one.status == "DELETING" for one in left):
        return coming(code, "node groups", because, remedy)
    return noted(code, Severity.MEDIUM, "node groups", because, remedy)


def _addons(asked: Asked | Missing, found: tuple[tuple[Part, str], ...] | Missing, cluster: str) -> Judged:
    code = "addons-active"
    if isinstance(asked, Missing):
        return untold(code, asked.why)
    if isinstance(found, Missing):
        return untold(code, found.why)
    parts, versions = [part for part, _ in found], {part.name: version for part, version in found}
    gone = _gone((name for name, _ in asked.addons), parts)
    other = tuple(
        f"{name} has the version {versions[name]}, and {version} is asked for"
        for name, version in asked.addons
        if name in versions and version not in (None, versions[name])
    )
    remedy = f"aws eks describe-addon --cluster-name {cluster} --addon-name NAME --query addon.[status,health]"
    return _active(code, "add-ons", parts, (*gone, *other), remedy)


def _gone(names: Iterable[str], found: Iterable[Part]) -> tuple[str, ...]:
    there = {one.name for one in found}
    return tuple(f"{one} is not there" for one in names if one not in there)


def _active(code: str, subject: str, found: Iterable[Part], wrong: tuple[str, ...], remedy: str) -> Judged:
    """Whether all of them are active, without issues, and nothing else is wrong."""
    every = tuple(found)
    bad = [one for one in every if one.status != GOOD or one.issues]
    because = (*wrong, *(line for one in bad for line in _lines(one)))
    if not because:
        return holds(code, f"{GOOD}: {', '.join(one.name for one in every) or 'none is asked for'}")
    first = next((one.name for one in bad), "NAME")
    passes = not wrong and all(one.status in PASSING for one in bad)
    return (coming if passes else stuck)(code, subject, because, remedy.replace("NAME", first))


def _lines(one: Part) -> Iterator[str]:
    yield f"{one.name} is {one.status}"
    yield from (f"{one.name}: {issue}" for issue in one.issues)
