"""An environment without anything of the machine's own, a certificate authority, and our questions to a deployment."""

import os
from collections.abc import Iterator

import pytest

from migrator.aws import Aws
from tests.support.live_aws import LiveAws
from tests.support.servers import Authority

FOREIGN = ("AWS_", "KUBE", "MIGRATOR_", "SSL_", "BOTO")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No proxies, credentials, profiles or instance metadata from outside."""
    for name in os.environ:
        if name.startswith(FOREIGN) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One for all tests of this folder."""
    return Authority.made(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def aws(deployed: LiveAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """Our own questions to it, without faults."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", deployed.api.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "sandbox")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sandbox")
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    yield Aws()
    deployed.faults()
