"""What is said, and done, where an apply ended and nobody can tell how."""

from checks.problem import Problem
from states.attempts import Attempt
from states.events import Event, Unfinished
from states.ports import Note, Ports
from states.run import Run
from states.wait import until

CODE = "apply-in-doubt"
# Seconds that a provider is given to finish the call that it was in when its Terraform was killed.
LINGER = 30 * 60.0


def killed(exit_code: int | None) -> bool:
    """Whether Terraform did not end by itself: nobody saw its exit code, or it was a signal (negative)."""
    return exit_code is None or exit_code < 0


def doubtful(exit_code: int | None, attempt: Attempt) -> bool:
    """Whether something may exist that no state knows: killed, or cancelled so that an action that began never ended."""
    return killed(exit_code) or (exit_code != 0 and bool(attempt.in_doubt()))


def in_doubt(run: Run) -> Problem:
    """Terraform was killed or cancelled: which actions may have happened without being in the state."""
    addresses = run.attempt.in_doubt() if run.attempt else ()
    return Problem(
        CODE,
        what="Terraform was killed or cancelled in the middle of the apply; "
        f"in doubt: {', '.join(addresses) or 'nothing it had started'}.",
        why="Whatever was in flight may exist in the cloud and be missing from the state.",
        next="migrator run  # looks for each of them before it plans what is left",
    )


def left(attempt: Attempt, ports: Ports) -> Event:
    """Go on after an apply that ended early: by planning anew, which looks for what is in doubt before it creates."""
    into = ports.files.path(attempt.into)
    code = ports.terraform.exit_code(into)
    busy = until(
        lambda: ports.terraform.lingering(into),
        lambda one: not one,
        seconds=LINGER,
        clock=ports.clock,
        tell=lambda _: ports.note(Note("a provider that Terraform left behind still works: waiting for it")),
    )
    if busy:
        raise _lingers(attempt)
    return Unfinished(code, attempt.in_doubt() if doubtful(code, attempt) else ())


def _lingers(attempt: Attempt) -> Problem:
    pid = attempt.process.pid if attempt.process else "unknown"
    return Problem(
        "provider-still-works",
        what=f"Terraform (pid {pid}) is dead, and a provider that it started still works after {LINGER / 60:.0f} minutes.",
        why="What it is creating is not there yet, and planned now, it would be created twice.",
        next="ps -eo pid,sess,etime,args | grep terraform-provider  # once it has ended: migrator run",
    )


def elsewhere(host: str) -> Problem:
    """An apply whose streams are where it was begun; only there can be told whether it still runs."""
    return Problem(
        "apply-on-another-host",
        what=f"Terraform was started on {host}, and what it says is kept there.",
        why="Whether it still runs, and how it ended, can only be told there. While it runs, it holds the state's lock.",
        next=f"on {host}: migrator run  # gone for good? migrator run --accept apply-on-another-host='why'",
    )
