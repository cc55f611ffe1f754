"""run and resume: the whole migration, or on from where it stopped."""

import os
import shlex
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import click

from checks.outage import Turn
from checks.problem import Exit, Problem
from migrator import __version__
from migrator.answer import Answer, answers
from migrator.approvers import approver
from migrator.commands.asked import Asked, asks
from migrator.commands.judge import dry_run
from migrator.commands.mirrored import AnyJournal, as_if_here, fetch, here, mirrored, moves, place_of, untouched_elsewhere
from migrator.commands.options import Given, consented, migration, need_tfvars
from migrator.commands.saves import Saves, saves
from migrator.control import PAUSE, RunControl, terminal
from migrator.ending import Ending, conclude
from migrator.journal import Kept, Runs, new_name
from migrator.journal.runs import SYSTEM
from migrator.listeners import Listeners
from migrator.logs import Log
from migrator.mirror.fetch import FETCHED, Brought
from migrator.mirror.mirror import Mirror, mirror
from migrator.mirror.place import Place
from migrator.outage.observer import Watchman
from migrator.report.event import event_document, service_document
from migrator.runbook import runbook_of
from migrator.terminal.progress import Progress, watched
from migrator.wiring import World, world
from states.arrive import arrive
from states.engine import Recorder, drive
from states.events import Accepted, Event, Resumed, Stamped, Started, State, Taken
from states.inputs import Inputs, Who
from states.lost import CODE, lost_applies
from states.machine import trigger_of
from states.mending import Recovered, UnlockAsked
from states.ports import Note, RunFiles
from states.run import Run
from states.saving import SavesChanged
from states.stored import PREFLIGHT, load_verdict
from states.table import steps
from states.terraform import Terraform
from states.undoing import Act


@click.command()
@migration
@click.option("--dry-run", "look_only", is_flag=True, help="The same as `migrator plan`.")
@click.option("--ticket", help="A change ticket to keep with the approval.")
@click.option("--approve-for", "hours", default=4.0, metavar="HOURS", help="How long an approval holds; default 4.")
@click.option("--two-person", is_flag=True, help="Another AWS caller than the plan's has to approve; a record only.")
@asks
@saves
@answers
@watched
def run(
    *,
    given: Given,
    asked: Asked,
    saves: Saves,
    look_only: bool,
    ticket: str | None,
    hours: float,
    two_person: bool,
    answer: Answer,
    shown: Progress,
) -> int:
    """The whole migration, from preflight to verification; or on from where it stopped."""
    if look_only:
        return dry_run(given, answer, shown)
    return _go(given, replace(asked, ticket=ticket, hours=hours, two_person=two_person, saves=saves), answer, shown)


@click.command()
@migration
@asks
@saves
@click.option("--unlock", metavar="ID", help="Remove this lock of the state, if this run's own dead Terraform left it.")
@answers
@watched
def resume(*, given: Given, asked: Asked, saves: Saves, unlock: str | None, answer: Answer, shown: Progress) -> int:
    """Go on with a run, with the arguments it was started with."""
    if asked.journal is None:
        Runs(Path(given.directory)).newest_or(asked.run_id)
    return _go(given, replace(asked, unlock=unlock, saves=saves), answer, shown)


def _go(given: Given, asked: Asked, answer: Answer, shown: Progress) -> int:
    runs = Runs(Path(given.directory))
    finished = _finished(runs, asked.run_id) if asked.journal is None else None
    if finished is not None:
        return _already(finished, answer)
    place = place_of(runs, asked.run_id, asked.journal)
    with runs.lock(), mirror(place, shown.note) as held:
        brought = fetch(runs, held, asked.run_id)
        old = runs.latest(brought.run if brought else asked.run_id)
        if old is not None and old.run.state is State.DONE:
            return _already(old, answer)
        inputs = _inputs(given, here(old, given.directory, place), place, asked)
        made = world(inputs, os.environ, given.terraform_bin, shown.note)
        journal, files = _opened(runs, here(old, given.directory, place), made, held, brought)
        run = _drive(journal, files, made, asked, shown)
    return conclude(Ending(run, files, made.runbook, journal.head, already=False), answer)


def _finished(runs: Runs, run_id: str | None) -> Kept | None:
    """The run where it is done; None where there is something left to do."""
    kept = runs.latest(run_id)
    return kept if kept is not None and kept.run.state is State.DONE else None


def _already(kept: Kept, answer: Answer) -> int:
    """A second start after success says so and changes nothing."""
    return conclude(Ending(kept.run, kept.files, runbook_of(kept.run.inputs), kept.head, already=True), answer)


def _inputs(given: Given, old: Kept | None, place: Place | None, asked: Asked) -> Inputs:
    """The journalled inputs with what was said now laid over them; a Problem where that is too late."""
    typed = replace(given.inputs(old.run.inputs if old else None), journal=str(place) if place else None)
    said = asked.saves.over(typed)
    inputs = consented(replace(said, two_person=said.two_person or asked.two_person), given, os.environ)
    need_tfvars(inputs)
    if old is None or old.run.state is State.REVERTED:
        return inputs
    if old.run.undoing is not None:
        raise _undo_unfinished(old.run, old.run.undoing)
    if inputs != old.run.inputs and _too_late_for(old.run, inputs):
        raise _too_late(old.run.inputs, inputs)
    return inputs


