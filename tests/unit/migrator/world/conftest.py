"""An environment without anything of the machine's own, and a certificate authority."""

import os

import pytest

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
