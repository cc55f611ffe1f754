"""Lines of the machine-readable stream, as Terraform 1.15 prints them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.terraform.stream import read
from states.terraform import StreamEvent, StreamKind

RESOURCE = {"addr": "module.a.x.y[0]", "module": "module.a", "resource_type": "x", "resource_key": 0}


def line(kind: str, **body: object) -> bytes:
    """One line of the stream."""
    return json.dumps({"@level": "info", "@message": "said", "@module": "terraform.ui", "type": kind, **body}).encode()


@pytest.mark.parametrize(
    ("kind", "hook", "event"),
    [
        ("apply_start", {"action": "create"}, (StreamKind.STARTED, None, None)),
        ("apply_progress", {"action": "create", "elapsed_seconds": 10}, (StreamKind.PROGRESS, None, 10)),
        (
            "apply_complete",
            {"action": "create", "id_key": "id", "id_value": "i-1", "elapsed_seconds": 2},
            (StreamKind.COMPLETED, "i-1", 2),
        ),
        ("apply_errored", {"action": "create", "elapsed_seconds": 1}, (StreamKind.ERRORED, None, 1)),
    ],
)
def test_what_happens_to_a_resource(
    kind: str, hook: dict[str, object], event: tuple[StreamKind, str | None, float | None]
) -> None:
    """A hook gives kind, address, verb, id and seconds."""
    expected = StreamEvent(event[0], "said", "module.a.x.y[0]", "create", event[1], event[2])
    assert read(line(kind, hook={"resource": RESOURCE, **hook})) == expected


@pytest.mark.parametrize("verb", ["create", "update", "delete", "replace", "read", "noop", "move", "import", "remove"])
def test_what_is_planned(verb: str) -> None:
    """A planned change gives the address and Terraform's own verb, whatever it is."""
    planned = line("planned_change", change={"resource": RESOURCE, "action": verb, "reason": "tainted"})
    assert read(planned) == StreamEvent(StreamKind.PLANNED, "said", "module.a.x.y[0]", verb)


def test_a_diagnostic_says_where_and_why() -> None:
    """A diagnostic gives severity, address, and a message with file, line, summary and detail."""
    body = {
        "severity": "error",
        "summary": "Bad thing",
        "detail": "It is bad.",
        "address": "x.y",
        "range": {"filename": "main.tf", "start": {"line": 7, "column": 1, "byte": 3}, "end": {"line": 7}},
        "snippet": {"values": [{"traversal": "var.wandb_license", "statement": "is CANARY"}]},
    }
    event = read(line("diagnostic", diagnostic=body))
    assert event == StreamEvent(StreamKind.DIAGNOSTIC, "main.tf:7: Bad thing (x.y)\nIt is bad.", "x.y", severity="error")


@pytest.mark.parametrize(
    "said",
    [
        line("version", terraform="1.15.5"),
        line("change_summary", changes={"add": 1}),
        line("resource_drift", change={"resource": RESOURCE, "action": "update"}),
        line("outputs", outputs={}),
        line("log"),
        line("something_new", hook={"resource": RESOURCE}),
        b"",
        b"plain text",
        b"[1]",
        b"7",
        b"null",
        b'{"type": 3}',
        b'{"type": "apply_start", "hook": "odd"}',
        b"\xff\xfe",
    ],
)
def test_everything_else_is_other(said: bytes) -> None:
    """Unknown types, other shapes and lines that are no JSON are OTHER, never an error."""
    assert read(said).kind is StreamKind.OTHER


@given(st.binary(max_size=200))
def test_no_line_stops_the_reader(said: bytes) -> None:
    """Whatever bytes a line holds, reading gives an event."""
    assert isinstance(read(said), StreamEvent)
