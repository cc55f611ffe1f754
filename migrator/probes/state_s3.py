"""The state's bucket and its locks, asked of AWS as the backend itself would: by its own profile, role and region."""

from collections.abc import Callable
from typing import Any

from checks.facts import Backend, Missing, NotThere
from checks.facts.configuration import AssumedRole, AwsProvider, Place
from checks.facts.state import Lock
from migrator.aws import Aws
from migrator.terraform import locks

MOST = 65536
NOWHERE = Place("the backend", 0)
Found = Lock | NotThere | Missing


def connection(backend: Backend) -> Aws:
    """AWS as the backend's settings say; the environment decides about what they leave open."""
    said = backend.settings
    role = said.get("assume_role.role_arn") or said.get("role_arn")
    block = AwsProvider(
        None,
        backend.place or NOWHERE,
        region=said.get("region"),
        profile=said.get("profile"),
        role=AssumedRole(role) if role else None,
    )
    return Aws(provider=lambda: block)


def versioning(aws: Aws, bucket: str) -> str | Missing:
    """In AWS's words; a bucket that never had it says nothing."""
    return aws.ask("s3", lambda s3: str(s3.get_bucket_versioning(Bucket=bucket).get("Status", "Disabled")))


def lock(aws: Aws, backend: Backend, key: str) -> Found:
    """Whichever lock is there of those that the backend takes."""
    bucket, table = backend.settings["bucket"], backend.settings.get("dynamodb_table")
    asks: list[Callable[[], Found]] = []
    if backend.settings.get("use_lockfile") == "true":
        asks.append(lambda: _object(aws, bucket, f"{key}.tflock"))
    if table:
        asks.append(lambda: _item(aws, table, f"{bucket}/{key}"))
    found = [ask() for ask in asks]
    for kind in (Lock, Missing):
        for one in found:
            if isinstance(one, kind):
                return one
    return locks.NOTHING


def _object(aws: Aws, bucket: str, key: str) -> Found:
    def ask(s3: Any) -> Found:
        try:
            with s3.get_object(Bucket=bucket, Key=key)["Body"] as body:
                return locks.read(f"s3://{bucket}/{key}", body.read(MOST))
        except s3.exceptions.NoSuchKey:
            return locks.NOTHING

    return aws.ask("s3", ask)


def _item(aws: Aws, table: str, key: str) -> Found:
    def ask(dynamodb: Any) -> Found:
        said = dynamodb.get_item(TableName=table, Key={"LockID": {"S": key}}, ConsistentRead=True)
        info = said.get("Item", {}).get("Info", {}).get("S")
        return locks.NOTHING if info is None else locks.read(f"item {key} of the DynamoDB table {table}", info.encode())

    return aws.ask("dynamodb", ask)
