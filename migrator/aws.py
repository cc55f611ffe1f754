"""The few questions put to AWS, through boto3 over HTTP. boto3 is imported when the first is asked."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from checks.facts import Identity, Missing, NoSuchZone, NotThere, Zone
from migrator.deadline import within

if TYPE_CHECKING:
    from boto3.session import Session
    from botocore.exceptions import ClientError

Fact = TypeVar("Fact")
REFUSING = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
# Profiles, single sign-on and processes that give no credentials.
UNUSABLE = frozenset(
    {
        "ConfigNotFound",
        "ConfigParseError",
        "CredentialRetrievalError",
        "InfiniteLoopConfigError",
        "InvalidConfigError",
        "ProfileNotFound",
        "RefreshWithMFAUnsupportedError",
        "SSOTokenLoadError",
        "TokenRetrievalError",
        "UnauthorizedSSOTokenError",
    }
)
DENIED = frozenset({"AccessDenied", "AccessDeniedException"})


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
    """One session with the environment's credentials. Every method answers a fact, never an exception of boto3.

    Safe to call concurrently: sessions are not, so everything that touches one stands behind a lock; clients are.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._lock = threading.RLock()
        self._session: Session | None = None
        self._clients: dict[str, Any] = {}

    @property
    def region(self) -> str:
        """The region as Terraform's provider would take it from the environment."""
        named = os.environ.get("AWS_REGION") or self._made().region_name
        return named or "us-east-1"

    def _made(self) -> Session:
        import boto3  # noqa: PLC0415 - half a second of CPU

        with self._lock:
            self._session = self._session or boto3.session.Session()
            return self._session

    def _client(self, service: str) -> Any:
        from botocore.config import Config  # noqa: PLC0415

        with self._lock:
            if service not in self._clients:
                tries = {"total_max_attempts": self._limits.attempts, "mode": "standard"}
                limits = Config(connect_timeout=self._limits.connect, read_timeout=self._limits.read, retries=tries)
                self._clients[service] = self._made().client(service, config=limits, region_name=self.region)
            return self._clients[service]

    def signed_for(self, cluster: str) -> str:
        """A presigned GetCallerIdentity URL that names a cluster: what EKS takes as a token, good for 15 minutes."""
        from botocore.signers import RequestSigner  # noqa: PLC0415

        sts, region = self._client("sts"), self.region
        with self._lock:
            session = self._made()
            credentials = session.get_credentials()
            signer = RequestSigner(sts.meta.service_model.service_id, region, "sts", "v4", credentials, session.events)
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

    def zone(self, zone_id: str) -> Zone | NoSuchZone | Missing:
        """Route53 GetHostedZone."""

        def ask() -> Zone | NoSuchZone:
            client = self._client("route53")
            try:
                said = client.get_hosted_zone(Id=zone_id)["HostedZone"]
            except (client.exceptions.NoSuchHostedZone, client.exceptions.InvalidInput):
                return NoSuchZone(zone_id)
            return Zone(zone_id, said["Name"].rstrip("."), bool(said.get("Config", {}).get("PrivateZone")))

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
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415
        from botocore.parsers import ResponseParserError  # noqa: PLC0415

        try:
            return within(self._limits.total, ask)
        except ClientError as error:
            return _refusal(service, error)
        except BotoCoreError as error:
            return _without_answer(service, error)
        except TimeoutError:
            return Missing(f"{service} gave no whole answer within {self._limits.total:g} s")
        except OSError as error:  # the transport's own are BotoCoreErrors: this is a credential process or file
            return Missing(f"the configured AWS credentials cannot be used ({type(error).__name__})", refused=True)
        except (ResponseParserError, LookupError, TypeError, AttributeError, ValueError) as error:
            return Missing(f"{service} gave an answer that is not AWS's ({type(error).__name__})")


def _refusal(service: str, error: ClientError) -> Missing:
    code = str(error.response.get("Error", {}).get("Code", "an error"))
    if code in DENIED:
        return Missing(f"{service} refuses {error.operation_name} to these credentials ({code})", refused=service == "STS")
    return Missing(f"{service} answered {code}", refused=code in REFUSING)


def _without_answer(service: str, error: Exception) -> Missing:
    kind = type(error).__name__
    if kind in ("NoCredentialsError", "PartialCredentialsError"):
        return Missing("no AWS credentials were found in the environment, profile or instance", refused=True)
    if kind in UNUSABLE:
        return Missing(f"the configured AWS credentials cannot be used ({kind})", refused=True)
    return Missing(f"{service} cannot be reached ({kind})")
