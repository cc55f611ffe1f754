"""apply: the saved plan, supervised, every action journalled. The one state that changes the cloud.

A saved plan is started at most once. Whatever became of it, the next start looks first: a live Terraform is attached to,
a finished one is read, and what is left over is planned anew (`states/plan.py`), never re-run. Only what Terraform itself
ended with is taken for its end: a journal or a file that failed under us says nothing about Terraform, which goes on.
"""

import hashlib

from checks.problem import Problem
from checks.rollback import for_good
from runbooks.model import Runbook
from states.approve import expired
from states.attempts import Attempt
from states.doubt import doubtful, elsewhere, in_doubt, left
from states.engine import Recorder
from states.events import Applied, ApplyIntended, ApplyStarted, Event, Process, Unfinished
from states.failed import after_a_pause, failed, stopped
from states.ports import Note, Ports
from states.run import Run
from states.stored import PLAN_FILE, load_approved
from states.terraform import Directory
from states.watch import interrupted, watch
from states.window import refuse_short


def _unapproved(run: Run, ports: Ports) -> bool:
    return run.approved is None or expired(run.approved, ports.clock.now())


class Apply:
    """Starts Terraform, or picks up the one that was started."""

    def __init__(self, runbook: Runbook) -> None:
        self._runbook = runbook

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """Find out what became of the Terraform that a dead process had started."""
        return self._pick_up(record, ports, record.run.attempt) if record.run.attempt else None

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Start the approved plan, or go on with the attempt that is open.

        Where it failed before anything was started, or the approval is over, the plan is made anew instead.
        """
        if record.run.attempt is not None:
            return self._pick_up(record, ports, record.run.attempt)
        if record.run.again or record.run.planned is None or _unapproved(record.run, ports):
            return Unfinished(None, ())
        load_approved(ports.files)  # a Problem now, not while Terraform runs
        self._check_plan(record, ports)
        return self._begin(record, ports)

    def _check_plan(self, record: Recorder, ports: Ports) -> None:
        planned = record.run.planned
        if planned and hashlib.sha256(ports.files.read(PLAN_FILE)).hexdigest() == planned.plan_sha256:
            return
        raise Problem(
            "plan-file-changed",
            what="The saved plan is not the one that was approved.",
            why=f"{ports.files.path(PLAN_FILE)} has another digest than the journal says.",
            next="migrator run  # plans again, and goes on only if the plan means what was approved",
        )

    def _begin(self, record: Recorder, ports: Ports) -> Event:
        refuse_short(record.run, ports, self._runbook)
        planned = record.run.planned
        into = f"apply-{len(record.run.attempts) + 1}"
        record(ApplyIntended(planned.plan_sha256 if planned else "", into))
        here = Directory(ports.workspace.path)
        for one in for_good(load_approved(ports.files).changes, self._runbook.rollback):
            ports.note(Note(f"cannot be undone: {one.subject}: {one.because[0]}"))
        ports.note(Note("terraform apply: the approved plan"))
        process = ports.terraform.begin_apply(here, ports.files.path(PLAN_FILE), ports.files.path(into))
        record(ApplyStarted(process))
        return self._follow(record, ports, process, alive=True)

    def _pick_up(self, record: Recorder, ports: Ports, attempt: Attempt) -> Event:
        if attempt.over:
            return left(attempt, ports)
        if attempt.elsewhere is not None:
            raise elsewhere(attempt.elsewhere)
        process = attempt.process or self._found(record, ports, attempt)
        if process is None:
            return Unfinished(None, ())
        alive = ports.terraform.alive(process)
        ports.note(Note(f"Terraform (pid {process.pid}) {'is still running: attaching' if alive else 'has ended: reading'}"))
        return self._follow(record, ports, process, alive=alive)

    @staticmethod
    def _found(record: Recorder, ports: Ports, attempt: Attempt) -> Process | None:
        """The Terraform that was started, and never journalled; None where none ever came to life."""
        process = ports.terraform.find_apply(ports.files.path(attempt.into))
        if process is not None:
            record(ApplyStarted(process))
        return process

    def _follow(self, record: Recorder, ports: Ports, process: Process, *, alive: bool) -> Event:
        """To its end. Of one that died alone nobody is told first: what it left is looked for before anything is planned."""
        attempt = self._open(record)
        errors = watch(record, ports, process, attempt.into, load_approved(ports.files), durations=self._runbook.durations)
        code = ports.terraform.exit_code(ports.files.path(attempt.into))
        if code == 0:
            return Applied(record.run.completed())
        if doubtful(code, self._open(record)):
            if not alive:
                return left(self._open(record), ports)
            raise in_doubt(record.run)
        if interrupted(ports, attempt.into):
            raise stopped(errors)
        again = after_a_pause(record.run, ports, self._runbook, errors, code)
        if again is not None:
            return again
        raise failed(code, errors, self._runbook, ports)

    @staticmethod
    def _open(record: Recorder) -> Attempt:
        if record.run.attempt is None:
            raise ValueError("following an apply that was never intended")
        return record.run.attempt
