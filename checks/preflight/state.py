"""The Terraform state: where it is kept, what is in it, and whether somebody else works on it."""

from collections.abc import Iterator

from checks.facts import Facts, Missing, NotThere
from checks.facts.state import Lock
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from checks.preflight import state_backend, state_contents
from runbooks.model import Runbook


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:
    """The backend, the lock, the contents."""
    yield from state_backend.judge(facts, runbook)
    yield _lock(facts.state.lock)
    yield from state_contents.judge(facts, runbook)


def _lock(lock: Lock | NotThere | Missing) -> Result:
    if isinstance(lock, Missing):
        return Unknown("state-lock-held", lock.why, blocks=False)
    if isinstance(lock, NotThere):
        return Passed("state-lock-held", "nobody holds the lock of the state")
    because = f"{lock.who} since {lock.since}: {lock.operation}, ID {lock.id}"
    if not lock.left:
        remedy = "wait until they are done; only if nobody is at work: terraform force-unlock " + lock.id
        return blocking("state-lock-held", lock.place, because, remedy, Severity.HIGH)
    return Finding(
        "state-lock-held",
        Severity.LOW,
        blocks=False,
        subject=lock.place,
        because=(
            because,
            "no process holds it any more: a Terraform was killed, and its last changes may not be in the state",
        ),
        remedy=f"look for errored.tfstate beside the state; then: rm {lock.place}",
    )
