"""A clock that stands still and a handful of events: what the journal's tests share."""

from datetime import UTC, datetime

import pytest

from states.events import ActionSeen, Entered, Event, Phase, Started, State
from states.inputs import Inputs, Who
from states.ports import Clock

WHO = Who("arn:aws:iam::111122223333:user/ann", "ann", "host-a")


@pytest.fixture(scope="session")
def clock() -> Clock:
    """Three minutes and five seconds past three, for ever."""
    return Clock(now=lambda: datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC), sleep=lambda _: None)


@pytest.fixture(scope="session")
def events() -> tuple[Event, ...]:
    """Three events, the last with text that JSON has to escape."""
    seen = ActionSeen('module.a.b["ü\n"]', "create", "create", Phase.STARTED, None, 1.5)
    inputs = Inputs("/w", ("post-operator.tfvars",))
    return (Started("20260102T030405Z-9f3a", "0.1.0", inputs, WHO), Entered(State.PREFLIGHT), seen)
