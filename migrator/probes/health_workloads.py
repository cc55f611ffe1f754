"""The application's workloads, and helm's records."""

from collections.abc import Iterator

from checks.facts import Values
from migrator.probes.sources import Sources
from states.probes import Question

SECONDS = 60.0


def questions(sources: Sources, values: Values) -> Iterator[Question]:  # noqa: ARG001 - the shape of an asker
    """Workloads by label, releases by name: those that Terraform installs, and the operator's."""
    runbook = sources.runbook
    own = (runbook.verification.release_namespace, runbook.verification.release)
    wanted = (*((one.namespace, one.name) for one in runbook.installed.releases), own)
    yield Question("workloads", "found", sources.cluster.workloads, SECONDS)
    yield Question("workloads", "releases", lambda: sources.cluster.releases(wanted), SECONDS)
