"""A journal as text and as a document."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

import msgspec

from migrator.journal import Checked, Mended
from migrator.report.documents import write
from migrator.report.finding import Document
from migrator.report.layout import moment, wrapped
from migrator.terminal.paint import Paint
from migrator.terminal.printable import one_line, printable
from states.events import Event, Stamped


def journal_lines(events: Iterable[Stamped], paint: Paint) -> Iterator[str]:
    """One line an event: number, time, kind, content."""
    return (_line(one, paint) for one in events)


def _line(one: Stamped, paint: Paint) -> str:
    kind = type(one.event).__name__
    return f"{one.number:4} {moment(one_line(one.at))} {paint(f'{kind:16}', 'bold')} {_content(one.event)}".rstrip()


def _content(event: Event) -> str:
    """What the event holds, as JSON, fields without a value left out."""
    content = msgspec.to_builtins(event)
    kept = {name: value for name, value in content.items() if value not in (None, (), [], {})}
    return one_line(msgspec.json.encode(kept).decode()) if kept else ""


def journal_document(run: str, events: Iterable[Stamped]) -> Iterator[str]:
    """`migrator.journal/1`, line by line: one for each event."""
    yield f'{{\n  "schema": "migrator.journal/1",\n  "run": {json.dumps(run)},\n  "events": ['
    comma = ""
    for one in events:
        yield f"    {comma}{json.dumps(_listed(one))}"
        comma = ", "
    yield "  ]\n}"


def _listed(one: Stamped) -> Document:
    return {"number": one.number, "at": one.at, "type": type(one.event).__name__, "data": msgspec.to_builtins(one.event)}


def verified_text(found: Checked) -> str:
    """What `journal verify` found."""
    found = printable(found)
    if not found.ok:
        return f"{found.path}: DAMAGED after {found.lines} whole lines: {found.wrong}"
    anchored = f"\nthe hash that was asked for is that of line {found.anchored_at}" if found.anchored_at else ""
    torn = f"\n{found.wrong}: it was never answered for, and is put aside at the next start" if found.wrong else ""
    return f"{found.path}: {found.lines} lines hold; head {found.head}{anchored}{torn}{_beside(found)}"


def _beside(found: Checked) -> str:
    """Of a mirror: how it stands to the journal here."""
    if found.here is None:
        return ""
    more = found.here - found.lines
    further = f"it has {more} lines more, which are not in the mirror" if more > 0 else f"the mirror has {-more} lines more"
    return f"\nthe journal here is the same{f'; {further}' if more else ''}"


def verified_document(found: Checked) -> str:
    """`migrator.journal-verify/1`."""
    content = asdict(found)
    del content["first_bad_line"]
    return write("journal-verify", content)


def mended_text(done: Mended) -> str:
    """What `journal repair` did, and what was lost by it."""
    done = printable(done)
    if done.kept is None:
        return f"{done.path}: all {done.held} lines hold; nothing was changed"
    return "\n".join(
        [
            f"{done.path}: {done.held} lines hold, and are the journal now; head {done.head}",
            *wrapped(f"lost: {done.lost} lines: {', '.join(done.names)}", ""),
            f"the damaged journal is kept: {done.kept}",
            "what the lost lines said was done may have been done: `migrator run` looks before it goes on",
        ]
    )


def mended_document(done: Mended) -> str:
    """`migrator.journal-repair/1`."""
    return write("journal-repair", asdict(done))
