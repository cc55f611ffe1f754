"""The run's log: one redacted JSON object a line, private, and never a reason to stop."""

import json
from datetime import UTC, datetime
from pathlib import Path

from migrator.logs import Log
from migrator.redact import Redactor
from states.events import Entered, Stamped, State
from states.ports import Note

SECRET = 'li"cence-canary'


def stamped(number: int) -> Stamped:
    """A journalled event."""
    return Stamped(number, datetime(2026, 1, 2, tzinfo=UTC), Entered(State.PREFLIGHT))


def test_events_and_notes_are_lines_of_json(tmp_path: Path) -> None:
    """Each line says its level, time and what happened; a note without text is left out."""
    with Log(tmp_path / "log", Redactor([])) as log:
        log.event(stamped(3))
        log.note(Note("creating", "module.a.b", "create"))
        log.note(Note(""))
    first, second = map(json.loads, (tmp_path / "log").read_text().splitlines())
    assert (first["event"], first["number"], first["kind"], first["level"]) == ("event", 3, "Entered", "info")
    assert (second["text"], second["address"], second["change"]) == ("creating", "module.a.b", "create")
    assert first["timestamp"].endswith("Z")


def test_a_secret_is_hidden_in_the_form_that_json_gives_it(tmp_path: Path) -> None:
    """Quotes of a secret are escaped by JSON before it is hidden."""
    with Log(tmp_path / "log", Redactor([SECRET])) as log:
        log.note(Note(f"it said {SECRET}"))
    assert json.loads((tmp_path / "log").read_text())["text"] == "it said (sensitive)"


def test_it_is_appended_to_and_private(tmp_path: Path) -> None:
    """A second start adds to the first; nobody else can read it."""
    for number in (1, 2):
        with Log(tmp_path / "log", Redactor([])) as log:
            log.event(stamped(number))
    assert [json.loads(line)["number"] for line in (tmp_path / "log").read_text().splitlines()] == [1, 2]
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


def test_a_full_disk_stops_no_run() -> None:
    """Where no line can be written the log stays silent, on closing, too."""
    with Log(Path("/dev/full"), Redactor([])) as log:
        log.event(stamped(1))
        log.note(Note("text"))
