"""Subnets, and the defaults of the VPC that the module adopts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from checks.facts import Missing, NotThere
from checks.facts.live import ClusterFact, DefaultNetwork, SubnetFact
from checks.wanted import Wanted
from migrator.aws import Aws
from migrator.terraform.statefile import StateFile

State = Callable[[], StateFile | Missing]
Subnets = tuple[SubnetFact, ...]
Document = Mapping[str, Any]
# Rule numbers of AWS's own last rules, which deny everything.
LAST = (32767, 32768)
ALL = {"0.0.0.0/0": 100, "::/0": 101}


def of_cluster(aws: Aws, cluster: ClusterFact | NotThere | Missing) -> Subnets | Missing:
    """The subnets that the cluster's nodes are in."""
    if isinstance(cluster, Missing):
        return cluster
    if isinstance(cluster, NotThere):
        return Missing(f"{cluster.what} is not there")
    return _subnets(aws, cluster.subnets)


def of_balancer(aws: Aws, state: State) -> Subnets | Missing:
    """The subnets of the load balancer that the state has."""
    found = state()
    if isinstance(found, Missing):
        return found
    ids = next((one.attributes.get("subnets") for one in found.of("aws_lb")), None)
    if not isinstance(ids, list):
        return Missing("the state has no load balancer (aws_lb) with subnets")
    return _subnets(aws, ids)


def _subnets(aws: Aws, ids: Iterable[str]) -> Subnets | Missing:
    def ask(ec2: Any) -> Subnets:
        listed = ec2.describe_subnets(SubnetIds=sorted(ids))["Subnets"]
        return tuple(sorted(map(_subnet, listed), key=lambda one: one.id))

    return aws.ask("ec2", ask)


def _subnet(one: Document) -> SubnetFact:
    tags = frozenset(tag["Key"] for tag in one.get("Tags", ()))
    return SubnetFact(one["SubnetId"], one["AvailabilityZone"], one["AvailableIpAddressCount"], tags)


def default_network(aws: Aws, state: State, asked: Wanted) -> DefaultNetwork | Missing:
    """The default network ACL and the main route table of the VPC that the module made."""
    if not asked.own_network:
        return Missing("the VPC is not the module's")
    found = state()
    if isinstance(found, Missing):
        return found
    vpc = found.attribute("aws_vpc", "id")
    if vpc is None:
        return Missing("the state has no VPC (aws_vpc)")

    def ask(ec2: Any) -> DefaultNetwork:
        acl = ec2.describe_network_acls(Filters=_filters(vpc, "default", "true"))["NetworkAcls"][0]
        table = ec2.describe_route_tables(Filters=_filters(vpc, "association.main", "true"))["RouteTables"][0]
        return DefaultNetwork(acl["NetworkAclId"], tuple(_rules(acl)), table["RouteTableId"], tuple(_routes(table)))

    return aws.ask("ec2", ask)


def _filters(vpc: str, name: str, value: str) -> list[dict[str, object]]:
    return [{"Name": "vpc-id", "Values": [vpc]}, {"Name": name, "Values": [value]}]


def _rules(acl: Document) -> Iterator[str]:
    """The rules that AWS does not make by itself, and the loss of the one that allows everything."""
    for egress in (False, True):
        way = "outbound" if egress else "inbound"
        listed = [one for one in acl["Entries"] if one["Egress"] is egress and one["RuleNumber"] not in LAST]
        yield from (f"{way} rule {_rule(one)}" for one in listed if not _usual(one))
        if not any(_usual(one) for one in listed):
            yield f"the {way} rule 100 that allows everything is gone"


def _usual(one: Document) -> bool:
    number = ALL.get(str(one.get("CidrBlock") or one.get("Ipv6CidrBlock")))
    return one["RuleAction"] == "allow" and str(one["Protocol"]) == "-1" and one["RuleNumber"] == number


def _rule(one: Document) -> str:
    ports = one.get("PortRange") or {}
    place = one.get("CidrBlock") or one.get("Ipv6CidrBlock")
    span = f" ports {ports.get('From')}-{ports.get('To')}" if ports else ""
    return f"{one['RuleNumber']}: {one['RuleAction']} protocol {one['Protocol']}{span} {place}"


def _routes(table: Document) -> Iterator[str]:
    for one in table["Routes"]:
        if one.get("GatewayId") != "local" and one.get("Origin") != "EnableVgwRoutePropagation":
            place = (
                one.get("DestinationCidrBlock") or one.get("DestinationIpv6CidrBlock") or one.get("DestinationPrefixListId")
            )
            way = next((str(value) for key, value in one.items() if key.endswith("Id") and "Prefix" not in key), "nowhere")
            yield f"route {place} -> {way}"
