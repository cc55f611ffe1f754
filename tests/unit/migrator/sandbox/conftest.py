"""A store, a zone that is only a list, and the world over both."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from migrator.sandbox.aws_api import AwsApi
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.store import Store
from migrator.sandbox.world import World


class Zone(AwsApi):
    """A stand-in for the stand-in: a zone's records in a list, without a server."""

    def __init__(self) -> None:
        self.held: list[dict[str, Any]] = []
        self.late: list[dict[str, Any]] = []

    def records(self) -> Iterator[dict[str, Any]]:
        """As given."""
        yield from self.held

    def name_servers(self) -> list[str]:
        """Its own."""
        return ["ns-1.awsdns-1.com"]

    def change(self, action: str, *records: dict[str, Any]) -> None:
        """As Route53 does it, whether a record is there or not; refused where `late` ones come first."""
        if self.late:
            self.held += self.late
            self.late.clear()
            raise ClientError({"Error": {"Code": "InvalidChangeBatch", "Message": "it already exists"}}, "ChangeRecords")
        changed = [(one["Name"].rstrip("."), one["Type"]) for one in records]
        self.held[:] = [one for one in self.held if (one["Name"].rstrip("."), one["Type"]) not in changed]
        self.held += records if action in ("CREATE", "UPSERT") else ()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty cloud."""
    return Store(tmp_path / "cloud.db")


@pytest.fixture
def faults(tmp_path: Path, store: Store) -> FaultFile:
    """No faults, until somebody writes faults.json."""
    return FaultFile(tmp_path / "faults.json", store)


@pytest.fixture
def zone() -> Zone:
    """An empty zone."""
    return Zone()


@pytest.fixture
def world(store: Store, faults: FaultFile, zone: Zone) -> World:
    """The world."""
    return World(store, faults, zone)
