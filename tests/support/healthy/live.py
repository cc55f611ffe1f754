"""AWS of a healthy world."""

from datetime import UTC, datetime, timedelta

from checks.facts import LiveFacts
from checks.facts.live import (
    BucketFact,
    CacheFact,
    ClusterFact,
    DatabaseFact,
    DefaultNetwork,
    SnapshotFact,
    SubnetFact,
    Usage,
)

NOW = datetime(2030, 1, 2, 12, tzinfo=UTC)
ISSUER = "oidc.eks.us-west-2.amazonaws.com/id/1"
CORS = "GET HEAD PUT from * with headers *, exposing ETag"
NODES = tuple(SubnetFact(f"subnet-{one}", f"us-west-2{one}", 200, frozenset()) for one in "ab")
EDGE = tuple(SubnetFact(f"subnet-p{one}", f"us-west-2{one}", 200, frozenset({"kubernetes.io/role/elb"})) for one in "ab")
HEALTHY = LiveFacts(
    now=NOW,
    cluster=ClusterFact("wb", "1.28", ISSUER, ("subnet-a", "subnet-b")),
    addons=(),
    addon_offers=(("aws-efs-csi-driver", ("v2.0.4-eksbuild.1", "v1.7.1-eksbuild.1")),),
    database=DatabaseFact("wb", "8.0.mysql_aurora.3.05.2", protected=True, retention=30),
    cache=CacheFact("wb-rep-group", "6.2.6"),
    database_zones=("us-west-2a", "us-west-2b"),
    node_zones=("us-west-2a", "us-west-2b"),
    subnets=NODES,
    edge=EDGE,
    default_network=DefaultNetwork("acl-1", (), "rtb-1", ()),
    cpus=Usage(64, 16, 4),
    balancers=Usage(50, 1, 1),
    snapshots=(SnapshotFact("wb-before", "available", NOW - timedelta(hours=1)),),
    bucket=BucketFact("wb-file-storage-easy-bee", True, (CORS,), "aws:kms", "arn:aws:kms:us-west-2:1:key/k-1", ()),
    keys=("k-1",),
    queues=(),
    roles=(),
    policies=(),
    issuers=(),
    log_groups=(),
    load_balancers=("wb-alb",),
    held=frozenset({("load-balancer", "wb-alb")}),
)
