"""AWS: the parts of the deployment."""

from collections.abc import Iterator

from checks.facts import Values
from migrator.probes.sources import Sources
from states.probes import Question


def questions(sources: Sources, values: Values) -> Iterator[Question]:  # noqa: ARG001 - the shape of an asker
    """Nothing yet."""
    yield from ()
