"""The live display, rendered without a terminal."""

import io

import pytest
from rich.console import Console

from migrator.terminal.live import Live
from states.events import Event, Phase
from states.ports import Note
from tests.support.hostile import ATTACK, dangers
from tests.support.samples import APPLYING, BLOCKED, RECORD, WAITING, run, seen, stamped


def shown(*events: Event, note: str = "") -> str:
    """What the display shows after these events and this note."""
    live = Live(colour=False)
    live.event(stamped(*events)[-1], run(*events))
    live.note(Note(note))
    console = Console(file=io.StringIO(), width=120, color_system=None)
    console.print(live._render())
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("events", "line"),
    [
        (WAITING, "· approve"),
        (BLOCKED, "✘ preflight"),
        (APPLYING, "● apply"),
        (APPLYING, "create 0/2, update 0/1, destroy 0/1, replace 0/2"),
    ],
)
def test_states(events: tuple[Event, ...], line: str) -> None:
    """The states stand there as `migrator status` has them, and during the apply what is done of what was approved."""
    assert line in shown(*events)


def test_what_runs_now() -> None:
    """An action that was started and has not ended is shown with the time it takes."""
    assert f"… {RECORD} (0 s)" in shown(*APPLYING, seen(RECORD, "create", "create", Phase.STARTED))


def test_notes_are_no_markup() -> None:
    """A note with square brackets is shown as it is: an address has them, too."""
    assert 'a.b["[red]x"] [/bold]' in shown(*APPLYING, note='a.b["[red]x"] [/bold]')


def test_hostile_display() -> None:
    """Addresses and notes from Terraform cannot take the terminal over."""
    text = shown(*APPLYING, seen(RECORD + ATTACK, "create", "create", Phase.STARTED), note=f"waiting{ATTACK}")
    assert "FORGED" in text
    assert dangers(text) == []


def test_what_stays(capsys: pytest.CaptureFixture[str]) -> None:
    """Once it ends, finished actions and the last standing of the states are left to be read."""
    with Live(colour=False) as live:
        for number in (-1, None):
            events = (*APPLYING, seen(RECORD, "create", "create"))[:number]
            live.event(stamped(*events)[-1], run(*events))
    lines = [line.rstrip() for line in capsys.readouterr().err.splitlines()]
    assert f"create  {RECORD}: done (3 s)" in lines
    assert any(line.startswith("● apply") for line in lines)
