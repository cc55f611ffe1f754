"""Ways through a network that are part of another resource: routes of a table, entries of an access list.

Source: the Amazon VPC user guide, "Route tables" and "Control subnet traffic with network access control lists".
"""

from collections.abc import Iterator
from typing import Any

from checks.model import Severity
from checks.plan.hazards.looks import veiled
from checks.plan.hazards.rule import CHANGED, Lines, Rule, of
from checks.plan.hazards.seen import Seen, blocks

Key = tuple[str, ...]
TABLES = of("aws_default_route_table", "aws_route_table")
LISTS = of("aws_default_network_acl", "aws_network_acl")
DESTINATIONS = ("cidr_block", "destination_prefix_list_id", "ipv6_cidr_block")
TARGETS = (
    "carrier_gateway_id", "core_network_arn", "egress_only_gateway_id", "gateway_id", "instance_id", "local_gateway_id",
    "nat_gateway_id", "network_interface_id", "transit_gateway_id", "vpc_endpoint_id", "vpc_peering_connection_id",
)  # fmt: skip
SIDES = ("ingress", "egress")


def _routes(body: dict[str, Any]) -> dict[str, Key]:
    """Destination -> where it leads; an empty destination is one that is only known later."""
    return {
        _first(one, DESTINATIONS): tuple(str(one.get(name) or "") for name in TARGETS) for one in blocks(body.get("route"))
    }


def _first(block: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(block[name]) for name in names if block.get(name)), "")


def _known(seen: Seen) -> bool:
    return seen.unknown.get("route") is not True and "" not in _routes(seen.after)


def _lost(seen: Seen) -> Lines:
    """Destinations that a table no longer leads to."""
    gone = set(_routes(seen.before)) - set(_routes(seen.after)) - {""}
    return veiled(seen, "route", (f"no route to {one} any more" for one in sorted(gone))) if _known(seen) else ()


def _redirected(seen: Seen) -> Lines:
    """Destinations that are reached by another way."""
    was, will = _routes(seen.before), _routes(seen.after)
    moved = sorted(one for one in was.keys() & will.keys() - {""} if was[one] != will[one])
    return veiled(seen, "route", (f"another way to {one}" for one in moved)) if _known(seen) else ()


def _denied(seen: Seen) -> Lines:
    """What an access list let pass, and stops now: by an entry of its own, or because nothing allows anything."""
    known = (side for side in SIDES if seen.unknown.get(side) is not True)
    return tuple(line for side in known for line in veiled(seen, side, _stopped(seen, side)))


def _stopped(seen: Seen, side: str) -> Iterator[str]:
    was, will = (_entries(body.get(side)) for body in (seen.before, seen.after))
    allowed = {key for key, action in was if action == "allow"}
    denied = sorted(key for key, action in will if action == "deny" and key in allowed)
    yield from (f"{side}: now denies {network}" for network, *_ in denied)
    if allowed and not any(action == "allow" for _, action in will):
        yield f"{side}: nothing is allowed any more"


def _entries(tree: Any) -> set[tuple[Key, str]]:
    return {(_what(one), str(one.get("action")).lower()) for one in blocks(tree)}


def _what(entry: dict[str, Any]) -> Key:
    network = _first(entry, ("cidr_block", "ipv6_cidr_block"))
    return (network, *(str(entry.get(name)) for name in ("protocol", "from_port", "to_port")))


def _turned(seen: Seen) -> Lines:
    """A rule of its own that allowed, and denies now."""
    turned = [seen.before.get("rule_action"), seen.after.get("rule_action")] == ["allow", "deny"]
    return ("rule_action: allow -> deny",) if turned else ()


RULES = (
    Rule("traffic-path-destroyed", Severity.HIGH, _lost,
         "Connections go through it: make sure that there is another way before this one ends.", kinds=TABLES,
         actions=frozenset({"update"}), attributes=frozenset({"route"})),
    Rule("traffic-redirected", Severity.MEDIUM, _redirected,
         "Make sure that the new way is open; connections that are under way may break.", kinds=TABLES,
         actions=frozenset({"update"}), attributes=frozenset({"route"})),
    Rule("traffic-path-destroyed", Severity.HIGH, _denied, "Keep an entry that allows it.", kinds=LISTS, actions=CHANGED,
         attributes=frozenset(SIDES)),
    Rule("traffic-path-destroyed", Severity.HIGH, _turned, "Keep an entry that allows it.", kinds=of("aws_network_acl_rule"),
         attributes=frozenset({"rule_action"})),
)  # fmt: skip
