"""The network: room for the new nodes, zones, tags, and custom rules in what the module adopts."""

from collections.abc import Iterator

from checks.facts import Missing
from checks.facts.live import DefaultNetwork, LiveFacts, SubnetFact
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from checks.preflight.parts import joined, untold
from checks.wanted import Wanted

# A node's network plugin keeps a second interface ready; each takes 15 addresses on the classes that the sizes use. Elastic
# Load Balancing wants 8 free ones in each subnet of a load balancer. A load balancer wants two zones, EKS too.
PER_NODE = 30
PER_BALANCER = 8
ZONES = 2
TAGS = {True: "kubernetes.io/role/elb", False: "kubernetes.io/role/internal-elb"}
Subnets = tuple[SubnetFact, ...]


def judge(live: LiveFacts, asked: Wanted) -> Iterator[Result]:
    """Addresses, zones, tags, defaults."""
    edge = live.edge if asked.facing else live.subnets
    yield from joined(_addresses(live.subnets, edge, asked))
    yield from joined((_zones(live.subnets, "the nodes"), _zones(edge, "the load balancer")))
    yield _tags(edge, asked)
    yield from _default_network(live, asked)


def _addresses(subnets: Subnets | Missing, edge: Subnets | Missing, asked: Wanted) -> Iterator[Result]:
    yield _for_nodes(subnets, asked)
    if isinstance(edge, Missing):
        yield Unknown("subnet-addresses-low", edge.why, blocks=False)
        return
    low = [one for one in edge if one.free < PER_BALANCER]
    if not low:
        yield Passed("subnet-addresses-low", f"{PER_BALANCER} or more are free in each of the load balancer's")
    for one in low:
        because = f"{one.free} addresses are free; a load balancer wants {PER_BALANCER} in each of its subnets"
        yield blocking("subnet-addresses-low", one.id, because, _make_room(one.id), Severity.HIGH)


def _for_nodes(subnets: Subnets | Missing, asked: Wanted) -> Result:
    if isinstance(subnets, Missing) or asked.size is None:
        missing = untold("subnet-addresses-low", subnets)
        return missing or Unknown("subnet-addresses-low", "size is not a plain value in the configuration", blocks=False)
    free, wanted = sum(one.free for one in subnets), asked.size.nodes * PER_NODE
    if free >= wanted:
        return Passed("subnet-addresses-low", f"{free} addresses are free in the nodes' subnets, about {wanted} are needed")
    names = ", ".join(one.id for one in subnets)
    because = (
        f"{free} addresses are free; {asked.size.nodes} new nodes, which come before the old ones go, take about {wanted}"
    )
    return blocking("subnet-addresses-low", names, because, _make_room(subnets[0].id), Severity.HIGH)


def _make_room(subnet: str) -> str:
    return (
        f"see what holds them: aws ec2 describe-network-interfaces --filters Name=subnet-id,Values={subnet} --query "
        "NetworkInterfaces[].[NetworkInterfaceId,Description,Status]; delete what is 'available', scale other workloads down"
    )


def _zones(subnets: Subnets | Missing, whose: str) -> Result:
    if isinstance(subnets, Missing):
        return Unknown("zones-too-few", subnets.why, blocks=False)
    zones = sorted({one.zone for one in subnets})
    if len(zones) >= ZONES:
        return Passed("zones-too-few", f"subnets of {whose} in {', '.join(zones)}")
    return blocking(
        "zones-too-few",
        ", ".join(one.id for one in subnets) or f"subnets of {whose}",
        f"the subnets of {whose} are in {', '.join(zones) or 'no zone'}; a load balancer and EKS want {ZONES} zones",
        "add a subnet in another zone, and name it in network_private_subnets, or in network_public_subnets",
        Severity.HIGH,
    )


def _tags(edge: Subnets | Missing, asked: Wanted) -> Result:
    tag = TAGS[asked.facing]
    if asked.own_network:
        return Passed("subnet-tags-missing", "the module makes the VPC, and tags its subnets")
    if asked.call.value("kubernetes_alb_subnets"):
        return Passed("subnet-tags-missing", "kubernetes_alb_subnets names the subnets, no tag is needed")
    if isinstance(edge, Missing):
        return Unknown("subnet-tags-missing", edge.why, blocks=False)
    bare = [one for one in edge if tag not in one.tags]
    if len({one.zone for one in edge if tag in one.tags}) >= ZONES:
        return Passed("subnet-tags-missing", f"{tag} in {ZONES} zones or more")
    return blocking(
        "subnet-tags-missing",
        ", ".join(one.id for one in bare) or "no subnet",
        f"the VPC is your own (create_vpc = false), and fewer than {ZONES} zones have a subnet with the tag {tag}: the "
        "load-balancer controller would find no place for the load balancer",
        f"aws ec2 create-tags --resources {' '.join(one.id for one in bare) or 'SUBNET'} --tags Key={tag},Value=1",
        Severity.HIGH,
    )


def _default_network(live: LiveFacts, asked: Wanted) -> Iterator[Result]:
    network = live.default_network
    if not asked.own_network:
        yield Passed("default-network-customised", "the VPC is not the module's, and its defaults are left alone")
    elif isinstance(network, Missing) or isinstance(live.held, Missing):
        yield from filter(None, (untold("default-network-customised", network, live.held),))
    else:
        yield from joined(_defaults(network, frozenset(kind for kind, _ in live.held)))


def _defaults(network: DefaultNetwork, held: frozenset[str]) -> Iterator[Result]:
    for kind, name, custom in (("default-acl", network.acl, network.rules), ("main-table", network.table, network.routes)):
        if kind in held or not custom:
            yield Passed("default-network-customised", f"{name} is as AWS made it, or in the state")
        else:
            yield _rewritten(name, custom)


def _rewritten(name: str, custom: tuple[str, ...]) -> Finding:
    return Finding(
        "default-network-customised",
        Severity.HIGH,
        blocks=True,
        subject=name,
        because=(*custom, "the module adopts it, and rewrites it to its own defaults in the apply"),
        remedy=f"move these to a network ACL, or route table, of their own, and associate the subnets with it; then remove "
        f"them from {name}",
    )
