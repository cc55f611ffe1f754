"""The state and its backend."""

from collections.abc import Iterator
from pathlib import Path

from checks.facts import Backend, Known, Missing, NotThere
from checks.facts.health.before import Thing
from checks.facts.state import Contents, Lock
from migrator.probes import state_s3
from migrator.probes.sources import Once, Sources
from migrator.terraform import locks
from migrator.terraform.backend import LOCAL, in_force, local_file, object_key, selected
from migrator.terraform.statefile import Instance, StateFile
from migrator.workspace.files import data_directory
from migrator.workspace.wrapped import terragrunt
from runbooks.model import Runbook
from states.probes import Question

NO_BUCKET = NotThere("a bucket for the state")


def questions(sources: Sources, known: Known) -> Iterator[Question]:
    """The backend as files have it, what is in the state, whether somebody works on it, and its bucket."""
    here = Path(sources.inputs.directory)
    data = data_directory(here, sources.env)
    backend = in_force(known.before.backend, data)
    aws = Once(lambda: state_s3.connection(backend))
    workspace = selected(data, sources.env)

    def lock() -> Lock | NotThere | Missing:
        if backend.type == LOCAL:
            return locks.local(local_file(backend, here, workspace))
        key = object_key(backend, workspace)
        if backend.type != "s3" or key is None or "bucket" not in backend.settings:
            return _untold(backend)
        return state_s3.lock(aws(), backend, key)

    def versioning() -> str | NotThere | Missing:
        if backend.type != "s3":
            return NO_BUCKET
        bucket = backend.settings.get("bucket")
        return _untold(backend) if bucket is None else state_s3.versioning(aws(), bucket)

    yield Question("state", "contents", lambda: _contents(sources), seconds=120)
    yield Question("state", "things", lambda: things(sources.runbook, sources.state()), seconds=120)
    yield Question("state", "lock", lock, seconds=100)
    yield Question("state", "versioning", versioning, seconds=60)
    yield Question("state", "backend", lambda: backend)
    yield Question("state", "wrapped", lambda: terragrunt(here))


def _contents(sources: Sources) -> Contents | Missing:
    found = sources.state()
    if isinstance(found, Missing):
        return found
    addresses = tuple(sorted(one.address for one in found.instances))
    tainted = tuple(sorted(one.address for one in found.instances if one.tainted))
    return Contents(found.lineage, found.serial, addresses, tainted)


def things(runbook: Runbook, found: StateFile | Missing) -> tuple[Thing, ...] | Missing:
    """The things that keep data, each by the attribute that is never reused, or by its id where it has none."""
    if isinstance(found, Missing):
        return found
    every = ((kept, one) for kept in runbook.verification.kept for one in found.of(kept.type))
    return tuple(Thing(kept.what, one.address, _identity(one, kept.attribute)) for kept, one in every)


def _identity(one: Instance, attribute: str) -> str:
    return str(one.attributes.get(attribute) or one.attributes.get("id") or "")


def _untold(backend: Backend) -> Missing:
    if backend.type != "s3":
        return Missing(f"where a {backend.type} backend keeps its lock is not known here")
    return Missing("the backend's bucket and key are not known: neither the files nor an earlier `terraform init` say them")
