"""A store, a zone that is only a list, and the world over both."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from migrator.sandbox.cluster.answers import Answer
from migrator.sandbox.cluster.api import ClusterApi
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.store import Store
from migrator.sandbox.world import World
from tests.support.zone import Zone


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


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still."""
    with time_machine.travel("2026-01-02T00:00:00Z", tick=False) as traveller:
        yield traveller


class Cluster:
    """A cluster after the migration, asked as by a client; time passes by `later`."""

    def __init__(self, store: Store, faults: FaultFile, world: World, clock: time_machine.Traveller, path: Path) -> None:
        self.world = world
        self.store = store
        self.api = ClusterApi(world, store, faults)
        self._clock = clock
        self._faults = path / "faults.json"
        for name, space in RELEASES:
            store.put("helm_release", name, {"name": name, "namespace": space, "status": "deployed"})

    def later(self, seconds: float = 30.0) -> None:
        """Time passes, and everybody does what is to be done."""
        self._clock.shift(seconds)
        for _ in range(3):
            self.world.tick()
            self._clock.shift(2)

    def broken(self, *worlds: str) -> None:
        """Exactly these worlds are in force."""
        self._faults.write_text(json.dumps([{"world": one} for one in worlds]))

    def raw(self, path: str, method: str = "GET", sent: Any = None, kind: str = "application/json") -> Answer:
        """An answer as it goes over the wire."""
        body = b"" if sent is None else json.dumps(sent).encode()
        return self.api.answer(path, f"Bearer {self.api.token}", method, body, kind)

    def ask(self, path: str, method: str = "GET", sent: Any = None, kind: str = "application/json") -> dict[str, Any]:
        """The JSON of an answer, whatever its status, which is put in as `http`."""
        said = self.raw(path, method, sent, kind)
        return {**json.loads(said.body), "http": said.status}

    def names(self, path: str) -> list[str]:
        """The names in a list."""
        return [one["metadata"]["name"] for one in self.ask(path)["items"]]


RELEASES = (
    ("operator", "wandb"),
    ("wandb-cr", "default"),
    ("external-dns", "kube-system"),
    ("aws-load-balancer-controller", "kube-system"),
)


@pytest.fixture
def cluster(store: Store, faults: FaultFile, world: World, clock: time_machine.Traveller, tmp_path: Path) -> Cluster:
    """A healthy cluster after the migration."""
    made = Cluster(store, faults, world, clock, tmp_path)
    made.later()
    return made
