"""A journal as text and as a document."""

from collections.abc import Iterable

import msgspec

from migrator.journal import Checked
from migrator.report.documents import write
from migrator.terminal.paint import Paint
from states.events import Stamped


def journal_text(events: Iterable[Stamped], paint: Paint) -> str:
    """One line an event: number, time, kind, content."""
    lines = []
    for one in events:
        content = msgspec.json.encode(one.event).decode()
        lines.append(f"{one.number:4} {one.at} {paint(type(one.event).__name__, 'bold')} {content}")
    return "\n".join(lines)


def journal_document(run: str, events: Iterable[Stamped]) -> str:
    """`migrator.journal/1`."""
    listed = [
        {"number": one.number, "at": one.at, "type": type(one.event).__name__, "data": msgspec.to_builtins(one.event)}
        for one in events
    ]
    return write("journal", {"run": run, "events": listed})


def verified_text(found: Checked) -> str:
    """What `journal verify` found."""
    if not found.ok:
        return f"{found.path}: DAMAGED: {found.wrong}"
    torn = f"\n{found.wrong}: it was never answered for, and is put aside at the next start" if found.wrong else ""
    return f"{found.path}: {found.lines} lines hold; head {found.head}{torn}"


def verified_document(found: Checked) -> str:
    """`migrator.journal-verify/1`."""
    content = {"path": found.path, "ok": found.ok, "lines": found.lines, "head": found.head, "wrong": found.wrong}
    return write("journal-verify", content)
