"""A journal as text and as a document."""

from collections.abc import Iterable

import msgspec

from migrator.journal import Checked
from migrator.report.documents import write
from migrator.report.layout import moment
from migrator.terminal.paint import Paint
from migrator.terminal.printable import one_line, printable
from states.events import Event, Stamped


def journal_text(events: Iterable[Stamped], paint: Paint) -> str:
    """One line an event: number, time, kind, content."""
    return "\n".join(_line(one, paint) for one in events)


def _line(one: Stamped, paint: Paint) -> str:
    kind = type(one.event).__name__
    return f"{one.number:4} {moment(one_line(one.at))} {paint(f'{kind:16}', 'bold')} {_content(one.event)}".rstrip()


def _content(event: Event) -> str:
    """What the event holds, as JSON, fields without a value left out."""
    content = msgspec.to_builtins(event)
    kept = {name: value for name, value in content.items() if value not in (None, (), [], {})}
    return one_line(msgspec.json.encode(kept).decode()) if kept else ""


def journal_document(run: str, events: Iterable[Stamped]) -> str:
    """`migrator.journal/1`."""
    listed = [
        {"number": one.number, "at": one.at, "type": type(one.event).__name__, "data": msgspec.to_builtins(one.event)}
        for one in events
    ]
    return write("journal", {"run": run, "events": listed})


def verified_text(found: Checked) -> str:
    """What `journal verify` found."""
    found = printable(found)
    if not found.ok:
        return f"{found.path}: DAMAGED after {found.lines} whole lines: {found.wrong}"
    torn = f"\n{found.wrong}: it was never answered for, and is put aside at the next start" if found.wrong else ""
    return f"{found.path}: {found.lines} lines hold; head {found.head}{torn}"


def verified_document(found: Checked) -> str:
    """`migrator.journal-verify/1`."""
    content = {"path": found.path, "ok": found.ok, "lines": found.lines, "head": found.head, "wrong": found.wrong}
    return write("journal-verify", content)
