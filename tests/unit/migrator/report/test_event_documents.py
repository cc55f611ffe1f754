"""What is told of a run, event by event."""

import pytest

from migrator.report.event import event_document
from states.events import (
    AwaitingApproval,
    Entered,
    Event,
    Halted,
    Resumed,
    Stamped,
    State,
    Taken,
    Unfinished,
    Verified,
)
from tests.support import samples
from tests.support.samples import ended
from tests.support.schemas import checked

AT = "2026-01-02T03:04:05.000Z"
CASES: dict[str, tuple[Event, str, list[str]]] = {
    "WAITING": (AwaitingApproval(samples.APPROVAL), "approval-wanted", []),
    "FAILED": (Halted("apply-failed", "It failed.", "canary", "migrator run", 1), "halted", ["apply-failed"]),
    "DONE": (Verified(()), "done", []),
    "APPLYING": (Entered(State.APPLY), "state", []),
    "BROKEN_OFF": (Halted("paused", "Paused.", "", "migrator resume", 1), "paused", ["paused"]),
    "DIFFERS": (Unfinished(1, (), retried=("r53-throttle",)), "retrying", ["r53-throttle"]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_told(name: str) -> None:
    """Each has its kind, its codes, and the command to type next; Terraform's own words are not in it."""
    event, kind, codes = CASES[name]
    text = event_document(Stamped(7, AT, event), ended(name))
    assert text is not None
    document = checked(text)
    assert (document["event"], document["codes"], document["at"]) == (kind, codes, AT)
    assert document["next"].startswith(("migrator ", "mend "))
    assert "canary" not in text


def test_a_block_is_told_with_its_codes() -> None:
    """What blocks is named."""
    run = ended("BLOCKED")
    blocks = next(one for one in samples.BLOCKED if getattr(one, "then", None) == "block")
    text = event_document(Stamped(7, AT, blocks), run)
    assert text is not None
    assert checked(text)["codes"] == list(run.blocked_by)


@pytest.mark.parametrize("event", [Taken(samples.WHO), Resumed(State.APPLY), Unfinished(1, ())])
def test_the_rest_is_not_told(event: Event) -> None:
    """Nobody has to be woken for it."""
    assert event_document(Stamped(7, AT, event), ended("APPLYING")) is None
