"""Following a running apply: journal every action, show it with its class, stop what nobody approved."""

from collections.abc import Mapping

from checks.plan.model import Assessment
from checks.problem import Problem
from checks.slow import slow
from runbooks.durations import Durations
from states.engine import Recorder
from states.events import ActionSeen, Phase, Process
from states.ports import Note, Ports
from states.stored import first, known
from states.terraform import StreamEvent, StreamKind

PHASES = {
    StreamKind.STARTED: Phase.STARTED,
    StreamKind.COMPLETED: Phase.COMPLETED,
    StreamKind.ERRORED: Phase.ERRORED,
}
INTERRUPTED = "-interrupted"
HARMLESS = frozenset({"read", "noop", "no-op", None})


def watch(
    record: Recorder, ports: Ports, process: Process, into: str, approved: Assessment, *, durations: Durations
) -> tuple[StreamEvent, ...]:
    """Follow Terraform to its end; the error diagnostics it gave, redacted.

    An action that the approved plan does not contain gets Terraform one interrupt, before the action starts where the
    stream announces it; the Problem `action-not-approved` is raised once Terraform has ended. A person may ask for the
    interrupt, too. It is one over all starts: a second one would make Terraform give up what is in flight.
    """
    classes = {one.address: one.action for one in approved.changes}
    seen = _seen(record)
    errors: list[StreamEvent] = []
    foreign: list[str] = []
    told: set[str] = set()
    with ports.control.applying():
        for event in ports.terraform.follow_apply(ports.files.path(into), process):
            if ports.control.stop_asked(lambda: _in_flight(record)):
                _interrupt(ports, process, into)
            if event is None:
                ports.note(Note("", phase="idle"))
                continue
            if _is_foreign(event, classes) and not foreign:
                _interrupt(ports, process, into)
            if _is_foreign(event, classes) and event.address not in foreign:
                foreign.append(str(event.address))
            if event.kind is StreamKind.DIAGNOSTIC and event.severity == "error":
                errors.append(event)
            _tell_slow(ports, event, durations, told)
            _keep(record, ports, event, classes, seen)
    if foreign:
        raise _not_approved(tuple(foreign))
    return tuple(errors)


def _in_flight(record: Recorder) -> tuple[str, ...]:
    return record.run.attempt.in_doubt() if record.run.attempt else ()


def _seen(record: Recorder) -> set[tuple[str, str, Phase]]:
    attempt = record.run.attempt
    return {(one.address, one.verb, one.phase) for one in attempt.actions} if attempt else set()


def _is_foreign(event: StreamEvent, classes: Mapping[str, str]) -> bool:
    announced = event.kind in (StreamKind.PLANNED, StreamKind.STARTED) and event.verb not in HARMLESS
    return announced and event.address is not None and event.address not in classes


def _interrupt(ports: Ports, process: Process, into: str) -> None:
    if first(ports.files, f"{into}{INTERRUPTED}"):
        ports.terraform.interrupt(process)


def interrupted(ports: Ports, into: str) -> bool:
    """Whether Terraform was interrupted, by us or by the process before us."""
    return known(ports.files, f"{into}{INTERRUPTED}")


def _keep(
    record: Recorder, ports: Ports, event: StreamEvent, classes: Mapping[str, str], seen: set[tuple[str, str, Phase]]
) -> None:
    phase = PHASES.get(event.kind)
    change = classes.get(event.address or "", "not approved")
    if event.kind is StreamKind.PROGRESS:
        ports.note(Note(event.message, event.address, change, "progress"))
    if phase is None or event.address is None or event.verb is None or event.verb in HARMLESS:
        return
    if (event.address, event.verb, phase) not in seen:
        seen.add((event.address, event.verb, phase))
        record(ActionSeen(event.address, event.verb, change, phase, event.id, event.elapsed, event.at))


def _tell_slow(ports: Ports, event: StreamEvent, durations: Durations, told: set[str]) -> None:
    """Say once of each resource that it takes longer than its kind usually does. Terraform tells of each every 10 s."""
    if event.kind is not StreamKind.PROGRESS or event.address is None or event.address in told:
        return
    for one in slow({event.address: event.elapsed or 0.0}, durations):
        told.add(one.address)
        ports.note(Note(f"taking long: {one}"))


def _not_approved(addresses: tuple[str, ...]) -> Problem:
    return Problem(
        "action-not-approved",
        what=f"Terraform was about to act on what nobody approved, and was interrupted: {', '.join(addresses)}.",
        why="The saved plan that was applied contains actions that the approved one did not.",
        next="migrator report",
    )
