"""pause: ask a run that is at work to stop before its next state."""

import getpass
import json
import socket
from datetime import UTC, datetime
from pathlib import Path

import click

from checks.problem import Exit
from migrator.answer import Answer, answers
from migrator.commands.which import DIRECTORY, RUN
from migrator.control import PAUSE
from migrator.journal import Runs
from migrator.report.pause import pause_document, pause_text
from states.machine import ORDER


@click.command()
@DIRECTORY
@RUN
@answers
def pause(directory: str, run_id: str | None, answer: Answer) -> int:
    """Let the run stop before its next state; what is under way, an apply too, comes to its end first."""
    runs = Runs(Path(directory))
    kept = runs.newest_or(run_id)
    asked = runs.busy() and kept.run.state in ORDER  # somebody may work on another run
    if asked:
        note = {
            "user": getpass.getuser(),
            "host": socket.gethostname(),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        kept.files.write(PAUSE, json.dumps(note).encode())
    answer.give(
        text=lambda: pause_text(kept.run, asked=asked),
        json=lambda: pause_document(kept.run, asked=asked),
    )
    return int(Exit.DONE)
