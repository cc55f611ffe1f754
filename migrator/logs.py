"""The run's log: structlog, one JSON object a line, redacted, in the run's directory (0600)."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import structlog

from states.events import Stamped
from states.ports import Note


class Log:
    """Everything that was shown or journalled, for whoever looks for a cause afterwards."""

    def __init__(self, path: Path, redact: Callable[[str], str]) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._file: IO[str] = os.fdopen(descriptor, "a", encoding="utf-8")
        self._logger = structlog.wrap_logger(
            structlog.PrintLogger(self._file),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(default=str),
                lambda _logger, _method, line: redact(str(line)),
            ],
        )

    def __enter__(self) -> Self:
        """Nothing to start."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the file."""
        with suppress(OSError):
            self._file.close()

    def event(self, stamped: Stamped) -> None:
        """A journalled event, by number and kind: the journal has the rest."""
        self._line("event", number=stamped.number, kind=type(stamped.event).__name__)

    def note(self, note: Note) -> None:
        """A note, unless it only says that time passes."""
        if note.text:
            self._line("note", text=note.text, address=note.address, change=note.change)

    def _line(self, word: str, **fields: object) -> None:
        """A log that cannot be written stops no run: what counts is in the journal."""
        with suppress(OSError):
            self._logger.info(word, **fields)
