"""backup: state, lock file, configuration and variables, each with its digest, before the first file is moved."""

from checks.problem import Problem
from states.engine import Recorder
from states.events import Event, Saved
from states.ports import Note, Ports
from states.saving import DIRECTORY, BackedUp, Kind, Origin, Part
from states.stored import PREVIEWED_STATE
from states.terraform import Directory, StateIdentity

STATE_FILE = f"{DIRECTORY}/terraform.tfstate"
KINDS = {".terraform.lock.hcl": Kind.LOCK_FILE, "modules.json": Kind.MODULES}


class Backup:
    """Everything that the later states could make hard to get back."""

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """Each file is written as a whole, so saving them all again is harmless."""
        return None

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Save files and state into the run's directory."""
        ports.note(Note("saving configuration, variables, lock file and state"))
        files = ports.workspace.save(ports.files.path(DIRECTORY))
        raw = _pulled(ports)
        state = ports.files.write(STATE_FILE, raw)
        parts = (*(part(kind_of(one.name), one) for one in files), part(Kind.STATE, state))
        identity = StateIdentity.of(raw)
        return BackedUp(parts, origin=Origin(identity.lineage, identity.serial, ""))


def part(kind: Kind, saved: Saved, subject: str = "") -> Part:
    """A file of the run's directory as a part of the backup in it."""
    return Part(kind, saved.name.removeprefix(f"{DIRECTORY}/"), saved.sha256, saved.size, subject)


def kind_of(name: str) -> Kind:
    """What a copy from the workspace holds, by its name."""
    plain = name.rpartition("/")[2]
    variables = Kind.VARIABLES if ".tfvars" in plain or plain.startswith("given-") else Kind.CONFIGURATION
    return KINDS.get(plain, variables)


def _pulled(ports: Ports) -> bytes:
    """The state as the backend has it; in a checkout that was never initialised, as the preview had it a moment ago."""
    try:
        return ports.terraform.pull(Directory(ports.workspace.path))
    except Problem as problem:
        if problem.code != "backend-not-initialised":
            raise
    return ports.files.read(PREVIEWED_STATE)
