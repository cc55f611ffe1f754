"""The new load balancer, which its controller makes: it comes and goes with the Ingress. Its targets are the nodes."""

from collections.abc import Callable
from typing import Protocol

from migrator.sandbox.aws.call import Call
from migrator.sandbox.names import ACCOUNT, ALB, ALB_ZONE, NAMESPACE, REGION

Document = dict[str, object]
PREFIX = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}"
NAME = f"{NAMESPACE[:24]}-alb-k8s"
ARN = f"{PREFIX}:loadbalancer/app/{NAME}/50dc6c495c0c9188"
LISTENER = f"{PREFIX}:listener/app/{NAME}/50dc6c495c0c9188/f2f7dc8efc522ab2"
GROUP_NAME = "k8s-default-wandb-0123456789"
GROUP = f"{PREFIX}:targetgroup/{GROUP_NAME}/73e2d6bc24d8a067"
TARGETS = ("i-0aaaaaaaaaaaaaaa1", "i-0aaaaaaaaaaaaaaa2")
HEALTHY = {"State": "healthy"}
UNHEALTHY = {
    "State": "unhealthy",
    "Reason": "Target.ResponseCodeMismatch",
    "Description": "Health checks failed with these codes: [503]",
}


class Behind(Protocol):
    """What is behind load balancers: the world, which is a floor above."""

    def ingress(self) -> str | None:
        """The new one's host name; empty or None while there is none."""

    def targets_healthy(self) -> bool:
        """Whether the new application answers it."""

    def old_application(self) -> bool:
        """Whether the old application answers the old one."""


class Balancers:
    """What is answered of them, and of the health of any target; moto has the old load balancer."""

    def __init__(self, world: Behind) -> None:
        self._world = world

    def answer(self, call: Call) -> Document | None:
        """None where moto answers."""
        ours: dict[str, Callable[[Call], Document | None]] = {
            "DescribeLoadBalancers": self._balancers,
            "DescribeTargetGroups": self._groups,
            "DescribeTargetHealth": self._health,
            "DescribeListeners": self._listeners,
        }
        made = ours.get(call.operation)
        return made(call) if made and call.service == "elasticloadbalancing" else None

    def _there(self) -> bool:
        return bool(self._world.ingress())

    def _balancers(self, call: Call) -> Document | None:
        """Ours alone where it is asked for; beside moto's where everything is."""
        names, arns = call.listed("Names"), call.listed("LoadBalancerArns")
        if not self._there() or not (NAME in names or ARN in arns or not (names or arns)):
            return None
        return {"LoadBalancers": [*(_moto() if not (names or arns) else ()), _balancer()]}

    def _groups(self, call: Call) -> Document | None:
        asked = GROUP in call.listed("TargetGroupArns") or GROUP_NAME in call.listed("Names")
        return (
            {"TargetGroups": [_group()]} if self._there() and (asked or call.given.get("LoadBalancerArn") == ARN) else None
        )

    def _health(self, call: Call) -> Document | None:
        """Ours by the new application; every other one by the old."""
        ours = call.given.get("TargetGroupArn") == GROUP
        if ours and not self._there():
            return None
        well = self._world.targets_healthy() if ours else self._world.old_application()
        health = HEALTHY if well else UNHEALTHY
        described = [
            {"Target": {"Id": one, "Port": 32543}, "HealthCheckPort": "32543", "TargetHealth": health} for one in TARGETS
        ]
        return {"TargetHealthDescriptions": described}

    def _listeners(self, call: Call) -> Document | None:
        if not self._there() or call.given.get("LoadBalancerArn") != ARN:
            return None
        forward = [{"Type": "forward", "TargetGroupArn": GROUP, "Order": 1}]
        listener = {"ListenerArn": LISTENER, "LoadBalancerArn": ARN, "Port": 443, "Protocol": "HTTPS"}
        return {"Listeners": [{**listener, "DefaultActions": forward}]}


def _balancer() -> Document:
    return {
        "LoadBalancerArn": ARN,
        "LoadBalancerName": NAME,
        "DNSName": ALB,
        "CanonicalHostedZoneId": ALB_ZONE,
        "Scheme": "internet-facing",
        "Type": "application",
        "State": {"Code": "active"},
        "IpAddressType": "ipv4",
    }


def _group() -> Document:
    return {
        "TargetGroupArn": GROUP,
        "TargetGroupName": GROUP_NAME,
        "LoadBalancerArns": [ARN],
        "Protocol": "HTTP",
        "Port": 32543,
        "TargetType": "instance",
        "HealthCheckPath": "/healthz",
    }


def _moto() -> list[Document]:
    """Those that moto has, as far as anybody asks."""
    from moto.elbv2.models import elbv2_backends  # noqa: PLC0415 - takes most of a second

    return [
        {
            "LoadBalancerArn": one.arn,
            "LoadBalancerName": one.name,
            "DNSName": one.dns_name,
            "CanonicalHostedZoneId": one.canonical_hosted_zone_id,
            "Scheme": one.scheme,
            "Type": "application",
            "State": {"Code": one.state},
            "VpcId": one.vpc_id,
        }
        for one in elbv2_backends[ACCOUNT][REGION].load_balancers.values()
    ]
