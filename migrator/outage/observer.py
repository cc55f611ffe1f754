"""Sees to the outage probe while a migrator works on a run, and tells what it finds. The run never notices.

From the swap's intent on there is one: begun before anything is moved, found or begun again at every later start.
"""

import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from checks.outage import STANDS, Service, Turn, periods, standing
from checks.problem import Problem
from migrator.outage.places import RUN_OVER, Places
from migrator.outage.probe import begin, living, turn_off, wait
from migrator.outage.record import Reader, now
from migrator.processes.wrapper import write
from migrator.standing import OVER
from states.events import State
from states.ports import Note
from states.run import Run

WATCHED = frozenset({State.SWAP, State.PLAN, State.APPLY, State.VERIFY})
EVERY, PATIENCE = 0.5, 8.0
Target = tuple[str, str]


class Watchman:
    """A context manager around the work on one run, whose directory is `run`.

    `ask` answers the name and the path to look at, or None where nobody knows the name; `env` is how to get there.
    `heard` is told of every turn. With `wanted` False the probe is turned off for this run, from now on.
    """

    def __init__(
        self, run: Path, ask: Callable[[], Target | None], env: Mapping[str, str], *, note: Callable[[Note], None],
        heard: Callable[[Turn, Run], None], wanted: bool,
    ) -> None:  # fmt: skip
        self._run, self._ask, self._env = run, ask, env
        self._note, self._heard = note, heard
        self._wanted = wanted
        self._begun = self._gone = False
        self._known: Run | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._over = threading.Event()
        self._reader = Reader(Places(run).record)
        self._told = Service.SERVED
        self._thread = threading.Thread(target=self._follow, daemon=True, name="migrator-outage")

    def __enter__(self) -> Self:
        """Turn it off where that was asked for; what earlier starts told already is not told again."""
        if not self._wanted:
            with suppress(OSError):
                turn_off(self._run)
        with suppress(OSError, ValueError):
            self._told = Service(Places(self._run).told.read_text())
        return self

    def event(self, run: Run) -> None:
        """See that the probe lives, once the run is where users can lose something; `run` is as it is by now.

        Where it is over, the probe's last look is waited for, and told before the end of the run is.
        """
        self._known = run
        if not self._begun and run.entered and run.state in WATCHED:
            self._begun = True
            self._begin()
        if run.state in OVER and self._thread.is_alive():
            self._finish()

    def _finish(self) -> None:
        self._stop()
        if not wait(self._run, PATIENCE):
            self._note(Note("the outage probe has not ended yet; it does so by itself"))
        self._tell(now() + STANDS)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Tell what is not told yet. The probe goes on: users are without service whoever works on the run."""
        if self._thread.is_alive():
            self._stop()
            self._tell(now())
        if self._process is not None:
            self._process.poll()

    def _stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _begin(self) -> None:
        """Nothing at all where it is turned off, by this start or by one before it."""
        if Places(self._run).off.exists() or not self._wanted:
            return
        try:
            target = self._ask()
            if target is None:
                self._note(Note("no outage probe: the name of the application is not a plain value"))
                return
            self._process = begin(self._run, *target, self._env)
            if self._process is not None:
                self._note(Note(f"outage probe: https://{''.join(target)} about once a second, until the run is over"))
        except (OSError, Problem) as error:
            why = error.what if isinstance(error, Problem) else error.strerror
            self._note(Note(f"no outage probe: {why}; the run goes on without"))
            return
        self._thread.start()

    def _follow(self) -> None:
        while not self._over.wait(EVERY):
            self._tell(now())
            self._look_after()

    def _tell(self, at: datetime) -> None:
        """Whatever is otherwise at that time than was told last, by this start or by one before it."""
        turn = standing(periods(self._reader.more().looks), at)
        if turn is None or turn.service is self._told:
            return
        self._told = turn.service
        self._note(Note(turn_line(turn)))
        if self._known is not None:
            self._heard(turn, self._known)
        with suppress(OSError):
            write(Places(self._run).told, turn.service)

    def _look_after(self) -> None:
        """Say once that the probe ended before its time, whoever began it."""
        starting = self._process is not None and self._process.poll() is None
        if self._gone or starting or living(self._run) is not None:
            return
        self._gone, why = True, _why(Places(self._run))
        if why != RUN_OVER:  # it reads the journal as soon as we do
            self._note(Note(f"the outage probe has ended: {why}; the run goes on, unwatched"))


def _why(places: Places) -> str:
    """Its reason, or the last thing that it said."""
    for path in (places.ended, places.said):
        with suppress(OSError):
            said = path.read_text(errors="replace").strip().splitlines()
            if said:
                return said[-1]
    return "it was killed"


def turn_line(one: Turn) -> str:
    """For a terminal."""
    if one.service is Service.LOST:
        return f"service lost: users cannot reach the application ({one.cause}), since {one.at:%H:%M:%S}Z"
    return f"service back: users reach the application, since {one.at:%H:%M:%S}Z"
