"""Whether a Terraform that a run started is still at work, with or without a migrator that follows it."""

from migrator.processes.identity import alive
from states.run import Run


def living(run: Run) -> int | None:
    """The pid of the run's Terraform that still applies on this machine; None where none is seen from here."""
    process = run.attempt.process if run.attempt is not None else None
    return process.pid if process is not None and alive(process) else None
