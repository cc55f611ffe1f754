"""A real bucket on loopback, and a mirror of each test's own in it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migrator.mirror.bucket import Bucket
from migrator.mirror.place import Place
from tests.support.live_aws import LiveAws, live_aws

NAME = "journals"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveAws]:
    """AWS with that bucket."""
    with live_aws(tmp_path_factory.mktemp("aws")) as made:
        made.client("s3").create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
        yield made


@pytest.fixture
def bucket(aws: LiveAws, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Bucket]:
    """The mirror, asked as the environment says; without faults."""
    for name in os.environ:
        if name.startswith(("AWS_", "BOTO")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name, value in {
        "AWS_ENDPOINT_URL": aws.api.endpoint, "AWS_ACCESS_KEY_ID": "sandbox", "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_REGION": "us-west-2", "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    yield Bucket(Place(NAME, f"{Path(request.node.path).stem}/{request.node.name.replace('[', '-').strip(']')}"))
    aws.faults()


@pytest.fixture
def s3(aws: LiveAws) -> Any:
    """Somebody else's client of it."""
    return aws.client("s3")
