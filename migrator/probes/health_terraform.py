"""Terraform afterwards: a second plan, and the things that keep data."""

from collections.abc import Iterator
from pathlib import Path

from checks.facts import Missing, Values
from checks.facts.health.terraform import Left
from checks.plan.drift import drift
from checks.problem import Problem
from migrator.probes.sources import Sources, read_state
from migrator.probes.state import things
from migrator.terraform.diagnostics import in_short
from states.probes import Question
from states.terraform import Directory

# A plan asks AWS for everything; with a slow backend and a slow API that takes minutes.
SECONDS = 900.0


def questions(sources: Sources, values: Values) -> Iterator[Question]:  # noqa: ARG001 - the shape of an asker
    """Both need the state; only the plan takes its lock."""
    here = Directory(Path(sources.inputs.directory))
    yield Question("terraform", "plan", lambda: _left(sources), SECONDS)
    yield Question("terraform", "things", lambda: things(sources.runbook, read_state(sources.terraform, here)), SECONDS)


def _left(sources: Sources) -> tuple[Left, ...] | Missing:
    """What a second plan would change, by name; what changed behind Terraform's back is marked."""
    try:
        plan = sources.terraform.second(Directory(Path(sources.inputs.directory)))
    except Problem as problem:
        return Missing(f"a second plan cannot be made: {in_short(problem)}")
    if plan is None:
        return ()
    elsewhere = {one.address for one in plan.resource_drift}
    return tuple(Left(one.address, one.action, one.attributes, one.address in elsewhere) for one in drift(plan))
