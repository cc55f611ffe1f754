"""Whoever works on a run sees to its probe, and tells what users lose; the run never notices."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from checks.outage import Service, Turn
from checks.problem import Problem
from migrator.outage import probe
from migrator.outage.observer import Watchman
from migrator.outage.places import Places
from migrator.outage.record import now
from migrator.outage.users import users
from states.events import Entered, State
from states.run import Run
from tests.support import samples
from tests.support.application import FQDN, PATH, Application
from tests.unit.migrator.outage.test_probe import until

SWAPPING = samples.run(*samples.SWAPPED[:-1])
DONE = samples.run(*samples.DONE)


@dataclass
class Told:
    """What people and listeners were told."""

    notes: list[str] = field(default_factory=list)
    turns: list[tuple[Service, State]] = field(default_factory=list)

    def hears(self, turn: Turn, run: Run) -> None:
        """A listener."""
        self.turns.append((turn.service, run.state))

    def says(self, words: str) -> bool:
        """Whether any note has these words."""
        return any(words in one for one in self.notes)


@contextmanager
def watching(
    run: Path, app: Application, told: Told, *, wanted: bool = True, ask: Callable[[], tuple[str, str] | None] | None = None
) -> Iterator[Watchman]:
    """Work on the run."""
    env = {**app.env, "PYTHONPATH": os.pathsep.join(sys.path)}
    target = ask or (lambda: (FQDN, PATH))
    with Watchman(
        run, target, env, note=lambda one: told.notes.append(one.text), heard=told.hears, wanted=wanted
    ) as watchman:
        yield watchman


def test_users_lose_the_service_and_have_it_back(run: Path, app: Application) -> None:
    """Nothing before the swap; then one probe, each turn told once with the state of the run, and its end waited for."""
    told = Told()
    with watching(run, app, told) as watchman:
        watchman.event(samples.run(*samples.APPROVED, Entered(State.BACKUP)))
        assert not Places(run).folder.exists()
        watchman.event(SWAPPING)
        watchman.event(samples.run(*samples.APPLYING))
        until(lambda: probe.living(run) is not None)
        app.status = 503
        until(lambda: len(told.turns) == 1)
        here = users(run, now())
        assert here is not None
        assert (here.service, here.cause, here.watched) == ("lost", "HTTP: status 503", True)
        assert str(here).startswith("without service since ")
        app.status = 200
        with (run / "journal.jsonl").open("a") as file:
            file.write('{"v":1,"n":1,"type":"verified","data":{}}\n')
        watchman.event(DONE)
        assert len(told.turns) == 2
    assert told.turns == [(Service.LOST, State.APPLY), (Service.SERVED, State.DONE)]
    assert told.says(f"outage probe: https://{FQDN}{PATH} about once a second")
    assert told.says("service lost: users cannot reach the application (HTTP: status 503)")
    assert told.says("service back")
    assert probe.living(run) is None


def test_killed_and_resumed_it_finds_the_living_one(run: Path, app: Application) -> None:
    """The next start begins none, and tells of a return what the start before it could not tell any more."""
    first, second = Told(), Told()
    with watching(run, app, first) as watchman:
        watchman.event(SWAPPING)
        app.status = 503
        until(lambda: len(first.turns) == 1)
    living = probe.living(run)
    assert living is not None
    app.status = 200
    with watching(run, app, second) as watchman:
        watchman.event(SWAPPING)
        until(lambda: len(second.turns) == 1)
    assert second.turns[0][0] is Service.SERVED
    assert probe.living(run) == living
    assert not second.says("outage probe: ")


def test_a_probe_that_was_killed_is_told_and_begun_again(run: Path, app: Application) -> None:
    """It is said once, and changes nothing; the next start has another."""
    told = Told()
    with watching(run, app, told) as watchman:
        watchman.event(SWAPPING)
        until(lambda: probe.living(run) is not None)
        probe.end(run)
        until(lambda: told.says("the outage probe has ended: it was killed"))
    again = Told()
    with watching(run, app, again) as watchman:
        watchman.event(SWAPPING)
        until(lambda: probe.living(run) is not None)
    with watching(run, app, again) as watchman:
        watchman.event(SWAPPING)
        assert not again.says("has ended")
        probe.turn_off(run)
        until(lambda: again.says("the outage probe has ended: it was turned off"))


def test_it_is_turned_off_for_the_whole_run(run: Path, app: Application) -> None:
    """Nothing is asked of the application, by later starts neither."""
    told = Told()
    for wanted in (False, True):
        with watching(run, app, told, wanted=wanted) as watchman:
            watchman.event(SWAPPING)
    assert told.notes == []
    assert probe.living(run) is None
    assert app.heard.requests == []


def unreadable() -> tuple[str, str] | None:
    """The name cannot be read."""
    raise Problem("variables-unreadable", what="The variables cannot be read.", why="", next="")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: None, "the name of the application is not a plain value"),
        (unreadable, "The variables cannot be read."),
    ],
    ids=["unknown", "unreadable"],
)
def test_without_a_name_there_is_none(
    run: Path, app: Application, ask: Callable[[], tuple[str, str] | None], said: str
) -> None:
    """It is said, and the run goes on."""
    told = Told()
    with watching(run, app, told, ask=ask) as watchman:
        watchman.event(SWAPPING)
        watchman.event(SWAPPING)
    assert len(told.notes) == 1
    assert told.says("no outage probe: ")
    assert told.says(said)


def test_a_directory_that_takes_nothing_is_told(run: Path, app: Application) -> None:
    """A file in the place of the probe's directory: no probe, no error, no thread left behind."""
    told = Told()
    Places(run).folder.write_text("")
    with watching(run, app, told) as watchman:
        watchman.event(SWAPPING)
    assert told.says("no outage probe: ")
    assert "migrator-outage" not in {one.name for one in threading.enumerate()}
