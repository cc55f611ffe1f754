"""swap: the override if consented, then post on, then pre off: no moment shows Terraform an empty workspace."""

from runbooks.model import Runbook
from states.edited import refuse_edits
from states.engine import Recorder
from states.events import Event, SwapIntended, Swapped
from states.ports import Note, Ports
from states.preflight import override_of
from states.stored import OVERRIDE


class Swap:
    """Moves the files. The only state that touches the user's own files before apply."""

    def __init__(self, runbook: Runbook) -> None:
        self._runbook = runbook

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """Finish the very steps that were intended; each is recognised by its digest."""
        if record.run.swap_intended is None:
            return None
        return self._take(record, ports)

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Journal the exact steps, then take them."""
        if record.run.swap_intended is None:
            refuse_edits(record, ports)
            override = override_of(record.run.inputs, ports, self._runbook)
            if override is not None:
                ports.files.write(OVERRIDE, override.encode())
            record(SwapIntended(ports.workspace.swap_steps(override)))
        return self._take(record, ports)

    @staticmethod
    def _take(record: Recorder, ports: Ports) -> Event:
        """Take the intended steps; the override's text is the one that was kept with the intent, not one made anew."""
        steps = record.run.swap_intended.steps if record.run.swap_intended else ()
        writes = any(step.kind == "write" for step in steps)
        ports.note(Note(f"swapping: {len(steps)} steps" if steps else "the post-operator configuration is in place already"))
        ports.workspace.take(steps, ports.files.read(OVERRIDE).decode() if writes else None)
        return Swapped(steps)
