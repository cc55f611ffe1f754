"""verify: a second plan is empty, the operator has brought the application up, and users reach it.

It touches nothing, but for the override, which is removed at the end where that was asked for (`Inputs.remove_override`).
"""

from checks.model import Verdict
from checks.problem import Exit, Problem
from runbooks.model import Runbook
from states.engine import Recorder
from states.events import Event, Verified
from states.health import examine
from states.ports import Note, Ports
from states.run import Run
from states.stored import VERIFICATION, load_before, store_verdict
from states.window import left


class Verify:
    """The last state: the migration is done when this holds."""

    def __init__(self, runbook: Runbook) -> None:
        self._runbook = runbook

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """Again; what is left of the override is removed once verification holds."""
        return None

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Judge, patiently but within the window; a Problem with exit code 5 where verification does not hold."""
        patience = min(self._runbook.verification.longest, left(ports))
        verdict = examine(ports, self._runbook, load_before(ports.files), patience=patience)
        store_verdict(ports.files, VERIFICATION, verdict)
        if verdict.blocking(record.run.accepted_codes):
            raise unhealthy(verdict)
        _remove_override(record.run, ports)
        return Verified(tuple(one.code for one in verdict.passed))


def _remove_override(run: Run, ports: Ports) -> None:
    """Take back the one file that the swap wrote, and nothing that it renamed; it may be gone already."""
    steps = run.swapped.steps if run.swapped and run.inputs.remove_override else ()
    written = tuple(step for step in steps if step.kind == "write")
    if written:
        ports.note(Note(f"removing {', '.join(step.target for step in written)}, as asked"))
        ports.workspace.undo(written)


def unhealthy(verdict: Verdict) -> Problem:
    """What does not hold, in one Problem."""
    lines = [f"{one.code}: {'; '.join(one.because)} -> {one.remedy}" for one in verdict.findings]
    lines += [f"{one.code}: could not be told: {one.reason}" for one in verdict.unknown]
    return Problem(
        "not-healthy",
        what="The migration is applied, but verification does not hold.",
        why="\n".join(lines),
        next="mend the cause, then: migrator run  # verifies again; applies nothing",
        exit=Exit.UNHEALTHY,
    )
