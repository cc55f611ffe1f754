"""What AWS has now, against what the configuration asks for."""

from dataclasses import dataclass
from datetime import datetime

from checks.facts.answers import NOT_ASKED, Missing, NotThere

Names = tuple[str, ...]


@dataclass(frozen=True)
class ClusterFact:
    """The EKS cluster: its minor of Kubernetes, its OIDC issuer without the scheme, the subnets of its nodes."""

    name: str
    version: str
    issuer: str
    subnets: Names


@dataclass(frozen=True)
class DatabaseFact:
    """The Aurora cluster, its engine version as RDS writes it, and whether it is protected against deletion.

    `retention` are the days that its automatic backups reach back; with `several_zones` an instance stands by elsewhere.
    """

    name: str
    version: str
    protected: bool
    retention: int = 0
    several_zones: bool = False


@dataclass(frozen=True)
class CacheFact:
    """The ElastiCache replication group and the version of Redis in it."""

    name: str
    version: str


@dataclass(frozen=True)
class SubnetFact:
    """A subnet, its zone, its free addresses, the names of its tags."""

    id: str
    zone: str
    free: int
    tags: frozenset[str]


@dataclass(frozen=True)
class DefaultNetwork:
    """The VPC's default network ACL and main route table, and what in them is not as AWS made it, in words."""

    acl: str
    rules: Names
    table: str
    routes: Names


@dataclass(frozen=True)
class Usage:
    """A quota and how much of it is taken; `each` is what one more takes."""

    limit: int
    used: int
    each: int


@dataclass(frozen=True)
class SnapshotFact:
    """A snapshot that a person made of the Aurora cluster."""

    name: str
    status: str
    made: datetime


@dataclass(frozen=True)
class BucketFact:
    """The bucket of the deployment's files.

    `cors` are its CORS rules in words, `algorithm` and `key` its default encryption, `notified` the names of the queues,
    topics and functions that hear of new objects.
    """

    name: str
    versioned: bool
    cors: Names
    algorithm: str | None
    key: str | None
    notified: Names


@dataclass(frozen=True)
class QueueFact:
    """An SQS queue and about how many messages are in it."""

    name: str
    url: str
    messages: int


@dataclass(frozen=True)
class LiveFacts:
    """The deployment, as AWS tells it.

    addons          installed in the cluster: name, version
    addon_offers    what the target pins: name, the versions that EKS offers for the cluster
    database_zones  where the database's new class can be ordered with its engine version
    node_zones      where the nodes' new class is offered
    subnets, edge   those of the nodes, and those of the load balancer in front of the old application
    roles ...       which of the names that will be created exist already; `held` is what the state has: kind and name
    keys            the KMS keys of the state, by id
    """

    now: datetime | Missing = NOT_ASKED
    cluster: ClusterFact | NotThere | Missing = NOT_ASKED
    addons: tuple[tuple[str, str], ...] | Missing = NOT_ASKED
    addon_offers: tuple[tuple[str, Names], ...] | Missing = NOT_ASKED
    database: DatabaseFact | NotThere | Missing = NOT_ASKED
    cache: CacheFact | NotThere | Missing = NOT_ASKED
    database_zones: Names | Missing = NOT_ASKED
    node_zones: Names | Missing = NOT_ASKED
    subnets: tuple[SubnetFact, ...] | Missing = NOT_ASKED
    edge: tuple[SubnetFact, ...] | Missing = NOT_ASKED
    default_network: DefaultNetwork | Missing = NOT_ASKED
    cpus: Usage | Missing = NOT_ASKED
    balancers: Usage | Missing = NOT_ASKED
    snapshots: tuple[SnapshotFact, ...] | Missing = NOT_ASKED
    bucket: BucketFact | NotThere | Missing = NOT_ASKED
    keys: Names | Missing = NOT_ASKED
    queues: tuple[QueueFact, ...] | Missing = NOT_ASKED
    roles: Names | Missing = NOT_ASKED
    policies: Names | Missing = NOT_ASKED
    issuers: Names | Missing = NOT_ASKED
    log_groups: Names | Missing = NOT_ASKED
    load_balancers: Names | Missing = NOT_ASKED
    held: frozenset[tuple[str, str]] | Missing = NOT_ASKED
