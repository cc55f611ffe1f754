"""backup: everything that is hard to get back, digested, before the first file is moved. The manifest comes last."""

from checks.facts import Missing
from checks.problem import Problem
from runbooks.model import Runbook
from states import manifest
from states.collect import collect
from states.engine import Recorder
from states.events import Event
from states.manifest import Manifest
from states.ports import Ports
from states.quiesce import quiesce, wake
from states.run import Run
from states.saving import DIRECTORY, BackedUp, Collected, Snapshot
from states.snapshot import snapshot

INCOMPLETE, NOT_COPIED = "backup-incomplete", "backup-not-copied"


class Backup:
    """Additive, but for `--quiesce`. The backup lies in a directory of the run's, or of whoever asks for one on its own."""

    def __init__(self, runbook: Runbook, directory: str = DIRECTORY) -> None:
        self._runbook = runbook
        self._directory = directory

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """Files are written as a whole, a snapshot is asked for by its name: doing it all again is harmless."""
        return None

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Save, scale to 0 where that is wanted, snapshot, write the manifest, compare, copy."""
        try:
            return self._act(record, ports)
        except Problem as problem:
            raise _while_down(problem, record.run) from problem

    def _act(self, record: Recorder, ports: Ports) -> BackedUp:
        collected = self._collected(record, ports)
        _refuse_incomplete(record.run, collected)
        if record.run.inputs.quiesce:
            quiesce(record, ports, collected.workload, self._runbook.backups.quiesce)
        stands = snapshot(record, ports, collected.cluster, self._runbook.backups)
        self._manifest(record.run, ports, collected, stands)
        copied = self._copied(record.run, ports, collected)
        return _whole(record.run, collected, stands, copied, self._directory)

    def _collected(self, record: Recorder, ports: Ports) -> Collected:
        """Anew, but for what was saved before the application was scaled to 0: by now it would be saved as scaled to 0."""
        before = record.run.savings
        if before.quiescing is not None and before.collected is not None:
            return before.collected
        collected = collect(ports, self._directory, self._runbook.old_application)
        record(collected)
        return collected

    def _manifest(self, run: Run, ports: Ports, collected: Collected, stands: Snapshot | None) -> None:
        """The last file; then each is read back and compared."""
        at = ports.clock.now().isoformat(timespec="seconds")
        quiesced, here = run.savings.quiesced, run.inputs.directory
        made = Manifest(manifest.SCHEMA, run.id, at, run.version, here, collected, stands, quiesced)
        ports.files.write(f"{self._directory}/{manifest.NAME}", manifest.encode(made))
        manifest.verified(str(ports.files.path(self._directory)), lambda name: ports.files.read(f"{self._directory}/{name}"))

    def _copied(self, run: Run, ports: Ports, collected: Collected) -> str | None:
        """Where the copy is, its manifest last."""
        if run.inputs.backup_to is None or NOT_COPIED in run.accepted_codes:
            return None
        target = f"{run.inputs.backup_to.rstrip('/')}/{run.id}"
        names = (*(one.file for one in collected.parts), manifest.NAME)
        said = ports.belongings.copy(ports.files.path(self._directory), names, target)
        if said is not None:
            raise _not_copied(target, said)
        return target


def _whole(run: Run, collected: Collected, stands: Snapshot | None, copied: str | None, directory: str) -> BackedUp:
    return BackedUp(
        collected.parts,
        collected.absent,
        collected.origin,
        stands,
        collected.image,
        collected.workload,
        run.savings.quiesced,
        copied,
        directory,
    )


def _refuse_incomplete(run: Run, collected: Collected) -> None:
    lacking = [one for one in collected.absent if not one.excused]
    if not lacking or INCOMPLETE in run.accepted_codes:
        return
    raise Problem(
        "backup-incomplete",
        what=f"{len(lacking)} things that belong into the backup could not be read.",
        why="\n".join(f"{one.kind} {one.subject}: {one.why}" for one in lacking),
        next="mend the cause, then: migrator resume  # or --accept backup-incomplete='why this is all right'",
    )


def _not_copied(target: str, said: Missing) -> Problem:
    return Problem(
        "backup-not-copied",
        what=f"The backup is whole here, and was not copied to {target}.",
        why=said.why,
        next="mend the cause, then: migrator resume  # or --accept backup-not-copied='why this is all right'",
    )


def _while_down(problem: Problem, run: Run) -> Problem:
    """The same; where the application is scaled to 0, with how to bring it back."""
    down = run.savings.quiescing
    if down is None or wake(down) in problem.next:
        return problem
    why = f"{problem.why}\nThe old application may be scaled to 0 meanwhile; to bring it back: {wake(down)}"
    return Problem(problem.code, what=problem.what, why=why, next=problem.next, exit=problem.exit)
