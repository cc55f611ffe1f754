"""The questions put to AWS, as whom Terraform will be. boto3's library is imported when the first is asked."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from checks.facts import Identity, Missing, NoSuchZone, NotThere, Zone
from checks.facts.configuration import AwsProvider
from checks.facts.identity import Credentials
from migrator import aws_errors, aws_session
from migrator.deadline import within

if TYPE_CHECKING:
    from boto3.session import Session as Boto3Session
    from botocore.session import Session

Fact = TypeVar("Fact")
# What a person calls a service, where that is not boto3's name for it.
NAMES = {
    "acm": "ACM",
    "dynamodb": "DynamoDB",
    "ec2": "EC2",
    "efs": "EFS",
    "eks": "EKS",
    "elasticache": "ElastiCache",
    "elbv2": "ELB",
    "iam": "IAM",
    "logs": "CloudWatch Logs",
    "rds": "RDS",
    "route53": "Route53",
    "s3": "S3",
    "service-quotas": "Service Quotas",
    "sqs": "SQS",
    "sts": "STS",
}


@dataclass(frozen=True)
class Limits:
    """Seconds for a connection, for each read, and for the whole question with its attempts."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 45.0
    attempts: int = 2


LIMITS = Limits()


@dataclass(frozen=True)
class Endpoint:
    """Where a cluster's API is; `authority` is its CA, base64 of PEM."""

    url: str
    authority: str


