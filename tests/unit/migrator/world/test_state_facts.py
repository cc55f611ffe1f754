"""The state's bucket and locks, asked of a double of S3 and DynamoDB, and of servers that refuse."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from checks.facts import Backend, Missing, NotThere, Place
from checks.facts.state import Lock
from migrator.probes import state_s3
from tests.support.servers import LOCAL, http, serving

INFO = json.dumps({"ID": "c7f0", "Who": "ann@host", "Created": "2026-01-02", "Operation": "OperationTypeApply"})
DENIED = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
REGION = "eu-central-1"
BOTH = {"use_lockfile": "true", "dynamodb_table": "locks"}


def backend(**settings: str) -> Backend:
    """An S3 backend in a region that is not the environment's."""
    return Backend("s3", {"bucket": "states", "key": "k", "region": REGION, **settings}, Place("backend.tf", 2))


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some key, and another region."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIACANARY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-canary")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")


@pytest.fixture(scope="module")
def double() -> Iterator[str]:
    """The services' double, which has the bucket and the table in the backend's region; its address."""
    server = ThreadedMotoServer(LOCAL, 0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    made(address, "s3").create_bucket(Bucket="states", CreateBucketConfiguration={"LocationConstraint": REGION})
    made(address, "dynamodb").create_table(
        TableName="locks", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
    )  # fmt: skip
    yield address
    server.stop()


def made(address: str, service: str) -> Any:
    """A client of the double."""
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    return boto3.client(service, endpoint_url=address, region_name=REGION, **keys)  # type: ignore[call-overload]


@pytest.fixture
def client(double: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Clients to prepare the double with; from now on it is where AWS is."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", double)
    return lambda service: made(double, service)


def test_versioning_in_awss_words(client: Callable[[str], Any]) -> None:
    """A bucket that never had it says nothing: it is disabled."""
    aws = state_s3.connection(backend())
    assert state_s3.versioning(aws, "states") == "Disabled"
    client("s3").put_bucket_versioning(Bucket="states", VersioningConfiguration={"Status": "Enabled"})
    assert state_s3.versioning(aws, "states") == "Enabled"
    assert isinstance(state_s3.versioning(aws, "elsewhere"), Missing)


def test_either_lock_is_found(client: Callable[[str], Any]) -> None:
    """The object beside the state, or the item of the table in the backend's own region; a table's checksum is none."""
    aws = state_s3.connection(backend())
    client("dynamodb").put_item(TableName="locks", Item={"LockID": {"S": "states/k-md5"}, "Digest": {"S": "x"}})
    assert isinstance(state_s3.lock(aws, backend(**BOTH), "k"), NotThere)
    client("dynamodb").put_item(TableName="locks", Item={"LockID": {"S": "states/k"}, "Info": {"S": INFO}})
    found = state_s3.lock(aws, backend(**BOTH), "k")
    assert isinstance(found, Lock)
    assert (found.id, found.who, found.left) == ("c7f0", "ann@host", False)
    client("s3").put_object(Bucket="states", Key="k.tflock", Body=INFO.encode())
    found = state_s3.lock(aws, backend(use_lockfile="true"), "k")
    assert isinstance(found, Lock)
    assert found.place == "s3://states/k.tflock"
    assert isinstance(state_s3.lock(aws, backend(), "k"), NotThere)


def test_who_may_not_ask_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where S3 refuses, the lock and the versioning are not known, which is not the same as free and enabled."""
    with serving(http(403, DENIED, "application/xml")) as heard:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{heard.port}")
        aws = state_s3.connection(backend())
        for found in (state_s3.versioning(aws, "states"), state_s3.lock(aws, backend(use_lockfile="true"), "k")):
            assert isinstance(found, Missing)
            assert "AccessDenied" in found.why
