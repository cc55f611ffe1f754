"""backup: state, lock file, configuration and variables, each with its digest, before the first file is moved."""

from checks.problem import Problem
from states.engine import Recorder
from states.events import BackedUp, Event
from states.ports import Note, Ports
from states.stored import PREVIEWED_STATE
from states.terraform import Directory

DIRECTORY = "backup"
STATE_FILE = f"{DIRECTORY}/terraform.tfstate"


class Backup:
    """Everything that the later states could make hard to get back."""

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """Each file is written as a whole, so saving them all again is harmless."""
        return None

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Save files and state into the run's directory."""
        ports.note(Note("saving configuration, variables, lock file and state"))
        files = ports.workspace.save(ports.files.path(DIRECTORY))
        state = ports.files.write(STATE_FILE, _pulled(ports))
        return BackedUp((*files, state))


def _pulled(ports: Ports) -> bytes:
    """The state as the backend has it; in a checkout that was never initialised, as the preview had it a moment ago."""
    try:
        return ports.terraform.pull(Directory(ports.workspace.path))
    except Problem as problem:
        if problem.code != "backend-not-initialised":
            raise
    return ports.files.read(PREVIEWED_STATE)
