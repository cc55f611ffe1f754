"""The settings of a bucket, each as the whole input of the call that puts it back: `aws s3api CALL --cli-input-json`."""

from collections.abc import Callable, Mapping
from typing import Any

from checks.facts import NotThere

Document = Mapping[str, Any]
Asking = Callable[[Any, str], Document | None]
# What AWS answers where a bucket has no such setting: nothing is to be put back.
NONE = frozenset(
    {
        "NoSuchCORSConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "OwnershipControlsNotFoundError",
        "ServerSideEncryptionConfigurationNotFoundError",
    }
)
NOTIFICATIONS = (
    "TopicConfigurations",
    "QueueConfigurations",
    "LambdaFunctionConfigurations",
    "EventBridgeConfiguration",
)


def settings(s3: Any, name: str) -> Mapping[str, Document] | NotThere:
    """Put-call -> its input, of everything that is set."""
    try:
        found = {call: _asked(s3, name, ask) for call, ask in CALLS.items()}
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise
        return NotThere(f"the bucket {name}")
    return {call: {"Bucket": name, **given} for call, given in found.items() if given}


def _asked(s3: Any, name: str, ask: Asking) -> Document | None:
    try:
        return ask(s3, name)
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] in NONE:
            return None
        raise


def _cors(s3: Any, name: str) -> Document:
    return {"CORSConfiguration": {"CORSRules": s3.get_bucket_cors(Bucket=name)["CORSRules"]}}


def _encryption(s3: Any, name: str) -> Document:
    kept = "ServerSideEncryptionConfiguration"
    return {kept: s3.get_bucket_encryption(Bucket=name)[kept]}


def _ownership(s3: Any, name: str) -> Document:
    return {"OwnershipControls": s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]}


def _notification(s3: Any, name: str) -> Document:
    said = s3.get_bucket_notification_configuration(Bucket=name)
    return {"NotificationConfiguration": {one: said[one] for one in NOTIFICATIONS if one in said}}


def _versioning(s3: Any, name: str) -> Document | None:
    """A bucket that never had it cannot be put back to that."""
    status = s3.get_bucket_versioning(Bucket=name).get("Status")
    return {"VersioningConfiguration": {"Status": status}} if status else None


def _access(s3: Any, name: str) -> Document:
    kept = "PublicAccessBlockConfiguration"
    return {kept: s3.get_public_access_block(Bucket=name)[kept]}


CALLS: dict[str, Asking] = {
    "put-bucket-cors": _cors,
    "put-bucket-encryption": _encryption,
    "put-bucket-notification-configuration": _notification,
    "put-bucket-ownership-controls": _ownership,
    "put-bucket-versioning": _versioning,
    "put-public-access-block": _access,
}
