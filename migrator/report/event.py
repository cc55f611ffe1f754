"""What is told of a run while it works: `migrator.event/1`."""

from checks.outage import Service, Turn
from migrator.report.documents import write
from migrator.report.finding import Document
from migrator.standing import next_command
from states.events import AwaitingApproval, Entered, Event, Halted, Stamped, Unfinished, Verified
from states.run import Run


def event_document(stamped: Stamped, run: Run) -> str | None:
    """The document of an event that others care for; None for all the rest."""
    told = _told(stamped.event, run)
    if told is None:
        return None
    running = isinstance(stamped.event, Entered | Unfinished)
    return _document(told, run, stamped.at, next_command(run, running=running))


def service_document(turn: Turn, run: Run) -> str:
    """The document of users who lost the application, or have it back."""
    lost = turn.service is Service.LOST
    at = f"{turn.at:%Y-%m-%dT%H:%M:%S}.{turn.at.microsecond // 1000:03}Z"
    told: Document = {"event": "service-lost" if lost else "service-back", "what": turn.cause}
    return _document(told, run, at, next_command(run, running=True))


def _document(told: Document, run: Run, at: str, following: str) -> str:
    where: Document = {"run": run.id, "at": at, "state": run.state, "next": following}
    return write("event", {"event": "", **where, "codes": [], "what": "", "approval": None, **told})


def _told(event: Event, run: Run) -> Document | None:
    match event:
        case Entered():
            return {"event": "state"}
        case AwaitingApproval(approval=approval):
            return {"event": "approval-wanted", "approval": approval}
        case Halted(code=code, what=what):
            return {"event": "paused" if code == "paused" else "halted", "codes": [code], "what": what}
        case Verified():
            return {"event": "done"}
        case Unfinished(retried=causes) if causes:
            return {"event": "retrying", "codes": list(causes)}
    return {"event": "blocked", "codes": list(run.blocked_by)} if getattr(event, "then", None) == "block" else None
