"""Terraform's init and plan change nothing: what kept one from its end and is known to pass is waited for, a few times."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from checks.diagnose import diagnose
from checks.problem import Problem
from runbooks.model import Failure
from states.mending import TriedAgain
from states.ports import Note, Ports

if TYPE_CHECKING:
    from states.engine import Recorder

# Seconds before each further try; as many as there are.
PAUSES = (5.0, 15.0, 45.0)
HARMLESS = frozenset({"terraform-init-failed", "terraform-plan-failed"})
Done = TypeVar("Done")


def again(
    record: "Recorder | None", ports: Ports, failures: tuple[Failure, ...], command: str, act: Callable[[], Done]
) -> Done:
    """Act, and again after a pause where it failed for what passes by itself; each try is journalled first.

    Without a `record`, where somebody waits for a look that keeps nothing, it is tried once.
    """
    for seconds in PAUSES if record is not None else ():
        try:
            return act()
        except Problem as problem:
            causes = _passing(problem, failures)
            if not causes or record is None:
                raise
            record(TriedAgain(command, causes))
            ports.note(Note(f"{', '.join(causes)}: {command} is tried again in {seconds:.0f} s"))
            ports.clock.sleep(seconds)
    return act()


def _passing(problem: Problem, failures: tuple[Failure, ...]) -> tuple[str, ...]:
    """The known causes, where each of them passes by itself; whether they are safe to retry is no question here."""
    met = diagnose((problem.why,), failures) if problem.code in HARMLESS else ()
    return tuple(one.id for one in met) if all(one.transient for one in met) else ()
