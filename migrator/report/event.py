"""What is told of a run while it works: `migrator.event/1`."""

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
    where: Document = {"run": run.id, "at": stamped.at, "state": run.state, "next": next_command(run, running=running)}
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
