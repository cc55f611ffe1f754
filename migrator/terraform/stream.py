"""The machine-readable stream of plan and apply: one line in, one event out. Pure.

Terraform's own documentation calls it "machine-readable UI"; what matters of it was measured on 1.15.
"""

import msgspec

from states.terraform import StreamEvent, StreamKind


class Resource(msgspec.Struct):
    """A resource instance as the stream names it."""

    addr: str = ""


class Change(msgspec.Struct):
    """The `change` of a planned_change."""

    resource: Resource = msgspec.field(default_factory=Resource)
    action: str | None = None


class Hook(msgspec.Struct):
    """The `hook` of apply_start, apply_progress, apply_complete, apply_errored."""

    resource: Resource = msgspec.field(default_factory=Resource)
    action: str | None = None
    id_value: str | None = None
    elapsed_seconds: float | None = None


class Range(msgspec.Struct):
    """Where in the configuration a diagnostic points."""

    filename: str = ""
    start: dict[str, int] = {}


class Diagnostic(msgspec.Struct):
    """A warning or an error."""

    severity: str = "error"
    summary: str = ""
    detail: str = ""
    address: str | None = None
    range: Range | None = None

    def text(self) -> str:
        """Everything it says, on as many lines as it needs."""
        at = f"{self.range.filename}:{self.range.start.get('line', 0)}: " if self.range and self.range.filename else ""
        about = f" ({self.address})" if self.address else ""
        return f"{at}{self.summary}{about}" + (f"\n{self.detail}" if self.detail else "")


class Line(msgspec.Struct):
    """One line; unknown fields are ignored, unknown types become OTHER."""

    type: str = ""
    message: str = msgspec.field(default="", name="@message")
    at: str | None = msgspec.field(default=None, name="@timestamp")
    change: Change | None = None
    hook: Hook | None = None
    diagnostic: Diagnostic | None = None


KINDS = {
    "planned_change": StreamKind.PLANNED,
    "apply_start": StreamKind.STARTED,
    "apply_progress": StreamKind.PROGRESS,
    "apply_complete": StreamKind.COMPLETED,
    "apply_errored": StreamKind.ERRORED,
    "diagnostic": StreamKind.DIAGNOSTIC,
}
DECODER = msgspec.json.Decoder(Line)


def read(line: bytes) -> StreamEvent:
    """The event of one line; what is not JSON is OTHER with the line as its message."""
    try:
        parsed = DECODER.decode(line)
    except msgspec.MsgspecError:
        return StreamEvent(StreamKind.OTHER, line.decode(errors="replace").rstrip("\n"))
    kind = KINDS.get(parsed.type, StreamKind.OTHER)
    if parsed.diagnostic is not None:
        said = parsed.diagnostic
        return StreamEvent(kind, said.text(), said.address, severity=said.severity)
    if parsed.hook is not None:
        hook = parsed.hook
        return StreamEvent(
            kind, parsed.message, hook.resource.addr or None, hook.action, hook.id_value, hook.elapsed_seconds, at=parsed.at
        )
    if parsed.change is not None:
        return StreamEvent(kind, parsed.message, parsed.change.resource.addr or None, parsed.change.action)
    return StreamEvent(kind, parsed.message)
