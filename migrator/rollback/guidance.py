"""Makes the answer for one run: by its journal, what it kept, the files in its directory, the world. It touches nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from checks.facts.standing import Before, Standing
from checks.plan.model import JudgedChange
from checks.problem import Problem
from checks.rollback import WayBack, way_back
from checks.standing import Sight, weighed
from migrator.journal import Kept
from migrator.redact import Redactor
from migrator.report.rollback import Guidance
from migrator.rollback.filled import Names, filled
from migrator.rollback.names import Old, brought_by, files, journalled, names, old
from migrator.rollback.saved import before, parsed, saved_state
from migrator.runbook import runbook_of
from migrator.terraform.statefile import StateFile
from migrator.workspace import TerraformWorkspace
from runbooks.model import Runbook
from states.ports import RunFiles
from states.progress import progress
from states.run import Run
from states.stored import load_approved

Asked = Callable[[Run, bytes], Standing]
Seen = tuple[Before | None, Standing]
Weighed = tuple[WayBack, tuple[Sight, ...] | None]


@dataclass(frozen=True)
class Source:
    """What the names come from; `redact` hides secrets in everything that is made of it."""

    names: Names
    old: Old | None
    redact: Redactor


def guidance(
    kept: Kept, env: Mapping[str, str], *, working: bool, terraform: int | None = None, asked: Asked | None = None
) -> Guidance:
    """The answer; what cannot be read leaves its names to be filled in by hand, and never keeps the rest from being told.

    `asked` looks at the world; without it the journal alone answers.
    """
    run, runbook = kept.run, runbook_of(kept.run.inputs)
    raw = saved_state(run, kept.files)
    saved = parsed(raw)
    seen = None if asked is None else (before(run, saved), asked(run, raw))
    way, sights = _weighed(kept, runbook, seen, working=working or terraform is not None)
    found = _source(kept, runbook, saved, env)
    made = {name: found.redact(text) for name, text in files(runbook, found.names, found.old).items()}
    return Guidance(run.id, run.inputs.directory, run.state, way, filled(way, found.names, made), working, terraform, sights)


def _weighed(kept: Kept, runbook: Runbook, seen: Seen | None, *, working: bool) -> Weighed:
    """The way back, and what was seen; None where nothing was asked."""
    judged = changes(kept.run, kept.files)
    known = progress(kept.run, judged)
    if seen is None:
        return way_back(known, runbook.rollback), None
    settled = not working and (kept.run.attempt is None or kept.run.attempt.over)
    saw, stands = seen
    return weighed(known, judged, saw, stands, runbook.rollback, settled=settled)


def changes(run: Run, kept: RunFiles) -> tuple[JudgedChange, ...]:
    """The changes of the approved plan as they were judged; none where the run keeps none that can be read."""
    if run.approved is None:
        return ()
    try:
        return load_approved(kept).changes
    except Problem:
        return ()


def _source(kept: Kept, runbook: Runbook, saved: StateFile | None, env: Mapping[str, str]) -> Source:
    """Without readable files no name is told, and nothing of the old configuration: its secrets would not be known."""
    run, folder = kept.run, kept.files.path("")
    endpoint = saved.attribute("aws_rds_cluster", "endpoint") if saved else None
    more = {"commit": brought_by(run, runbook, env), "endpoint": endpoint}
    workspace = TerraformWorkspace(Path(run.inputs.directory), runbook, run.inputs, env)
    try:
        redact = Redactor(workspace.secrets())
        before_it = old(run, runbook, folder, env)
        return Source(names(run, runbook, workspace, folder, more), before_it, redact)
    except Problem:
        return Source(journalled(run, runbook, folder, more), None, Redactor(()))
