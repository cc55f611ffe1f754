"""A plan of what is active."""

from collections.abc import Iterator
from pathlib import Path

from checks.facts import Known, Missing, NotThere
from checks.facts.baseline import Baseline
from checks.plan.drift import drift
from checks.preflight.state_backend import UNSUPPORTED
from checks.problem import Problem
from migrator.probes.sources import Sources
from migrator.terraform.diagnostics import in_short
from migrator.terraform.inputs import variables_before
from migrator.workspace.wrapped import terragrunt
from states.probes import Question
from states.terraform import Directory

# Its own Terraform is ended a little before nobody waits for it any more.
SECONDS = 600.0
OURS = SECONDS - 10


def questions(sources: Sources, known: Known) -> Iterator[Question]:
    """One plan, in place."""
    yield Question("baseline", "plan", lambda: _plan(sources, known), seconds=SECONDS)


def _plan(sources: Sources, known: Known) -> Baseline | Missing:
    """Nothing is planned where the backend would plan elsewhere, or Terragrunt would plan something else."""
    here, backend = Path(sources.inputs.directory), known.before.backend
    if not known.layout.pre_active or known.layout.post_active:
        return Missing(f"it is asked of {sources.runbook.layout.pre}, and that alone is not what is active")
    if (backend and backend.type in UNSUPPORTED) or not isinstance(terragrunt(here), NotThere):
        return Missing("nothing is planned here: see backend-unsupported")
    return _planned(sources, Directory(here))


def _planned(sources: Sources, here: Directory) -> Baseline | Missing:
    variables = variables_before(sources.inputs, sources.runbook.layout)
    try:
        plan = sources.terraform.baseline(here, variables, OURS)
    except Problem as problem:
        hint = "" if variables else "; name the variables files of the active configuration with --pre-tfvars"
        return Missing(in_short(problem) + hint)
    return Baseline(variables, drift(plan) if plan else ())
