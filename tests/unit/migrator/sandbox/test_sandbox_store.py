"""The store that is the cloud, and the log with Terraform's addresses."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine

from migrator.sandbox import addresses
from migrator.sandbox.paths import Home
from migrator.sandbox.store import Store


def test_objects(store: Store) -> None:
    """Objects are found by type and id, listed oldest first, changed in place, and gone once removed."""
    store.put("t", "b", {"n": 1})
    store.put("t", "a", {"n": 2})
    store.put("t", "b", {"n": 3})
    store.put("u", "a", {"n": 4})
    assert store.get("t", "b") == {"n": 3}
    assert store.all("t") == [{"n": 3}, {"n": 2}]
    store.remove("t", "b")
    store.remove("t", "never there")
    assert (store.get("t", "b"), store.all("t")) == (None, [{"n": 2}])


def test_age(store: Store) -> None:
    """An object's age counts from its creation, not from a change; what is not there has none."""
    with time_machine.travel("2026-01-01T00:00:00Z", tick=False) as clock:
        store.put("t", "a", {})
        clock.shift(5)
        store.put("t", "a", {"changed": True})
        clock.shift(2)
        assert store.age("t", "a") == 7
    assert store.age("t", "b") is None


def test_counting_from_many_sides(store: Store) -> None:
    """Counters never give a number twice, whoever asks at the same time."""
    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(lambda _: store.count("k"), range(40)))
    assert sorted(counted) == list(range(1, 41))
    assert store.count("another") == 1


def test_the_log(store: Store) -> None:
    """The operation log is in order, with times in RFC 3339, UTC."""
    with time_machine.travel("2026-01-01T00:00:00.5Z", tick=False):
        store.log("create", "t", "a", "ok")
        store.log("delete", "t", "a", "error")
    assert [one["op"] for one in store.operations()] == ["create", "delete"]
    assert store.operations()[0] == {
        "at": "2026-01-01T00:00:00.500Z", "op": "create", "type": "t", "id": "a", "address": None, "result": "ok",
    }  # fmt: skip


def test_it_is_kept(store: Store, tmp_path: Path) -> None:
    """Another process that opens the file sees everything; settings are null until they are made."""
    assert store.setting("pace") is None
    store.set("pace", "fast")
    store.set("pace", "demo")
    store.put("t", "a", {"n": 1})
    other = Store(tmp_path / "cloud.db")
    assert (other.setting("pace"), other.get("t", "a")) == ("demo", {"n": 1})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with an empty cloud."""
    made = Home(tmp_path / "w")
    made.path.mkdir(parents=True)
    Store(made.cloud)
    return made


def state(home: Home, name: str, *ids: str) -> None:
    """A state file with one resource per id."""
    resource = {"mode": "managed", "module": "module.m", "type": "aws_eip", "name": "nat"}
    found = [{"index_key": n, "attributes": {"id": one}} for n, one in enumerate(ids)]
    data = {"mode": "data", "type": "aws_eip", "name": "read", "instances": [{"attributes": {"id": ids[0]}}]}
    home.directory.joinpath(name).write_text(json.dumps({"resources": [data, {**resource, "instances": found}]}))


def test_addresses_come_from_the_states(home: Home) -> None:
    """An object's address is the state's, or that of the state before, or the remembered one; else null."""
    for name in ("old", "kept", "gone", "unheard"):
        Store(home.cloud).log("delete", "aws_eip", name, "ok")
    state(home, "terraform.tfstate", "old")
    assert addresses.unfinished(home)
    addresses.remember(home)
    assert not addresses.unfinished(home)
    state(home, "terraform.tfstate.backup", "zero", "gone")
    state(home, "terraform.tfstate", "kept")
    found = [one["address"] for one in addresses.joined(home)]
    assert found == ["module.m.aws_eip.nat[0]", "module.m.aws_eip.nat[0]", "module.m.aws_eip.nat[1]", None]


def test_a_state_that_is_being_written(home: Home) -> None:
    """A state that Terraform is in the middle of writing is passed over."""
    Store(home.cloud).log("create", "aws_eip", "a", "ok")
    state(home, "terraform.tfstate.backup", "a")
    home.directory.joinpath("terraform.tfstate").write_text('{"resources": [{"mo')
    assert [one["address"] for one in addresses.joined(home)] == ["module.m.aws_eip.nat[0]"]


def test_much_is_asked_at_once(tmp_path: Path) -> None:
    """Over one connection: what others write meanwhile is seen, also where it is begun within itself."""
    mine, other = Store(tmp_path / "cloud.db"), Store(tmp_path / "cloud.db")
    with mine.at_once():
        other.put("pet", "a", {"id": "a"})
        with mine.at_once():
            assert mine.get("pet", "a") == {"id": "a"}
        mine.put("pet", "b", {"id": "b"})
        assert other.names("pet") == ["a", "b"]
    assert mine.names("pet") == ["a", "b"]
