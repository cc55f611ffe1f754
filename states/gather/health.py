"""One look at everything that verify judges, gathered concurrently. Fetching only: nothing is judged here."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from checks.facts import Health, HttpAnswer, Missing, NotThere, Values
from runbooks.model import Runbook
from states.ports import Ports

Fact = TypeVar("Fact")
UNKNOWN_NAME = Missing("the host name is not a plain value in the configuration")


def health(ports: Ports, runbook: Runbook, values: Values, second_plan: tuple[str, ...] | Missing) -> Health:
    """One look at everything that verify judges."""
    probes, fqdn, zone_id = ports.probes, values.fqdn, values.zone_id
    with ThreadPoolExecutor(8) as pool:
        operator = pool.submit(probes.operator)
        resource = pool.submit(probes.custom_resource)
        workloads = pool.submit(probes.workloads)
        balancer = pool.submit(probes.load_balancer)
        record = pool.submit(_named, lambda name: probes.record(zone_id or "", name), fqdn if zone_id else None)
        addresses = pool.submit(_named, probes.addresses, fqdn)
        application = pool.submit(_application, ports, runbook, fqdn)
        return Health(
            second_plan=second_plan,
            operator=operator.result(),
            custom_resource=resource.result(),
            workloads=workloads.result(),
            load_balancer=balancer.result(),
            record=record.result(),
            addresses=addresses.result(),
            application=application.result(),
        )


def _named(probe: Callable[[str], Fact | NotThere | Missing], fqdn: str | None) -> Fact | NotThere | Missing:
    return UNKNOWN_NAME if fqdn is None else probe(fqdn)


def _application(ports: Ports, runbook: Runbook, fqdn: str | None) -> HttpAnswer | Missing:
    return UNKNOWN_NAME if fqdn is None else ports.probes.application(fqdn, runbook.health.path)
