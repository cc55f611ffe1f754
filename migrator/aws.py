"""The few questions put to AWS, through boto3 over HTTP. boto3 is imported when the first is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from checks.facts import Identity, Missing, NoSuchZone, NotThere, Zone

if TYPE_CHECKING:
    from boto3.session import Session

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
DENIED = frozenset({"AccessDenied", "AccessDeniedException"})


@dataclass(frozen=True)
class Endpoint:
    """Where a cluster's API is; `authority` is its CA, base64 of PEM."""

    url: str
    authority: str


class Aws:
    """One session with the environment's credentials. Every method answers a fact, never an exception of boto3."""

    @cached_property
    def session(self) -> Session:
        """The session; made once."""
        import boto3  # noqa: PLC0415 - half a second of CPU

        return boto3.session.Session()

    def _client(self, service: str) -> Any:
        from botocore.config import Config  # noqa: PLC0415

        limits = Config(connect_timeout=5, read_timeout=15, retries={"total_max_attempts": 2, "mode": "standard"})
        return self.session.client(service, config=limits, region_name=self.session.region_name or "us-east-1")

    def identity(self) -> Identity | Missing:
        """STS GetCallerIdentity."""

        def ask() -> Identity:
            said = self._client("sts").get_caller_identity()
            return Identity(said["Account"], said["Arn"])

        return _asked("STS", ask)

    def zone(self, zone_id: str) -> Zone | NoSuchZone | Missing:
        """Route53 GetHostedZone."""

        def ask() -> Zone | NoSuchZone:
            client = self._client("route53")
            try:
                said = client.get_hosted_zone(Id=zone_id)["HostedZone"]
            except (client.exceptions.NoSuchHostedZone, client.exceptions.InvalidInput):
                return NoSuchZone(zone_id)
            return Zone(zone_id, said["Name"].rstrip("."), bool(said.get("Config", {}).get("PrivateZone")))

        return _asked("Route53", ask)

    def record(self, zone_id: str, fqdn: str) -> str | NotThere | Missing:
        """What the A record of the name points at: the alias target, or the first value."""

        def ask() -> str | NotThere:
            listed = self._client("route53").list_resource_record_sets(
                HostedZoneId=zone_id, StartRecordName=fqdn, StartRecordType="A", MaxItems="1"
            )
            for one in listed["ResourceRecordSets"]:
                if one["Name"].rstrip(".") == fqdn and one["Type"] == "A":
                    alias = one.get("AliasTarget", {}).get("DNSName")
                    target: str = alias or one["ResourceRecords"][0]["Value"]
                    return target.rstrip(".").removeprefix("dualstack.")
            return NotThere(f"the A record of {fqdn}")

        return _asked("Route53", ask)

    def cluster(self, name: str) -> Endpoint | NotThere | Missing:
        """EKS DescribeCluster."""

        def ask() -> Endpoint | NotThere:
            client = self._client("eks")
            try:
                said = client.describe_cluster(name=name)["cluster"]
            except client.exceptions.ResourceNotFoundException:
                return NotThere(f"the EKS cluster {name}")
            return Endpoint(said["endpoint"], said["certificateAuthority"]["data"])

        return _asked("EKS", ask)


def _asked(service: str, ask: Callable[[], Fact]) -> Fact | Missing:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        return ask()
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", "an error"))
        if code in DENIED:
            return Missing(
                f"{service} refuses {error.operation_name} to these credentials ({code})", refused=service == "STS"
            )
        return Missing(f"{service} answered {code}", refused=code in REFUSING)
    except BotoCoreError as error:
        return _without_answer(service, error)
    except ValueError as error:
        return Missing(f"{service} gave an answer that is not AWS's ({type(error).__name__})")


def _without_answer(service: str, error: Exception) -> Missing:
    kind = type(error).__name__
    if kind in ("NoCredentialsError", "PartialCredentialsError"):
        return Missing("no AWS credentials were found in the environment, profile or instance", refused=True)
    if kind in (
        "ProfileNotFound",
        "SSOTokenLoadError",
        "UnauthorizedSSOTokenError",
        "CredentialRetrievalError",
        "TokenRetrievalError",
    ):
        return Missing(f"the configured AWS credentials cannot be used ({kind})", refused=True)
    return Missing(f"{service} cannot be reached ({kind})")
