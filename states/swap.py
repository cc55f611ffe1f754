"""swap: the override if consented, then post on, then pre off. In this order no moment shows Terraform an empty workspace."""

from runbooks.model import Runbook
from states.engine import Recorder
from states.events import Event, SwapIntended, Swapped
from states.ports import Note, Ports
from states.preflight import override_of


class Swap:
    """Moves the files. The only state that touches the user's own files before apply."""

    def __init__(self, runbook: Runbook) -> None:
        self._runbook = runbook

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """Finish the very steps that were intended; each is recognised by its digest."""
        if record.run.swap_intended is None:
            return None
        return _take(record, ports)

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Journal the exact steps, then take them."""
        if record.run.swap_intended is None:
            override = override_of(record.run.inputs, ports, self._runbook)
            record(SwapIntended(ports.workspace.swap_steps(override)))
        return _take(record, ports)


def _take(record: Recorder, ports: Ports) -> Event:
    intended = record.run.swap_intended
    steps = intended.steps if intended else ()
    ports.note(Note(f"swapping: {len(steps)} steps" if steps else "the post-operator configuration is in place already"))
    ports.workspace.take(steps)
    return Swapped(steps)
