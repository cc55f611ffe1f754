"""preview: plan in a scratch copy of the workspace, as if the files were swapped, and judge the plan. Touches nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from checks.approved import ApprovedChange, Seal, approved_changes
from checks.plan import assess, begun, decode
from checks.plan.assess import with_finding
from checks.plan.disabled import explained
from checks.plan.live import Live
from checks.plan.model import Assessment, Upgrade
from checks.plan.upgrades import Packages, upgrades
from checks.problem import Exit, Problem
from runbooks.model import Runbook
from states.again import again
from states.edited import FilesKnown
from states.engine import Recorder
from states.events import Event, Offer, Previewed, ScratchIntended
from states.inputs import Inputs
from states.offer import offer
from states.ports import Note, Ports
from states.preflight import override_of
from states.stored import LOCK_FILE, PREVIEWED_STATE, load_live, store_offered
from states.terraform import Directory, StateIdentity
from states.version import version

Act = Callable[[], object]


@dataclass(frozen=True)
class Foresight:
    """What a preview leaves behind: the judged plan, the offer, lock file, changes as they are kept, the state it saw."""

    assessment: Assessment
    offer: Offer
    lock_file: bytes
    changes: tuple[ApprovedChange, ...]
    state: bytes = field(repr=False)


def look(
    inputs: Inputs, ports: Ports, runbook: Runbook, scratch: Path, live: Live, *, record: Recorder | None = None
) -> Foresight:
    """Plan in `scratch`, which is gone again on return, whatever happens. With a `record` what passes is waited for."""
    try:
        return _look(inputs, ports, runbook, scratch, live, tried=partial(again, record, ports, runbook.failures))
    finally:
        ports.workspace.discard(scratch)


def _look(
    inputs: Inputs, ports: Ports, runbook: Runbook, scratch: Path, live: Live, *, tried: Callable[[str, Act], object]
) -> Foresight:
    ports.note(Note("copying the workspace to a scratch directory"))
    there = ports.workspace.copy(scratch, swap=inputs.swap, override=override_of(inputs, ports, runbook))
    ports.note(Note("terraform init -upgrade, in the scratch directory"))
    tried("terraform init -upgrade", lambda: ports.terraform.init(there, upgrade=True))
    state, workspace = same_state(ports, there)
    ports.note(Note("terraform plan, in the scratch directory"))
    plan_file = scratch / "preview.tfplan"
    tried("terraform plan", lambda: ports.terraform.plan(there, plan_file, lock=False))
    plan = decode(ports.terraform.show(there, plan_file))
    judged = explained(assess(plan, runbook, live.at(ports.clock.now())), ports.workspace.aside(there.path))
    assessment = replace(with_finding(judged, begun.partly(plan, runbook)), upgrades=_upgrades(ports, there, runbook))
    lock = ports.workspace.lock_file(there.path)
    made = offer(assessment, state, workspace, lock)
    changes = approved_changes(plan, Seal(ports.files.key(), ports.redact))
    return Foresight(assessment, made, lock, changes, ports.terraform.pull(there))


def _upgrades(ports: Ports, there: Directory, runbook: Runbook) -> tuple[Upgrade, ...]:
    """What `init -upgrade` moved in the scratch directory."""
    here = Directory(ports.workspace.path)
    before, after = (Packages(ports.workspace.lock_file(one.path), ports.workspace.modules(one)) for one in (here, there))
    return upgrades(before, after, runbook.source_module)


def same_state(ports: Ports, there: Directory) -> tuple[StateIdentity, str]:
    """The state that the scratch directory sees, and its selected workspace; a Problem where they are not the source's own.

    A scratch that lost the backend or the selected workspace would plan everything as a create.
    """
    here = Directory(ports.workspace.path)
    found = ports.terraform.state(there)
    own = _own_state(ports, here)
    workspaces = ports.terraform.workspace(here), ports.terraform.workspace(there)
    if own is not None and (own, workspaces[0]) != (found, workspaces[1]):
        raise _other_state(own, found, workspaces)
    return found, workspaces[1]


def _own_state(ports: Ports, here: Directory) -> StateIdentity | None:
    """The workspace's state, None where it was never initialised on this machine: then only the scratch can know."""
    try:
        return ports.terraform.state(here)
    except Problem as problem:
        if problem.code != "backend-not-initialised":
            raise
        return None


def _other_state(own: StateIdentity, found: StateIdentity, workspaces: tuple[str, str]) -> Problem:
    return Problem(
        "scratch-sees-another-state",
        what="The preview would have planned against another Terraform state than the workspace's.",
        why=f"workspace {workspaces[0]}: {own}; scratch directory, workspace {workspaces[1]}: {found}",
        next="terraform workspace show; terraform state pull | head -5",
        exit=Exit.BLOCKED,
    )


class Preview:
    """The dry run inside a run: what `approve` will put before a person."""

    def __init__(self, runbook: Runbook) -> None:
        self._runbook = runbook

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """Remove the scratch directory that a dead process left, then plan again."""
        self._discard(record, ports)
        return None

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Preview, keep what later states need, and block on what was not accepted."""
        self._discard(record, ports)  # of an earlier visit that could not
        record(FilesKnown(ports.workspace.fingerprints()))
        scratch = ports.files.scratch()
        record(ScratchIntended(str(scratch), version(ports)))
        preview = look(record.run.inputs, ports, self._runbook, scratch, load_live(ports.files), record=record)
        ports.files.write(LOCK_FILE, preview.lock_file)
        ports.files.write(PREVIEWED_STATE, preview.state)
        store_offered(ports.files, preview.assessment, preview.changes)
        blocked = preview.assessment.blocking(record.run.accepted_codes)
        return Previewed("block" if blocked else "proceed", preview.offer, blocked)

    @staticmethod
    def _discard(record: Recorder, ports: Ports) -> None:
        if record.run.scratch:
            ports.workspace.discard(Path(record.run.scratch))
