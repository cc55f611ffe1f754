"""Which hosts the sandbox plays over HTTPS; for shells, too, so nothing of the stand-ins is imported here."""

import runbooks
from migrator.sandbox.names import DEPLOYER, FQDN, REGION, REGISTRY, RUNBOOK


def names() -> tuple[str, ...]:
    """Every name that is served: the deployment's own, and those that the runbook says are needed."""
    needed = [one.name.format(region=REGION) for one in runbooks.load(RUNBOOK).egress.hosts]
    return tuple(dict.fromkeys((FQDN, f"old.{FQDN}", DEPLOYER, REGISTRY, *needed)))
