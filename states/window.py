"""The maintenance window: nothing that may not be over by its end is begun."""

import math

from checks.plan.phases import longest
from checks.problem import Problem
from runbooks.model import Runbook
from states.attempts import finished, whole_change
from states.ports import Ports
from states.run import Run
from states.stored import load_approved


def left(ports: Ports) -> float:
    """Seconds until the window ends, 0 after it; without a window there is no end."""
    if ports.window_end is None:
        return math.inf
    return max(0.0, (ports.window_end - ports.clock.now()).total_seconds())


def refuse_short(run: Run, ports: Ports, runbook: Runbook) -> None:
    """The Problem `window-too-short` where what is left to apply may take longer than the window lasts."""
    if ports.window_end is None:
        return
    done = {address for address, steps in finished(run.attempts).items() if whole_change(steps)}
    changes = (one for one in load_approved(ports.files).changes if one.address not in done)
    minutes, seconds = longest(changes, runbook.timetable), left(ports)
    if seconds == 0 or seconds < minutes * 60:
        raise _too_short(minutes, seconds, ports.window_end.isoformat(timespec="minutes"))


def _too_short(minutes: int, seconds: float, end: str) -> Problem:
    return Problem(
        "window-too-short",
        what=f"The apply may take {minutes} minutes, and the window ends in {seconds / 60:.0f}, at {end}; it was not begun.",
        why="The estimate is the runbook's: the longest that each phase of what is left may take.",
        next="migrator run --window-end LATER  # plans again first, for what was approved",
    )
