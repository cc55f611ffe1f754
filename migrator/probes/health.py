"""Which file asks for which group of verify's facts."""

from collections.abc import Callable, Iterable

from checks.facts import Values
from migrator.probes import (
    health_aws,
    health_edge,
    health_operator,
    health_parity,
    health_terraform,
    health_web,
    health_workloads,
)
from migrator.probes.sources import Sources
from states.probes import Question

Asker = Callable[[Sources, Values], Iterable[Question]]
# Slow ones first, so that they do not begin last.
ASKERS: dict[str, Asker] = {
    "terraform": health_terraform.questions,
    "operator": health_operator.questions,
    "workloads": health_workloads.questions,
    "parity": health_parity.questions,
    "edge": health_edge.questions,
    "web": health_web.questions,
    "aws": health_aws.questions,
}


def questions(sources: Sources, values: Values, wanted: frozenset[str]) -> tuple[Question, ...]:
    """One question for each field of the wanted groups."""
    return tuple(one for name, ask in ASKERS.items() if name in wanted for one in ask(sources, values))
