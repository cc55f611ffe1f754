"""What the outage probe keeps in a run's directory, below `outage/`."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = "outage"
# Why a probe ended by itself.
RUN_OVER, RUN_GONE, OFF = "the run is over", "the run is gone", "it was turned off"
LATE, FULL = "its twelve hours are over", "its record is full"


@dataclass(frozen=True)
class Places:
    """Of one run, whose directory is `run`.

    record   one line for each change, and one now and then
    process  who the probe is
    lock     held by the probe for as long as it lives
    off      there is to be no probe for this run any more
    ended    why the last one ended
    said     what went wrong in it
    told     what people were told last: whether users are served
    """

    run: Path

    @property
    def folder(self) -> Path:
        """0700."""
        return self.run / FOLDER

    @property
    def record(self) -> Path:
        """As above."""
        return self.folder / "record.jsonl"

    @property
    def process(self) -> Path:
        """As above."""
        return self.folder / "process.json"

    @property
    def lock(self) -> Path:
        """As above."""
        return self.folder / "lock"

    @property
    def off(self) -> Path:
        """As above."""
        return self.folder / "off"

    @property
    def ended(self) -> Path:
        """As above."""
        return self.folder / "ended"

    @property
    def said(self) -> Path:
        """As above."""
        return self.folder / "said"

    @property
    def told(self) -> Path:
        """As above."""
        return self.folder / "told"
