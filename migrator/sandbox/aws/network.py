"""The network and what listens in it: EC2 and ELBv2."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from moto.ec2.models import EC2Backend, ec2_backends, network_acls, route_tables, security_groups, subnets, vpcs
from moto.elbv2.models import elbv2_backends

from migrator.sandbox.aws.stored import tags, texts
from migrator.sandbox.names import ACCOUNT, NAMESPACE, REGION
from migrator.sandbox.store import Attributes, Store

# What an address range is for, by the third byte of its subnets: the module lays them out so.
PUBLIC, PRIVATE = "0", "1"


def put(store: Store) -> None:
    """The store's networks, their subnets and security groups, and the load balancers in them."""
    backend = ec2_backends[ACCOUNT][REGION]  # made now, with a default network that has its own ids
    for one in store.all("aws_vpc"):
        _vpc(backend, one)
    for one in store.all("aws_subnet"):
        _subnet(backend, one)
    for one in store.all("aws_security_group"):
        security_group(one)
    for one in store.all("aws_lb"):
        _load_balancer(one)
    for one in store.all("aws_lb_target_group"):
        _target_group(one)


def security_group(one: Attributes) -> None:
    """A security group."""
    with _called(security_groups, "random_security_group_id", one["id"]):
        about = str(one["description"] or "Managed by Terraform")
        ec2_backends[ACCOUNT][REGION].create_security_group(str(one["name"]), about, str(one["vpc_id"]))


@contextmanager
def _called(module: ModuleType, maker: str, name: object) -> Iterator[None]:
    """Moto makes up ids; here they are the store's. Nothing else is served meanwhile."""
    before = getattr(module, maker)
    setattr(module, maker, lambda: str(name))
    try:
        yield
    finally:
        setattr(module, maker, before)


def _vpc(backend: EC2Backend, one: Attributes) -> None:
    with (
        _called(vpcs, "random_vpc_id", one["id"]),
        _called(route_tables, "random_route_table_id", one["default_route_table_id"]),
        _called(network_acls, "random_network_acl_id", one["default_network_acl_id"]),
        _called(security_groups, "random_security_group_id", one["default_security_group_id"]),
    ):
        backend.create_vpc(str(one["cidr_block"]), tags=[{"Key": key, "Value": value} for key, value in tags(one).items()])


def _subnet(backend: EC2Backend, one: Attributes) -> None:
    cidr, zone = str(one["cidr_block"]), str(one["availability_zone"])
    with _called(subnets, "random_subnet_id", one["id"]):
        made = backend.create_subnet(str(one["vpc_id"]), cidr, None, zone, tags={"subnet": tags(one) | _role(cidr)})
    made.map_public_ip_on_launch = bool(one["map_public_ip_on_launch"])
    made.default_for_az = False


def _role(cidr: str) -> dict[str, str]:
    """The tags that the load-balancer controller looks for. The module gives them; its stand-in leaves them out."""
    tens = f"{int(cidr.split('.')[2]) // 10}"
    kind = {PUBLIC: "elb", PRIVATE: "internal-elb"}.get(tens)
    return {f"kubernetes.io/role/{kind}": "1", f"kubernetes.io/cluster/{NAMESPACE}": "shared"} if kind else {}


def _load_balancer(one: Attributes) -> None:
    scheme = "internal" if one["internal"] else "internet-facing"
    backend = elbv2_backends[ACCOUNT][REGION]
    made = backend.create_load_balancer(str(one["name"]), [], texts(one["subnets"]), None, scheme, "application")
    made.dns_name = str(one["dns_name"])
    made.canonical_hosted_zone_id = str(one["zone_id"])
    made.state = "active"


def _target_group(one: Attributes) -> None:
    backend = elbv2_backends[ACCOUNT][REGION]
    backend.create_target_group(
        str(one["name"]),
        protocol=one["protocol"],
        port=str(one["port"]),
        vpc_id=one["vpc_id"],
        target_type="instance",
        healthcheck_path="/healthz",
    )
