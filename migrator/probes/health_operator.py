"""The operator, as the cluster's API tells of it."""

from collections.abc import Iterator

from checks.facts import Values
from migrator.probes.sources import Sources
from states.probes import Question

SECONDS = 60.0


def questions(sources: Sources, values: Values) -> Iterator[Question]:  # noqa: ARG001 - the shape of an asker
    """Deployment, definition, resource, and what is said of them."""
    cluster = sources.cluster
    yield Question("operator", "deployment", cluster.operator, SECONDS)
    yield Question("operator", "definition", cluster.definition, SECONDS)
    yield Question("operator", "resource", cluster.custom_resource, SECONDS)
    yield Question("operator", "events", cluster.events, SECONDS)
    yield Question("operator", "log", cluster.controller_log, SECONDS)
