"""Who may reach what: openings of firewalls as sets, so that the order in which a plan lists them says nothing."""

import ipaddress
from collections.abc import Iterator
from typing import Any, NamedTuple

from checks.plan.hazards.looks import number
from checks.plan.hazards.seen import blocks, texts

GROUPS = frozenset({"aws_security_group", "aws_default_security_group", "aws_lightsail_instance_public_ports"})
RULES = frozenset({"aws_security_group_rule", "aws_vpc_security_group_ingress_rule"})
FIREWALLS = frozenset({"google_compute_firewall"})
AZURE = frozenset({"azurerm_network_security_rule", "azurerm_network_security_group"})
STRUCTURED = GROUPS | RULES | FIREWALLS | AZURE
ANY = frozenset({"*", "Internet", "any", "Any", "0.0.0.0"})  # noqa: S104 - what a rule may say, not an address to listen at
WEB = frozenset({80, 443})
PING = frozenset({"icmp", "icmpv6", "1", "58", "Icmp"})
LAST = 65535
PRIVATE = ipaddress.IPv6Network("fc00::/7")
LONGEST = 49  # of an IPv6 network


class Opening(NamedTuple):
    """Ports that a network may reach."""

    protocol: str
    first: int
    last: int
    source: str

    @property
    def web(self) -> bool:
        """Whether it is what a public web site needs: HTTP, HTTPS, ping."""
        ports = {self.first, self.last}
        return self.protocol in PING or (self.first == self.last and ports <= WEB)

    def __str__(self) -> str:
        """As evidence: `tcp 22 from 0.0.0.0/0`."""
        ports = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        whole = self.protocol == "all" and (self.first, self.last) == (0, LAST)
        return f"{'every port' if whole else f'{self.protocol} {ports}'} from {self.source}"

    def covers(self, other: "Opening") -> bool:
        """Whether the other one adds nothing."""
        ports = self.first <= other.first and other.last <= self.last
        same_side = (":" in self.source) == (":" in other.source)
        return self.protocol in ("all", other.protocol) and ports and same_side


def everybody(source: str) -> bool:
    """Whether a network is the whole internet, or so much of it that it makes no difference."""
    if "/" not in source or len(source) > LONGEST:
        return False
    try:
        network = ipaddress.ip_network(source, strict=False)
    except ValueError:
        return False
    if isinstance(network, ipaddress.IPv6Network):
        return network.prefixlen <= 15 and not network.subnet_of(PRIVATE)
    return network.prefixlen <= 7


def openings(kind: str, body: dict[str, Any]) -> set[Opening]:
    """What the whole internet may reach, by a type whose rules have a known form."""
    if kind in GROUPS:
        return {one for name in ("ingress", "port_info") for block in blocks(body.get(name)) for one in _aws(block)}
    if kind in RULES:
        return set() if body.get("type") == "egress" else set(_aws(body))
    if kind in FIREWALLS:
        return set(_google(body))
    return {one for block in (body, *blocks(body.get("security_rule"))) for one in _azure(block)}


def _aws(block: dict[str, Any]) -> Iterator[Opening]:
    protocol = str(block.get("protocol") or block.get("ip_protocol") or "-1")
    first, last = number(block.get("from_port")), number(block.get("to_port"))
    whole = protocol in ("-1", "all") or first is None or last is None or -1 in (first, last)
    name = "all" if protocol == "-1" else {"6": "tcp", "17": "udp"}.get(protocol, protocol)
    ports = (0, LAST) if whole else (int(first or 0), int(last or 0))
    return (Opening(name, *ports, source) for source in _sources(block))


def _sources(block: dict[str, Any]) -> Iterator[str]:
    for key, one in block.items():
        listed = one if isinstance(one, list) else [one]
        if key != "description":
            yield from (part for part in listed if isinstance(part, str) and part and everybody(part))


def _google(body: dict[str, Any]) -> Iterator[Opening]:
    sources = [one for one in texts(body.get("source_ranges")) if everybody(one)]
    if body.get("direction") == "EGRESS" or body.get("disabled") is True:
        return
    for block in blocks(body.get("allow")):
        for first, last in _ranges(texts(block.get("ports"))):
            yield from (Opening(str(block.get("protocol") or "all"), first, last, one) for one in sources)


def _azure(block: dict[str, Any]) -> Iterator[Opening]:
    if (block.get("direction"), block.get("access")) != ("Inbound", "Allow"):
        return
    given = [one for name in ("source_address_prefix", "source_address_prefixes") for one in texts(block.get(name))]
    ports = [one for name in ("destination_port_range", "destination_port_ranges") for one in texts(block.get(name))]
    protocol = str(block.get("protocol") or "*").lower().replace("*", "all")
    for first, last in _ranges(ports):
        yield from (Opening(protocol, first, last, one) for one in given if one in ANY or everybody(one))


def _ranges(ports: list[str]) -> list[tuple[int, int]]:
    found = []
    for one in ports or ["*"]:
        first, _, last = one.partition("-")
        numbers = (first, last or first)
        found.append((int(numbers[0]), int(numbers[1])) if all(part.isdigit() for part in numbers) else (0, LAST))
    return found
