"""Looks at what stands right now, for the way back: the state, the old application, names, backups. It only asks.

What was there before is taken from the backup (`saved`). Each question has a deadline.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from checks.facts import Missing, NotThere
from checks.facts.standing import Standing, StateNow
from checks.problem import Problem
from migrator.belongings.holdings import holdings
from migrator.deadline import together, within
from migrator.probes.live_names import balancer
from migrator.probes.live_platform import retention
from migrator.rollback.saved import parsed
from migrator.wiring import World
from states.belongings import Holdings
from states.run import Run

# Seconds for each question; all are asked at the same time.
DEADLINE = 30.0
Ask = Callable[[], object]


def look(made: World, run: Run, raw: bytes, *, seconds: float = DEADLINE) -> Standing:
    """Ask; without a backup there is nothing to compare but the state."""
    asks = dict(_questions(made, run, raw))
    answers: Any = together(partial(_answer, ask, seconds) for ask in asks.values())
    return Standing(**dict(zip(asks, answers, strict=True)))


def unasked(why: str) -> Standing:
    """Nobody can be asked."""
    return Standing(state=Missing(why), gone=Missing(why), record=Missing(why), new_application=Missing(why))


def _answer(ask: Ask, seconds: float) -> object:
    """What it brings; a Missing where it takes too long, or a Problem came instead."""
    try:
        return within(seconds, ask)
    except TimeoutError:
        return Missing(f"no answer within {seconds:g} s")
    except Problem as problem:
        return Missing(problem.what)


def _questions(made: World, run: Run, raw: bytes) -> Iterator[tuple[str, Ask]]:
    yield "state", lambda: _state(made)
    saved, held = parsed(raw), holdings(raw)
    if saved is None or isinstance(held, Missing):
        return
    aws = made.sources.aws
    yield "gone", lambda: _gone(made, held)
    yield "new_application", lambda: _new(made, held)
    if held.zone and held.fqdn:
        yield "record", partial(aws.record, held.zone, held.fqdn)
    if name := saved.attribute("aws_lb", "name"):
        yield "balancer", lambda: balancer(aws, name)
    if cluster := held.cluster:
        yield "retention", lambda: retention(aws, cluster)
        if run.backed_up and (kept := run.backed_up.snapshot):
            yield "snapshot", lambda: _snapshot(made, cluster, kept.id)


def _state(made: World) -> StateNow | Missing:
    found = made.sources.state()
    if isinstance(found, Missing):
        return found
    return StateNow(found.lineage, found.serial, frozenset(one.address for one in found.instances))


def _gone(made: World, held: Holdings) -> tuple[str, ...] | Missing:
    """What goes away right now counts as gone; where one is known to be gone, it is told, whatever is not known."""
    answers = [(one, made.belongings.object(one)) for one in held.objects]
    gone = tuple(str(one) for one, said in answers if isinstance(said, NotThere) or _going(said))
    unknown = next((said for _, said in answers if isinstance(said, Missing)), None)
    return unknown if unknown is not None and not gone else gone


def _going(said: object) -> bool:
    return isinstance(said, dict) and "deletionTimestamp" in said.get("metadata", {})


def _new(made: World, held: Holdings) -> tuple[str, ...] | Missing:
    found = made.sources.cluster.workloads()
    if isinstance(found, Missing):
        return found
    old = {(one.namespace, one.name) for one in held.objects}
    return tuple(f"{one.namespace}/{one.name}" for one in found if (one.namespace, one.name) not in old)


def _snapshot(made: World, cluster: str, ident: str) -> str | NotThere | Missing:
    found = made.belongings.snapshots(cluster)
    if isinstance(found, Missing | NotThere):
        return found
    return next((one.status for one in found if one.id == ident), NotThere(f"the snapshot {ident}"))
