"""What `run` and `resume` do about a mirror, and about a run that was somewhere else before."""

from dataclasses import replace

from migrator.journal import Files, JournalFile, Kept, Runs
from migrator.mirror.copy import Copy
from migrator.mirror.fetch import FETCHED, Brought, bring, newest
from migrator.mirror.mirror import Mirror, MirroredJournal
from migrator.mirror.place import NONE, Place, parsed
from states.events import Event
from states.inputs import Inputs, Who
from states.moving import Mirrored, Moved
from states.ports import Note, RunFiles
from states.run import Run

AnyJournal = JournalFile | MirroredJournal


def place_of(runs: Runs, run_id: str | None, asked: str | None = None) -> Place | None:
    """Where the mirror is: as asked for now, else as the run here was started with."""
    if asked is not None:
        return None if asked == NONE else parsed(asked)
    kept = runs.latest(run_id)
    before = kept.run.inputs.journal if kept else None
    return parsed(before) if before else None


def fetch(runs: Runs, held: Mirror | None, run: str | None) -> Brought | None:
    """Bring the run to go on with here; None where there is no mirror, or no run at all."""
    name = newest(runs, held.bucket, run) if held else None
    return bring(runs, held.bucket, name, lambda text: held.note(Note(text))) if held and name else None


def here(old: Kept | None, directory: str, place: Place | None) -> Kept | None:
    """A run as if it had always been here: where it was is no argument that differs."""
    if old is None:
        return None
    inputs = as_if_here(old.run.inputs, directory, str(place) if place else None)
    return replace(old, run=replace(old.run, inputs=inputs))


def as_if_here(inputs: Inputs, directory: str, journal: str | None) -> Inputs:
    """Inputs with this directory and this mirror."""
    return replace(inputs, directory=directory, journal=journal)


def untouched_elsewhere(old: Kept) -> bool:
    """Whether a run that was fetched had touched nothing yet: what it saw is looked at anew, by a run of its own."""
    effects = (old.run.backed_up, old.run.savings.quiescing, old.run.savings.intended)
    return not any(effects) and old.files.path(FETCHED).exists()


def mirrored(held: Mirror | None, copy: Copy | None, journal: JournalFile, files: Files) -> tuple[AnyJournal, RunFiles]:
    """Journal and files with their mirror, where there is one; without a copy nothing of them is there yet."""
    if held is None:
        return journal, files
    folder = files.path("")
    return held.attach(journal, files, copy or Copy(held.bucket, folder, 0, 0), folder.name)


def moves(run: Run, now: Inputs, who: Who, files: RunFiles) -> tuple[Event, ...]:
    """What the journal has to say of where the run is now, and where its mirror is."""
    fetched = files.path(FETCHED).exists()
    mirror = (Mirrored(now.journal),) if now.journal != run.inputs.journal else ()
    if not fetched and (run.inputs.directory, run.who.host) == (now.directory, who.host):
        return mirror
    streams = not fetched or run.attempt is None or (files.path(run.attempt.into) / "claim").exists()
    moved = Moved(now.directory, who, run.inputs.directory, run.who.host, fetched=fetched, streams=streams)
    return (*mirror, moved)