def _undo_unfinished(run: Run, act: Act) -> Problem:
    return Problem(
        "undo-unfinished",
        what=f"This run was being undone ({act}), and that did not come to its end.",
        why="Files may be between two whole steps: going on from there would plan something that nobody approved.",
        next=f"migrator rollback --dir {shlex.quote(run.inputs.directory)} {act.option}",
    )


def _too_late_for(run: Run, inputs: Inputs) -> bool:
    """Whether something is touched: with the application at 0 only what is asked of the backup may change, later nothing."""
    return run.backed_up is not None or (run.savings.quiescing is not None and run.inputs.binding != inputs.binding)


def _too_late(before: Inputs, now: Inputs) -> Problem:
    changed = [one.name for one in fields(Inputs) if getattr(before, one.name) != getattr(now, one.name)]
    return Problem(
        "inputs-differ",
        what=f"This run was started with other arguments: {', '.join(changed)}.",
        why="Something is touched already, or about to be: a run is bound to its arguments from its backup on.",
        next="migrator resume",
        exit=Exit.USAGE,
    )


def _opened(
    runs: Runs, old: Kept | None, made: World, held: Mirror | None, brought: Brought | None
) -> tuple[AnyJournal, RunFiles]:
    """The run to go on with; a new one where there is none, or an untouched one is from elsewhere or had other arguments."""
    if old is not None and _same(old, made.inputs):
        return mirrored(held, brought.copy if brought else None, runs.open(old.run.id), old.files)
    name = new_name(SYSTEM.now())
    return mirrored(held, None, runs.create(Started(name, __version__, made.inputs, made.who())), runs.files(name))


def _same(old: Kept, inputs: Inputs) -> bool:
    """Whether a run goes on: it has these arguments, was begun here or touched something, and is not undone."""
    bound = old.run.inputs.binding == inputs.binding
    return bound and not untouched_elsewhere(old) and old.run.state is not State.REVERTED


def _drive(journal: AnyJournal, files: RunFiles, made: World, asked: Asked, shown: Progress) -> Run:
    with Log(files.path("log.jsonl"), made.redact) as log, shown:

        def note(one: Note) -> None:
            log.note(one)
            shown.note(one)

        with (
            Listeners(asked.on_event, note) as listeners,
            _watchman(files, made, note, listeners, wanted=asked.probe) as watchman,
        ):

            def observe(stamped: Stamped, run: Run) -> None:
                log.event(stamped)
                shown.event(stamped, run)
                watchman.event(run)
                if trigger_of(stamped.event) is not None:
                    shown.head(journal.head)
                document = event_document(stamped, run)
                if document is not None:
                    listeners.tell(made.redact(document))

            recorder = Recorder(journal, observe)
            who = made.who()
            for one in _elsewhere(recorder.run.who, who):
                note(one)
            lost = _lost(recorder.run, asked, made.terraform, files.path(""))
            if as_if_here(recorder.run.inputs, made.inputs.directory, made.inputs.journal) != made.inputs:
                recorder(SavesChanged(made.inputs.snapshot, made.inputs.quiesce, made.inputs.backup_to))
            _resume(recorder, asked, who, lost, moves(recorder.run, made.inputs, who, files))
            files.path(FETCHED).unlink(missing_ok=True)
            approves = approver(asked.approve, shown.paused, lambda: load_verdict(files, PREFLIGHT))
            confirm = terminal(shown.paused)
            control = RunControl(files.path(PAUSE), note, confirm)
            ports = made.ports(files, approves, who, note, control=control, terms=asked.terms(), confirm=confirm)
            arrive(recorder, ports)
            return drive(recorder, ports, steps(made.runbook))


def _watchman(files: RunFiles, made: World, note: Callable[[Note], None], listeners: Listeners, *, wanted: bool) -> Watchman:
    """Sees to the outage probe of the run, and tells what it finds."""

    def ask() -> tuple[str, str] | None:
        fqdn = made.workspace.values().fqdn
        return (fqdn, made.runbook.health.path) if fqdn else None

    def heard(turn: Turn, run: Run) -> None:
        listeners.tell(made.redact(service_document(turn, run)))

    return Watchman(files.path(""), ask, os.environ, note=note, heard=heard, wanted=wanted)


def _elsewhere(before: Who, now: Who) -> tuple[Note, ...]:
    """What is said of a journal that another machine wrote: a lock is no help where two do not share the directory."""
    if before.host == now.host:
        return ()
    who = f"{before.user} worked on this run on {before.host}, and this is {now.host}"
    return (Note(f"the journal is from another machine: {who}; make sure that nothing goes on there"),)


def _lost(run: Run, asked: Asked, terraform: Terraform, folder: Path) -> tuple[str, ...]:
    """The applies that the journal does not know; a Problem unless this very start answers for them."""
    return lost_applies(run, terraform, folder, answered=any(code == CODE for code, _ in asked.accept))


def _resume(record: Recorder, asked: Asked, who: Who, lost: tuple[str, ...] = (), moves: tuple[Event, ...] = ()) -> None:
    if record.run.entered or record.run.visits:
        record(Taken(who))
    for one in moves:
        record(one)
    for code, reason in asked.accept:
        record(Accepted(code, reason, who))
    if lost:
        record(Recovered(lost))
    if asked.unlock is not None:
        record(UnlockAsked(asked.unlock, who))
    if record.run.state is State.WAITING:
        record(Resumed(State.APPROVE))
    elif record.run.state is State.BLOCKED:
        record(Resumed(State.PLAN if record.run.came_from is State.PLAN else State.PREFLIGHT))
    elif record.run.state is State.HALTED and record.run.came_from is not None:
        record(Resumed(record.run.came_from))
