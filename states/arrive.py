"""What a run needs where it was moved to: the swap that was taken where it was."""

from states.engine import Recorder
from states.events import State
from states.moving import Arrived
from states.ports import Note, Ports
from states.stored import OVERRIDE


def arrive(record: Recorder, ports: Ports) -> None:
    """Take here the steps that the run took, or was about to take; a Problem, and nothing done, where a file is another one.

    Again is harmless: each step is recognised by its digest.
    """
    if not record.run.moving:
        return
    taken = record.run.swapped or record.run.swap_intended
    steps = taken.steps if taken and record.run.state is not State.REVERTED else ()
    if steps:
        ports.note(Note(f"the files were swapped where this run was: {len(steps)} steps, taken here where they are not"))
        writes = any(step.kind == "write" for step in steps)
        ports.workspace.take(steps, ports.files.read(OVERRIDE).decode() if writes else None)
    record(Arrived())