class Aws:
    """One session, as Terraform's provider would open it. Every method answers a fact, never an exception of boto3.

    Safe to call concurrently: sessions are not, so everything that touches one stands behind a lock; clients are.
    """

    def __init__(self, limits: Limits = LIMITS, provider: Callable[[], AwsProvider | None] = lambda: None) -> None:
        """`provider` is the block that Terraform will use, None for none: asked for at the first question."""
        self._limits = limits
        self._provider = provider
        self._lock = threading.RLock()
        self._first: Session | None = None
        self._session: Session | None = None
        self._whole: dict[Session, Boto3Session] = {}
        self._clients: dict[str, Any] = {}

    @property
    def region(self) -> str:
        """The region as Terraform's provider would take it, and us-east-1 where none is given."""
        return self._named_region() or "us-east-1"

    def _named_region(self) -> str | None:
        block = self._provider()
        return (block and block.region) or os.environ.get("AWS_REGION") or self._began().get_config_variable("region")

    def _began(self) -> Session:
        """With the credentials that Terraform begins with, before it assumes a role."""
        with self._lock:
            self._first = self._first or aws_session.opened(self._provider())
            return self._first

    def _made(self) -> Session:
        with self._lock:
            if self._session is None:
                first, block = self._began(), self._provider()
                taken = block and block.role and aws_session.assuming(block, first, self._opening(first))
                self._session = taken or first
            return self._session

    def _opening(self, session: Session) -> Callable[..., Any]:
        """What makes clients of a session, within the limits."""
        import boto3  # noqa: PLC0415 - half a second of CPU
        from botocore.config import Config  # noqa: PLC0415

        tries = {"total_max_attempts": self._limits.attempts, "mode": "standard"}
        limits = Config(connect_timeout=self._limits.connect, read_timeout=self._limits.read, retries=tries)
        with self._lock:
            if session not in self._whole:  # once: boto3 adds its own methods to a session's clients
                self._whole[session] = boto3.session.Session(botocore_session=session)
            return partial(self._whole[session].client, config=limits, region_name=self.region)

    def _client(self, service: str) -> Any:
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._opening(self._made())(service)
            return self._clients[service]

    def ask(self, service: str, ask: Callable[[Any], Fact]) -> Fact | Missing:
        """What `ask` makes of the answers of a boto3 client of that service; it may raise whatever boto3 raises.

        `service` is boto3's name of it. The answer comes within the session's limits, each attempt included.
        """
        return self._asked(NAMES.get(service, service), lambda: ask(self._client(service)))

    def signed_for(self, cluster: str) -> str:
        """A presigned GetCallerIdentity URL that names a cluster: what EKS takes as a token, good for 15 minutes."""
        from botocore.signers import RequestSigner  # noqa: PLC0415

        sts, region = self._client("sts"), self.region
        with self._lock:
            session = self._made()
            credentials, events = session.get_credentials(), session.get_component("event_emitter")
            signer = RequestSigner(sts.meta.service_model.service_id, region, "sts", "v4", credentials, events)
            request = {
                "method": "GET",
                "url": f"{sts.meta.endpoint_url}/?Action=GetCallerIdentity&Version=2011-06-15",
                "body": {},
                "headers": {"x-k8s-aws-id": cluster},
                "context": {},
            }
            url: str = signer.generate_presigned_url(request, region_name=region, expires_in=60, operation_name="")
            return url

    def identity(self) -> Identity | Missing:
        """STS GetCallerIdentity."""

        def ask() -> Identity:
            said = self._client("sts").get_caller_identity()
            return Identity(said["Account"], said["Arn"])

        return self._asked("STS", ask)

    def credentials(self) -> Credentials | Missing:
        """How long the credentials last that Terraform begins with."""
        from botocore.exceptions import NoCredentialsError  # noqa: PLC0415

        def ask() -> Credentials:
            session, block = self._began(), self._provider()
            found = session.get_credentials()
            if found is None:
                raise NoCredentialsError
            chained = bool(block and block.role) and self._is_role(session)
            source, renewed = aws_session.source(session), aws_session.renewed(session)
            temporary = bool(found.get_frozen_credentials().token)
            return Credentials(source, temporary, renewed, aws_session.seconds_left(session), chained)

        return self._asked("STS", ask)

    def _is_role(self, session: Session) -> bool:
        said: str = self._opening(session)("sts").get_caller_identity()["Arn"]
        return ":assumed-role/" in said

    def where(self) -> str | NotThere | Missing:
        """The region that Terraform's provider takes."""
        named = "the region of provider aws"
        return self._asked("AWS", lambda: self._named_region() or NotThere(named))

    def zone(self, zone_id: str) -> Zone | NoSuchZone | Missing:
        """Route53 GetHostedZone."""

        def ask() -> Zone | NoSuchZone:
            client = self._client("route53")
            try:
                whole = client.get_hosted_zone(Id=zone_id)
            except (client.exceptions.NoSuchHostedZone, client.exceptions.InvalidInput):
                return NoSuchZone(zone_id)
            said = whole["HostedZone"]
            servers = tuple(one.rstrip(".").lower() for one in whole.get("DelegationSet", {}).get("NameServers", ()))
            return Zone(zone_id, said["Name"].rstrip("."), bool(said.get("Config", {}).get("PrivateZone")), servers)

        return self._asked("Route53", ask)

    def record(self, zone_id: str, fqdn: str) -> str | NotThere | Missing:
        """What the A record of the name points at: the alias target, or the first value."""

        def ask() -> str | NotThere:
            listed = self._client("route53").list_resource_record_sets(
                HostedZoneId=zone_id, StartRecordName=fqdn, StartRecordType="A", MaxItems="1"
            )
            for one in listed["ResourceRecordSets"]:
                if one["Name"].rstrip(".").lower() == fqdn.lower() and one["Type"] == "A":
                    alias = one.get("AliasTarget", {}).get("DNSName")
                    target: str = alias or one["ResourceRecords"][0]["Value"]
                    return target.rstrip(".").removeprefix("dualstack.")
            return NotThere(f"the A record of {fqdn}")

        return self._asked("Route53", ask)

    def cluster(self, name: str) -> Endpoint | NotThere | Missing:
        """EKS DescribeCluster."""

        def ask() -> Endpoint | NotThere:
            client = self._client("eks")
            try:
                said = client.describe_cluster(name=name)["cluster"]
            except client.exceptions.ResourceNotFoundException:
                return NotThere(f"the EKS cluster {name} in {self.region}")
            return Endpoint(said["endpoint"], said["certificateAuthority"]["data"])

        return self._asked("EKS", ask)

    def _asked(self, service: str, ask: Callable[[], Fact]) -> Fact | Missing:
        try:
            return within(self._limits.total, ask)
        except Exception as error:
            told = aws_errors.told(service, error, self._limits.total)
            if told is None:
                raise
            return told
