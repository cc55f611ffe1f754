"""The sandbox's AWS in this process, on loopback, around a store that holds what Terraform would have put there."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from moto.moto_api._internal import moto_api_backend

from migrator.sandbox.addresses import SETTING
from migrator.sandbox.aws.front import Live
from migrator.sandbox.aws.place import ClusterPlace
from migrator.sandbox.aws_api import OWN_KEY, AwsApi
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.store import Store

NAME = "wandb-sandbox"
BUCKET = f"{NAME}-file-storage-pet"
VPC = "vpc-1a2b3c4d5e6f"
PRIVATE = ["subnet-00000000000a", "subnet-00000000000b"]
PUBLIC = ["subnet-00000000001a", "subnet-00000000001b"]
POLICY = '{"Statement":[{"Action":"s3:*","Effect":"Allow","Resource":"*","Sid":"s3"}],"Version":"2012-10-17"}'
TAGS = {"tags_all": {"Namespace": NAME}}
PLACE = ClusterPlace("https://127.0.0.1:6443", b"a certificate in PEM")
ISSUER = "https://oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF"
ALB = f"{NAME}-alb-0123456789.us-west-2.elb.amazonaws.com"


def _subnet(name: str, cidr: str) -> dict[str, object]:
    zone = f"us-west-2{name[-1]}"
    return {
        "id": name,
        "vpc_id": VPC,
        "cidr_block": cidr,
        "availability_zone": zone,
        "map_public_ip_on_launch": None,
        **TAGS,
    }


OBJECTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("aws_vpc", VPC, {"id": VPC, "cidr_block": "10.10.0.0/16", "default_network_acl_id": "acl-of-state",
                      "default_route_table_id": "rtb-of-state", "default_security_group_id": "sg-of-state", **TAGS}),
    *(("aws_subnet", one, _subnet(one, f"10.10.{10 + n}.0/24")) for n, one in enumerate(PRIVATE)),
    *(("aws_subnet", one, _subnet(one, f"10.10.{n}.0/24")) for n, one in enumerate(PUBLIC)),
    ("aws_security_group", "sg-1", {"id": "sg-1", "name": f"{NAME}-workers", "description": None, "vpc_id": VPC, **TAGS}),
    ("aws_iam_role", f"{NAME}-node", {"name": f"{NAME}-node", "assume_role_policy": None}),
    ("aws_iam_role", f"{NAME}-cluster", {"name": f"{NAME}-cluster", "assume_role_policy": None}),
    ("aws_iam_policy", "p", {"name": f"{NAME}-node-s3", "policy": POLICY}),
    ("aws_iam_role_policy_attachment", "a", {"role": f"{NAME}-node",
                                             "policy_arn": f"arn:aws:iam:us-west-2:123456789012:iam_policy/{NAME}-node-s3"}),
    ("aws_iam_role_policy_attachment", "b", {"role": f"{NAME}-node",
                                             "policy_arn": "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"}),
    ("aws_acm_certificate", "c", {"domain_name": "wandb.sandbox.example"}),
    ("aws_eks_cluster", NAME, {"name": NAME, "version": "1.25", "role_arn": f"arn:x/{NAME}-cluster", "subnet_ids": PRIVATE,
                               "identity": [{"oidc": [{"issuer": ISSUER}]}]}),
    ("aws_eks_node_group", "n", {"cluster_name": NAME, "node_group_name": f"{NAME}-primary", "subnet_ids": PRIVATE,
                                 "node_role_arn": f"arn:x/{NAME}-node", "instance_types": ["m4.large"],
                                 "scaling_config": [{"desired_size": 2, "max_size": 5, "min_size": 2}],
                                 "resources": [{"autoscaling_groups": [{"name": "eks-0123"}]}]}),
    ("aws_eks_addon", "e", {"cluster_name": NAME, "addon_name": "aws-ebs-csi-driver", "addon_version": "addon_version-1"}),
    ("aws_db_subnet_group", f"{NAME}-vpc", {"name": f"{NAME}-vpc", "subnet_ids": PRIVATE}),
    ("aws_rds_cluster", NAME, {"cluster_identifier": NAME, "engine": "aurora-mysql", "master_username": "wandb",
                               "engine_version": "8.0.mysql_aurora.3.03.0", "master_password": "of-the-stand-in",
                               "backup_retention_period": 30, "db_subnet_group_name": f"{NAME}-vpc"}),
    ("aws_rds_cluster_instance", f"{NAME}-1", {"identifier": f"{NAME}-1", "cluster_identifier": NAME,
                                               "instance_class": "db.r5.large", "engine": "aurora-mysql"}),
    ("aws_elasticache_replication_group", "r", {"replication_group_id": f"{NAME}-rep-group", "node_type": "cache.t2.medium",
                                                "number_cache_clusters": 2, "port": 6379,
                                                "replication_group_description": "of the sandbox"}),
    ("aws_lb", "l", {"name": f"{NAME}-alb", "dns_name": ALB, "zone_id": "Z1H1FL5HABSF5", "internal": None,
                     "subnets": PUBLIC}),
    ("aws_lb_target_group", "t", {"name": f"{NAME}-tg-app", "port": 32543, "protocol": "HTTP", "vpc_id": VPC}),
    ("aws_s3_bucket", BUCKET, {"bucket": BUCKET, "sse_algorithm": "aws:kms", "cors_origins": ["*"]}),
)  # fmt: skip


class LiveAws:
    """What a test has: clients as a user's shell would make them, and the faults file."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path / "cloud.db")
        self._faults = path / "faults.json"
        self.live = Live(self.store, FaultFile(self._faults, self.store), OWN_KEY)
        self.api = AwsApi(path / "records.json", self.live)
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, key: str = "sandbox") -> Any:
        """A client of boto3."""
        if (service, key) not in self._clients:
            once = Config(retries={"total_max_attempts": 1}, read_timeout=20)
            self._clients[service, key] = boto3.client(
                service, endpoint_url=self.api.endpoint, region_name="us-west-2", config=once,
                aws_access_key_id=key, aws_secret_access_key=key,
            )  # fmt: skip
        return self._clients[service, key]

    def faults(self, *entries: object) -> None:
        """Put these faults in force."""
        before = self._faults.stat().st_mtime_ns if self._faults.exists() else 0
        self._faults.write_text(json.dumps(entries))
        os.utime(self._faults, ns=(before + 10**9, before + 10**9))

    def put(self, change: Callable[[str, dict[str, Any]], dict[str, Any]] = lambda _, attributes: attributes) -> None:
        """What Terraform would have created, and the word that it is done."""
        for kind, name, attributes in OBJECTS:
            self.store.put(kind, name, change(kind, dict(attributes)))
        self.store.set(SETTING, "{}")

    def forget(self) -> None:
        """End the server, and empty moto, which lives as long as the process."""
        self.api.stop()
        moto_api_backend.reset()


@contextmanager
def live_aws(path: Path) -> Iterator[LiveAws]:
    """An AWS without a deployment in it."""
    aws = LiveAws(path)
    try:
        yield aws
    finally:
        aws.forget()
