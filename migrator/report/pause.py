"""What is answered to `migrator pause`."""

import shlex

from migrator.report.documents import write
from states.run import Run


def pause_text(run: Run, *, asked: bool) -> str:
    """For a terminal."""
    if not asked:
        return f"Run {run.id}: no process works on it, so there is nothing to pause.\n\nnext: {_next(run, 'status')}"
    return f"Run {run.id} stops once `{run.state}` is over.\n\nnext: {_next(run, 'status')}  # then: {_next(run, 'resume')}"


def pause_document(run: Run, *, asked: bool) -> str:
    """`migrator.pause/1`."""
    return write("pause", {"run": run.id, "asked": asked, "state": run.state, "next": _next(run, "status")})


def _next(run: Run, command: str) -> str:
    return shlex.join(["migrator", command, "--dir", run.inputs.directory])
