"""approve: a person accepts exactly this plan, for a limited time. Touches nothing."""

from datetime import datetime, timedelta

from states.engine import Recorder
from states.events import Approved, AwaitingApproval, Event, Offer
from states.mending import Reconsidered
from states.ports import Ports
from states.run import Run
from states.stored import keep_as_approved, load_assessment


def expired(approved: Approved, now: datetime) -> bool:
    """Whether an approval's time is over."""
    return now >= datetime.fromisoformat(approved.expires_at)


class Approve:
    """Puts the offer before the approver and records who said yes."""

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """An answer that was not journalled was not given: ask again."""
        return None

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Ask; without an answer the run waits. What a person had kept instead is planned first."""
        if record.run.mending.untainting and record.run.swapped:
            return Reconsidered()
        offer = _offer(record.run)
        if ports.approver.decide(offer, load_assessment(ports.files)):
            keep_as_approved(ports.files)
            return _approved(record.run, offer, ports)
        return AwaitingApproval(offer.approval)


def _offer(run: Run) -> Offer:
    if run.offer is None:
        raise ValueError("nothing was planned yet")
    return run.offer


def _approved(run: Run, offer: Offer, ports: Ports) -> Approved:
    now = ports.clock.now()
    until = now + timedelta(seconds=ports.approval_seconds)
    then = "replan" if run.swapped else "proceed"
    return Approved(then, offer, ports.who, ports.ticket, until.isoformat())
