"""Which file asks for which group of facts."""

from collections.abc import Callable, Iterable

from checks.facts import Known
from migrator.probes import (
    baseline,
    channel,
    dns,
    egress,
    identity,
    kubernetes,
    live,
    state,
    surroundings,
    tools,
)
from migrator.probes.sources import Sources
from states.probes import Question

Asker = Callable[[Sources, Known], Iterable[Question]]
# Slow ones first, so that they do not begin last.
ASKERS: dict[str, Asker] = {
    "baseline": baseline.questions,
    "state": state.questions,
    "live": live.questions,
    "kubernetes": kubernetes.questions,
    "identity": identity.questions,
    "dns": dns.questions,
    "channel": channel.questions,
    "egress": egress.questions,
    "tools": tools.questions,
    "surroundings": surroundings.questions,
}


def questions(sources: Sources, known: Known, wanted: frozenset[str]) -> tuple[Question, ...]:
    """One question for each field of the wanted groups."""
    return tuple(one for name, ask in ASKERS.items() if name in wanted for one in ask(sources, known))
