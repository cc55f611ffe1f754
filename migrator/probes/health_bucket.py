"""The settings of a bucket as S3 has them. A setting that was never made is an answer, too."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from checks.facts import NotThere
from checks.facts.health.aws import Bucket

Answer = TypeVar("Answer")
HEARS = (
    ("QueueConfigurations", "QueueArn"),
    ("TopicConfigurations", "TopicArn"),
    ("LambdaFunctionConfigurations", "LambdaFunctionArn"),
)


def read(s3: Any, name: str) -> Bucket | NotThere:
    """All of them; it raises what boto3 raises."""
    try:
        heard = s3.get_bucket_notification_configuration(Bucket=name)
    except s3.exceptions.ClientError as error:
        return _unless(error, "NoSuchBucket", NotThere(f"the bucket {name}"))
    return Bucket(
        name,
        origins=_made(s3, "NoSuchCORSConfiguration", (), lambda: _origins(s3.get_bucket_cors(Bucket=name))),
        algorithm=_made(
            s3,
            "ServerSideEncryptionConfigurationNotFoundError",
            None,
            lambda: _algorithm(s3.get_bucket_encryption(Bucket=name)),
        ),
        ownership=_made(
            s3,
            "OwnershipControlsNotFoundError",
            None,
            lambda: _ownership(s3.get_bucket_ownership_controls(Bucket=name)),
        ),
        notified=tuple(sorted(_heard(heard))),
    )


def _made(s3: Any, never: str, otherwise: Answer, ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except s3.exceptions.ClientError as error:
        return _unless(error, never, otherwise)


def _unless(error: Any, code: str, answer: Answer) -> Answer:
    """The answer where AWS says that there is nothing; every other error is raised."""
    if error.response["Error"]["Code"] != code:
        raise error
    return answer


def _origins(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted({one for rule in said["CORSRules"] for one in rule["AllowedOrigins"]}))


def _algorithm(said: Mapping[str, Any]) -> str | None:
    rule = said["ServerSideEncryptionConfiguration"]["Rules"][0]
    found: str | None = rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm")
    return found


def _ownership(said: Mapping[str, Any]) -> str | None:
    found: str = said["OwnershipControls"]["Rules"][0]["ObjectOwnership"]
    return found


def _heard(said: Mapping[str, Any]) -> Iterator[str]:
    """The last part of the ARN of everything that hears of new objects."""
    for many, arn in HEARS:
        yield from (one[arn].rpartition(":")[2] for one in said.get(many, ()))
