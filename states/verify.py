"""verify: a second plan is empty, the operator has brought the application up, and users reach it.

It touches nothing, but for the override, which is removed at the end where that was asked for (`Inputs.remove_override`).
"""

from checks.facts import Health, Missing
from checks.health import judge, settled
from checks.model import Passed, Verdict
from checks.problem import Exit, Problem
from runbooks.model import Runbook
from states import wait
from states.engine import Recorder
from states.events import Event, Verified
from states.gather import health
from states.ports import Note, Ports
from states.run import Run
from states.stored import VERIFICATION, store_verdict
from states.terraform import Directory
from states.window import left


def examine(ports: Ports, runbook: Runbook, *, patience: float) -> Verdict:
    """Judge the deployment's health, waiting up to `patience` seconds for what is on its way."""
    ports.note(Note("terraform plan: a second one must be empty"))
    left = _second_plan(ports)
    values = ports.workspace.values()
    last = wait.until(
        lambda: health(ports, runbook, values, left),
        lambda seen: settled(seen, runbook),
        seconds=patience,
        clock=ports.clock,
        tell=lambda seen: _tell(seen, ports, runbook),
    )
    return Verdict.of(judge(last, runbook))


def _second_plan(ports: Ports) -> tuple[str, ...] | Missing:
    try:
        return ports.terraform.changes(Directory(ports.workspace.path))
    except Problem as problem:
        return Missing(f"{problem.what} {problem.why}")


def _tell(seen: Health, ports: Ports, runbook: Runbook) -> None:
    waiting = [one.code for one in judge(seen, runbook) if not isinstance(one, Passed)]
    ports.note(Note(f"waiting for {', '.join(waiting)}"))


class Verify:
    """The last state: the migration is done when this holds."""

    def __init__(self, runbook: Runbook) -> None:
        self._runbook = runbook

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """Again; what is left of the override is removed once verification holds."""
        return None

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Judge, patiently but within the window; a Problem with exit code 5 where verification does not hold."""
        patience = min(self._runbook.deadlines.cluster + self._runbook.deadlines.edge, left(ports))
        verdict = examine(ports, self._runbook, patience=patience)
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
