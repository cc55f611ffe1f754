"""Makes the answer for one run: from its journal, what it kept, and the files in its directory. It touches nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from checks.plan.model import JudgedChange
from checks.problem import Problem
from checks.rollback import way_back
from migrator.journal import Kept
from migrator.redact import Redactor
from migrator.report.rollback import Guidance
from migrator.rollback.filled import Names, filled
from migrator.rollback.names import Old, files, journalled, names, old
from migrator.runbook import runbook_of
from migrator.workspace import TerraformWorkspace
from runbooks.model import Runbook
from states.ports import RunFiles
from states.progress import progress
from states.run import Run
from states.stored import load_approved


@dataclass(frozen=True)
class Source:
    """What the names come from; `redact` hides secrets in everything that is made of it."""

    names: Names
    old: Old | None
    redact: Redactor


def guidance(kept: Kept, env: Mapping[str, str], *, working: bool, terraform: int | None = None) -> Guidance:
    """The answer; what cannot be read leaves its names to be filled in by hand, and never keeps the rest from being told."""
    run, runbook = kept.run, runbook_of(kept.run.inputs)
    way = way_back(progress(run, changes(run, kept.files)), runbook.rollback)
    found = _source(run, runbook, kept.files.path(""), env)
    made = {name: found.redact(text) for name, text in files(runbook, found.names, found.old).items()}
    return Guidance(run.id, run.inputs.directory, run.state, way, filled(way, found.names, made), working, terraform)


def changes(run: Run, kept: RunFiles) -> tuple[JudgedChange, ...]:
    """The changes of the approved plan as they were judged; none where the run keeps none that can be read."""
    if run.approved is None:
        return ()
    try:
        return load_approved(kept).changes
    except Problem:
        return ()


def _source(run: Run, runbook: Runbook, folder: Path, env: Mapping[str, str]) -> Source:
    """Without readable files no name is told, and nothing of the old configuration: its secrets would not be known."""
    workspace = TerraformWorkspace(Path(run.inputs.directory), runbook, run.inputs, env)
    try:
        redact = Redactor(workspace.secrets())
        before = old(run, runbook, folder, env)
        return Source(names(run, runbook, workspace, folder), before, redact)
    except Problem:
        return Source(journalled(run, runbook, folder), None, Redactor(()))
