"""What people ask of a run while it works: Ctrl-C and a termination during the apply, and the file that `pause` writes."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from types import FrameType

import click

from states.ports import Note

PAUSE = "pause"
Ask = Callable[[str], bool]


class Unasked:
    """For commands that a plain Ctrl-C ends, and that nobody pauses."""

    def pause_asked(self) -> bool:
        """Never."""
        return False

    def applying(self) -> AbstractContextManager[None]:
        """Nothing is applied."""
        return nullcontext()

    def stop_asked(self, in_flight: Callable[[], tuple[str, ...]]) -> bool:  # noqa: ARG002 - the port's shape
        """Never."""
        return False


def terminal(paused: Callable[[], AbstractContextManager[None]]) -> Ask | None:
    """Asks the person at the terminal, anything but a yes being no; None where there is none."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    def ask(question: str) -> bool:
        with paused():
            click.echo(f"{question} [y/N]: ", err=True, nl=False)
            return sys.stdin.readline().strip().lower() in ("y", "yes")

    return ask


class RunControl:
    """One process's. `ask` puts a question to the person at the terminal, None where there is no terminal."""

    def __init__(self, pause: Path, note: Callable[[Note], None], ask: Ask | None) -> None:
        self._pause = pause
        self._note = note
        self._ask = ask
        self._interrupts = 0
        self._told = False
        self._asking = False
        self._stopping = False
        pause.unlink(missing_ok=True)  # whoever starts the run wants it to go on

    def pause_asked(self) -> bool:
        """By `migrator pause`, or by whoever had the apply interrupted, though it came to its end."""
        return self._stopping or self._pause.exists()

    @contextmanager
    def applying(self) -> Iterator[None]:
        """Take the signals; afterwards they are what they were."""
        before = {number: signal.signal(number, self._taken) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop_asked(self, in_flight: Callable[[], tuple[str, ...]]) -> bool:
        """After the first Ctrl-C a person is asked; a second one, or a termination, needs no answer."""
        if self._stopping or not self._interrupts:
            return False
        self._stopping = self._interrupts > 1 or self._consents(in_flight())
        if self._stopping:
            self._note(Note("Terraform gets one interrupt; waiting until it has ended what is in flight"))
        return self._stopping

    def _taken(self, number: int, _frame: FrameType | None) -> None:
        self._interrupts += 1 if number == signal.SIGINT else 2
        if self._asking:
            raise KeyboardInterrupt

    def _consents(self, in_flight: tuple[str, ...]) -> bool:
        if self._told:
            return False
        self._told = True
        flying = f"In flight: {', '.join(in_flight) or 'nothing'}; stopped now, it becomes tainted, or unknown to the state."
        if self._ask is None:
            self._note(Note(f"{flying} Terraform goes on; to stop it: Ctrl-C once more, or SIGTERM"))
            return False
        return self._answered(flying)

    def _answered(self, flying: str) -> bool:
        self._asking = True
        try:
            if self._ask is not None and self._ask(f"{flying}\nStop Terraform?"):
                return True
        except KeyboardInterrupt:
            return True
        finally:
            self._asking = False
        self._interrupts, self._told = 0, False
        return False
