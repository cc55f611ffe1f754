"""approve: a person accepts exactly this plan, for a limited time. Touches nothing."""

from datetime import datetime, timedelta

from checks.problem import Exit, Problem
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
            _refuse_planner(record.run, ports)
            keep_as_approved(ports.files)
            return _approved(record.run, offer, ports)
        return AwaitingApproval(offer.approval)


def _offer(run: Run) -> Offer:
    if run.offer is None:
        raise ValueError("nothing was planned yet")
    return run.offer


def _refuse_planner(run: Run, ports: Ports) -> None:
    """Where two persons are wanted: a Problem where the caller cannot be told from the one who made the plan."""
    planner = run.planner.arn if run.planner else None
    if not run.inputs.two_person or (ports.who.arn and planner and ports.who.arn != planner):
        return
    same = f"Both are {planner}." if planner and ports.who.arn else "The AWS caller could not be told for both of them."
    raise Problem(
        "approver-is-planner",
        what="The approval has to come from another AWS caller than the plan.",
        why=f"{same} The run was started with --two-person.",
        next=f"as somebody else: migrator run --approve {_offer(run).approval[:12]}",
        exit=Exit.WAITING,
    )


def _approved(run: Run, offer: Offer, ports: Ports) -> Approved:
    now = ports.clock.now()
    until = now + timedelta(seconds=ports.approval_seconds)
    then = "replan" if run.swapped else "proceed"
    return Approved(then, offer, ports.who, ports.ticket, until.isoformat())
