"""Real signals while Terraform applies: asked about, forwarded once, and never taken from anybody else."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.control import RunControl
from states.ports import Note

FLYING = ("module.a.aws_eks_addon.efs",)


def control(tmp_path: Path, ask: Callable[[str], bool] | None = None) -> tuple[RunControl, list[str]]:
    """A control, and what it says."""
    said: list[str] = []

    def note(one: Note) -> None:
        said.append(one.text)

    return RunControl(tmp_path / "pause", note, ask), said


def send(number: signal.Signals) -> None:
    """To this very process."""
    os.kill(os.getpid(), number)


def test_the_first_without_a_terminal_says_how_to_stop(tmp_path: Path) -> None:
    """It names what is in flight, and stops nothing; the second one does, and is asked for once."""
    made, said = control(tmp_path)
    with made.applying():
        assert not made.stop_asked(lambda: FLYING)
        send(signal.SIGINT)
        assert not made.stop_asked(lambda: FLYING)
        assert not made.stop_asked(lambda: FLYING)
        assert [FLYING[0] in one and "Ctrl-C once more" in one for one in said] == [True]
        send(signal.SIGINT)
        assert made.stop_asked(lambda: FLYING)
        send(signal.SIGINT)
        assert not made.stop_asked(lambda: FLYING)
    assert made.pause_asked()


def test_a_termination_stops_at_once(tmp_path: Path) -> None:
    """SIGTERM needs no second one."""
    made, _ = control(tmp_path)
    with made.applying():
        send(signal.SIGTERM)
        assert made.stop_asked(lambda: ())


@pytest.mark.parametrize("yes", [True, False])
def test_at_a_terminal_a_person_is_asked(tmp_path: Path, yes: bool) -> None:
    """The question names what is in flight; after a no, the next Ctrl-C asks again."""
    asked: list[str] = []

    def ask(question: str) -> bool:
        asked.append(question)
        return yes

    made, _ = control(tmp_path, ask)
    with made.applying():
        for _ in range(2):
            send(signal.SIGINT)
            made.stop_asked(lambda: FLYING)
    assert FLYING[0] in asked[0]
    assert len(asked) == (1 if yes else 2)
    assert made.pause_asked() is yes


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_is_an_answer(tmp_path: Path, number: signal.Signals) -> None:
    """Whoever is asked and sends another signal has said yes."""

    def ask(_: str) -> bool:
        send(number)
        return False

    made, _ = control(tmp_path, ask)
    with made.applying():
        send(signal.SIGINT)
        assert made.stop_asked(lambda: FLYING)


def test_signals_are_given_back(tmp_path: Path) -> None:
    """Outside of the apply they do what they did before."""
    made, _ = control(tmp_path)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with made.applying():
        assert signal.getsignal(signal.SIGINT) != before[signal.SIGINT]
        assert signal.getsignal(signal.SIGHUP) == before[signal.SIGHUP]
    assert {number: signal.getsignal(number) for number in before} == before


def test_a_pause_is_asked_by_a_file(tmp_path: Path) -> None:
    """One that an earlier process was asked for does not count: whoever starts the run wants it to go on."""
    (tmp_path / "pause").write_text("earlier")
    made, _ = control(tmp_path)
    assert not made.pause_asked()
    (tmp_path / "pause").touch()
    assert made.pause_asked()
