"""What is said, and done, where an apply ended and nobody can tell how."""

from checks.problem import Problem
from states.events import Event, Unfinished
from states.ports import Ports
from states.run import Attempt, Run

CODE = "apply-in-doubt"


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
        why="Whatever was in flight may exist in the cloud and be missing from the state: planning again could create it "
        "twice.\nLook for each of them in the cloud and in `terraform state list`; import or delete what is there.",
        next=f"migrator run --accept {CODE}='what you found'  # plans what is left, and asks for approval again",
    )


def not_settled(run: Run, attempt: Attempt, ports: Ports) -> Event:
    """Go on after a failure that was reported: by planning anew, and where there is doubt only with a person's word."""
    code = ports.terraform.exit_code(ports.files.path(attempt.into))
    doubt = doubtful(code, attempt)
    if doubt and not attempt.vouched:
        raise in_doubt(run)
    return Unfinished(code, attempt.in_doubt() if doubt else ())
