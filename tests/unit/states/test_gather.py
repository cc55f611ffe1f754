"""Facts are gathered concurrently, and what cannot be asked is said."""

from dataclasses import replace
from threading import Barrier

from checks.facts import Health, Missing
from states import gather
from tests.support.crash import RUNBOOK
from tests.support.ports import VALUES, Stage, configuration
from tests.support.world import BALANCER, FQDN


def facts(stage: Stage) -> gather.Facts:
    """Everything that preflight judges."""
    return gather.facts(stage.ports(), configuration(pinned=True), configuration(), RUNBOOK)


def health(stage: Stage, **values: str | None) -> Health:
    """One look."""
    return gather.health(stage.ports(), RUNBOOK, replace(VALUES, **values), ())  # type: ignore[arg-type]


def test_every_probe_is_asked() -> None:
    """Each fact comes from its own probe."""
    found, probes = facts(Stage()), Stage().world.probes
    assert (found.identity, found.zone, found.deployer) == (probes["identity"], probes["zone"], probes["deployer"])
    assert found.images == tuple((one, probes["image"]) for one in RUNBOOK.images)
    assert (found.before, found.after, found.values) == (configuration(pinned=True), configuration(), VALUES)
    assert found.layout.pre_active


def test_probes_run_at_the_same_time() -> None:
    """A slow probe does not hold up the others: four of them meet."""
    stage, meeting = Stage(), Barrier(4)
    asked = {f"probes.{name}: before #1" for name in ("identity", "zone", "deployer", "image")}
    stage.world.hook = lambda name: meeting.wait(60) if name in asked else None  # type: ignore[func-returns-value]
    assert facts(stage).identity == stage.world.probes["identity"]


def test_a_zone_that_is_not_named() -> None:
    """Without a plain zone id nobody is asked, and the fact is missing."""
    stage = Stage()
    stage.workspace.values = lambda: replace(VALUES, zone_id=None)  # type: ignore[method-assign]
    assert isinstance(facts(stage).zone, Missing)


def test_health_is_one_look_at_everything() -> None:
    """Each part of the deployment's health comes from its own probe, asked for the host name of the configuration."""
    stage, asked = Stage(), []
    stage.world.probes["addresses"] = ("192.0.2.7",)
    stage.probes.application = lambda *given: asked.append(given) or stage.world.probes["application"]  # type: ignore[func-returns-value]
    found = health(stage)
    assert (found.load_balancer, found.record, found.addresses) == (BALANCER, BALANCER, ("192.0.2.7",))
    assert found.workloads == stage.world.probes["workloads"]
    assert asked == [(FQDN, RUNBOOK.health.path)]


def test_a_host_name_that_is_not_known() -> None:
    """Without a plain domain the record, the addresses and the application cannot be asked for; the rest is."""
    found = health(Stage(), domain_name=None)
    assert (found.record, found.addresses, found.application) == (gather.UNKNOWN_NAME,) * 3
    assert found.load_balancer == BALANCER


def test_a_record_in_a_zone_that_is_not_named() -> None:
    """Without a zone id only the record cannot be asked for."""
    found = health(Stage(), zone_id=None)
    assert found.record == gather.UNKNOWN_NAME
    assert found.addresses == ("192.0.2.7",)
