"""What the deployment does by itself, by store and clock."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine

from migrator.sandbox.aws_api import alias_record
from migrator.sandbox.names import FQDN
from migrator.sandbox.store import Store
from migrator.sandbox.world import ALB, SIDECAR, World

STEP = 0.3
Install = Callable[..., None]
ALL = ("operator", "wandb-cr", "external-dns", "aws-load-balancer-controller")


@pytest.fixture
def install(store: Store, clock: time_machine.Traveller) -> Install:
    """Install helm releases now."""

    def installed(*names: str) -> None:
        for name in names:
            store.put("helm_release", name, {"id": name})

    return installed


def broken(tmp_path: Path, name: str) -> None:
    """Put a broken world in force."""
    (tmp_path / "faults.json").write_text(json.dumps([{"world": name}]))


def test_before_the_migration(world: World, store: Store) -> None:
    """The old application is the only workload; there is no operator, no custom resource, no Ingress."""
    store.put("kubernetes_deployment", "d", {"id": "d"})
    assert [one.name for one in world.deployments()] == ["wandb"]
    assert world.old_application()
    assert (world.operator(), world.custom_resource(), world.ingress(), world.target()) == (None, None, None, None)


def test_the_custom_resource_goes_through_its_phases(world: World, install: Install, clock: time_machine.Traveller) -> None:
    """Its status is empty until the operator runs, then Loading, Applying, Completed; and Completed is not ready."""
    install("operator", "wandb-cr", "aws-load-balancer-controller")
    assert world.custom_resource() == (None, None)
    clock.shift(1.1 * STEP)
    install("wandb-cr")
    seen = []
    for _ in range(14):
        phase = (world.custom_resource() or (None,))[0]
        seen.append((phase, world.new_application()))
        clock.shift(STEP / 2)
    assert list(dict.fromkeys(seen)) == [("Applying", False), ("Completed", False), ("Completed", True)]


def test_completed_is_not_ready(world: World, install: Install, clock: time_machine.Traveller) -> None:
    """When the custom resource says Completed, none of its workloads is available yet."""
    install("operator", "wandb-cr")
    clock.shift(2.5 * STEP)
    assert world.custom_resource() == ("Completed", "0.17.0")
    assert [one.available for one in world.workloads()] == [False] * 5


def test_loading_comes_first(world: World, install: Install, clock: time_machine.Traveller) -> None:
    """A custom resource that an available operator has just seen is Loading."""
    install("operator")
    clock.shift(2 * STEP)
    install("wandb-cr")
    assert world.custom_resource() == ("Loading", "0.17.0")
    assert world.workloads() == ()


def test_the_workloads_become_ready_one_after_another(world: World, install: Install, clock: time_machine.Traveller) -> None:
    """All Deployments are there once the resource is applied; they become available one by one."""
    install("operator", "wandb-cr")
    counts = []
    for _ in range(50):
        clock.shift(STEP / 8)
        counts.append(sum(one.available for one in world.workloads()))
    assert sorted(set(counts)) == [0, 1, 2, 3, 4, 5]
    assert counts == sorted(counts)


@pytest.mark.parametrize(
    ("name", "waiting"),
    [
        ("operator-image-gone", "ImagePullBackOff"),
        ("operator-never-ready", None),
        ("operator-crash-looping", "CrashLoopBackOff"),
    ],
)
def test_an_operator_that_does_not_run(
    tmp_path: Path,
    world: World,
    install: Install,
    clock: time_machine.Traveller,
    *,
    name: str,
    waiting: str | None,
) -> None:
    """Without a running operator the custom resource keeps an empty status and nothing is deployed."""
    install(*ALL)
    broken(tmp_path, name)
    clock.shift(100 * STEP)
    operator = world.operator()
    assert operator is not None
    assert (operator.available, operator.sidecar, operator.waiting) == (False, SIDECAR, waiting)
    assert world.custom_resource() == (None, None)
    assert (world.workloads(), world.ingress()) == ((), None)


def test_a_later_operator_has_no_sidecar(
    tmp_path: Path, world: World, store: Store, install: Install, clock: time_machine.Traveller
) -> None:
    """An image that is gone keeps only the chart that needs it from running."""
    install(*ALL)
    store.put("helm_release", "operator", {"id": "operator", "version": "1.3.4"})
    broken(tmp_path, "operator-image-gone")
    clock.shift(100 * STEP)
    operator = world.operator()
    assert operator is not None
    assert operator.available


def test_an_ingress_without_an_address(world: World, install: Install, clock: time_machine.Traveller) -> None:
    """Without the load-balancer controller the Ingress has no address, and nothing is published."""
    install("operator", "wandb-cr", "external-dns")
    clock.shift(100 * STEP)
    world.tick()
    assert (world.ingress(), world.target(), world.new_application()) == ("", None, False)


def test_the_name_is_published(world: World, zone: Any, install: Install, clock: time_machine.Traveller) -> None:
    """external-dns publishes the name and its mark of ownership once, when the Ingress has an address."""
    install(*ALL)
    world.tick()
    assert zone.held == []
    clock.shift(100 * STEP)
    for _ in range(3):
        world.tick()
        clock.shift(100)
    assert world.target() == ALB
    assert [one["Type"] for one in zone.held] == ["A", "TXT"]
    assert "heritage=external-dns,external-dns/owner=default" in zone.held[1]["ResourceRecords"][0]["Value"]


@pytest.mark.parametrize(
    "record",
    [
        alias_record(FQDN, "wandb-sandbox-alb.us-west-2.elb.amazonaws.com", "Z1"),
        {"Name": f"{FQDN}.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]},
        {"Name": f"{FQDN}.", "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": "elsewhere.example"}]},
    ],
    ids=["alias", "address", "cname"],
)
def test_a_record_of_somebody_else(
    world: World, zone: Any, install: Install, clock: time_machine.Traveller, record: dict[str, Any]
) -> None:
    """A record of the name that is there already is left alone; once it is gone, the name is published."""
    install(*ALL)
    zone.held.append(record)
    clock.shift(100 * STEP)
    world.tick()
    assert zone.held == [record]
    zone.held.clear()
    clock.shift(10)
    world.tick()
    assert world.target() == ALB


def test_a_record_that_comes_at_the_same_time(
    world: World, zone: Any, install: Install, clock: time_machine.Traveller
) -> None:
    """A record that comes between the look and the change is left alone; once it is gone, the name is published."""
    install(*ALL)
    zone.late.append(alias_record(FQDN, "another.us-west-2.elb.amazonaws.com", "Z1"))
    clock.shift(100 * STEP)
    world.tick()
    assert [one["AliasTarget"]["DNSName"] for one in zone.held] == ["another.us-west-2.elb.amazonaws.com"]
    zone.held.clear()
    clock.shift(10)
    world.tick()
    assert world.target() == ALB


def test_other_names_are_not_in_the_way(world: World, zone: Any, install: Install, clock: time_machine.Traveller) -> None:
    """Records of other names, and text records of this one, do not keep external-dns from publishing."""
    install(*ALL)
    zone.held += [alias_record(f"old.{FQDN}", "x", "Z1"), {"Name": FQDN, "Type": "TXT", "ResourceRecords": []}]
    clock.shift(100 * STEP)
    world.tick()
    assert world.target() == ALB


def test_dns_never_appears(tmp_path: Path, world: World, zone: Any, install: Install, clock: time_machine.Traveller) -> None:
    """In that world everything runs, and the name is never published."""
    install(*ALL)
    broken(tmp_path, "dns-never-appears")
    clock.shift(100 * STEP)
    world.tick()
    assert world.new_application()
    assert zone.held == []


def test_a_demonstration_is_slower(world: World, store: Store, install: Install, clock: time_machine.Traveller) -> None:
    """In a demonstration the same steps take five times as long."""
    store.set("pace", "demo")
    install("operator")
    clock.shift(2 * STEP)
    before = world.operator()
    clock.shift(4 * STEP)
    after = world.operator()
    assert before is not None
    assert after is not None
    assert (before.available, after.available) == (False, True)


@pytest.mark.parametrize(("target", "resolves"), [("old.elb", True), (ALB, False), ("nowhere", False)])
def test_which_load_balancers_have_addresses(world: World, store: Store, target: str, resolves: bool) -> None:
    """A load balancer's name resolves while it exists: the old one in the store, the new one behind an Ingress."""
    store.put("aws_lb", "lb", {"id": "lb", "dns_name": "old.elb"})
    assert world.resolves(target) is resolves


def test_a_zone_that_is_delegated_elsewhere(world: World, tmp_path: Path) -> None:
    """DNS names the zone's own servers, until it is told to name others."""
    assert world.name_servers() == ["ns-1.awsdns-1.com"]
    broken(tmp_path, "zone-elsewhere")
    assert world.name_servers() == ["ns1.elsewhere.example"]
