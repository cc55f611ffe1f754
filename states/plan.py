"""plan: plan in place with the preview's providers; go on only if the plan means what was approved."""

import hashlib
from dataclasses import replace
from functools import partial

from checks.approved import ApprovedChange, Seal, approved_changes
from checks.continues import continues, departures
from checks.plan import assess, decode
from checks.plan.assess import with_finding
from checks.plan.decode import Plan as Decoded
from checks.plan.disabled import explained
from checks.reconcile import keepable
from runbooks.model import Failure, Runbook
from states.again import again
from states.approve import expired
from states.attempts import Footing
from states.edited import refuse_edits
from states.emptied import refuse_emptied_state
from states.engine import Recorder
from states.events import Event, Offer, Planned
from states.imports import imports_text
from states.mending import Import
from states.offer import differences, offer
from states.ports import Note, Ports
from states.reconcile import reconcile
from states.recover import past_our_lock, push_errored
from states.run import Run
from states.stored import (
    LOCK_FILE,
    PLAN_FILE,
    load_approved_changes,
    load_assessment,
    load_live,
    offer_the_approved,
    store_offered,
)
from states.terraform import Directory
from states.version import same_version

OLDER = "an older version of migrator kept what was approved, and its values cannot be compared with this plan's"
MOST = 200
KILLED = "Terraform was killed or cancelled in an apply of it, and only a person can say what that left"


class Plan:
    """Makes the plan that will be applied."""

    def __init__(self, runbook: Runbook) -> None:
        self._runbook = runbook

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """A plan changes nothing: make it again."""
        return None

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Init with the approved lock file, plan, judge, compare with the approval."""
        refuse_edits(record, ports)
        here = Directory(ports.workspace.path)
        same_version(record.run, ports)
        ports.workspace.adopt(None)
        ports.workspace.install_lock(ports.files.path(LOCK_FILE))
        ports.note(Note("terraform init, with the providers that the approved plan was made with"))
        failures = self._runbook.failures
        again(record, ports, failures, "terraform init", lambda: ports.terraform.init(here, upgrade=False))
        push_errored(record, ports, here)
        refuse_emptied_state(record.run, ports, here)
        ports.note(Note("terraform plan, in place"))
        changed, plan = _planned(record, ports, here, failures)
        imports: tuple[Import, ...] = ()
        while (more := reconcile(record, ports, plan, self._runbook.identities, imports)) is not None:
            imports = (*imports, *more)
            changed, plan = _with_imports(record, ports, here, imports, failures)
        return self._judged(record, ports, here, plan, changed=changed)

    def _judged(self, record: Recorder, ports: Ports, here: Directory, plan: Decoded, *, changed: bool) -> Event:
        judged = assess(plan, self._runbook, load_live(ports.files).at(ports.clock.now()))
        for one in map(keepable, record.run.mending.offered, record.run.mending.healthy):
            judged = with_finding(judged, one)
        shown = explained(judged, ports.workspace.aside(here.path))
        assessment = replace(shown, upgrades=load_assessment(ports.files).upgrades)
        lock = ports.workspace.lock_file(here.path)
        made = offer(assessment, ports.terraform.state(here), ports.terraform.workspace(here), lock)
        digest = hashlib.sha256(ports.files.read(PLAN_FILE)).hexdigest()
        if not changed:
            return Planned("empty", made, digest)
        changes = approved_changes(plan, Seal(ports.files.key(), ports.redact))
        blocked = assessment.blocking(record.run.accepted_codes)
        because = () if blocked else _departures(record.run, made, changes, ports)
        if blocked or because:
            store_offered(ports.files, assessment, changes)
        else:
            offer_the_approved(ports.files)
        return Planned("block" if blocked else "differ" if because else "proceed", made, digest, blocked, because)


def _planned(record: Recorder, ports: Ports, here: Directory, failures: tuple[Failure, ...]) -> tuple[bool, Decoded]:
    """Whether it changes anything, and the plan; a lock that our own dead Terraform left goes where a person wants it."""
    plan_file = ports.files.path(PLAN_FILE)
    make = partial(ports.terraform.plan, here, plan_file, lock=True)
    changed = past_our_lock(record, ports, here, lambda: again(record, ports, failures, "terraform plan", make))
    return changed, decode(ports.terraform.show(here, plan_file))


def _with_imports(
    record: Recorder, ports: Ports, here: Directory, imports: tuple[Import, ...], failures: tuple[Failure, ...]
) -> tuple[bool, Decoded]:
    """The same with these adopted. A saved plan has its own copy of the configuration: the file is needed no longer."""
    if imports:
        ports.note(Note("terraform plan, with what exists as imports"))
        ports.workspace.adopt(imports_text(imports))
    try:
        return _planned(record, ports, here, failures)
    finally:
        ports.workspace.adopt(None)


def _departures(run: Run, made: Offer, changes: tuple[ApprovedChange, ...], ports: Ports) -> tuple[str, ...]:
    """Why the approval does not cover this plan; empty where it does."""
    if run.approved is None:
        raise ValueError("a plan in place without an approval")
    if expired(run.approved, ports.clock.now()):
        return (f"the approval expired at {run.approved.expires_at}",)
    said = differences(run.approved.offer, made)
    if run.footing is Footing.IN_DOUBT:
        return (KILLED, *said)
    if not said:
        return ()
    kept = load_approved_changes(ports.files)
    return (OLDER, *said) if kept is None else _bounded(_compared(run, run.approved.offer, made, kept, changes))


def _compared(
    run: Run, approved: Offer, made: Offer, kept: tuple[ApprovedChange, ...], changes: tuple[ApprovedChange, ...]
) -> tuple[str, ...]:
    """What keeps the plan from being the approved one, or the rest of it where applies of this run explain the distance."""
    if run.savings.quiesced is not None and not departures(kept, changes):
        # What goes had other replicas when that was approved: what is done to it is the same.
        return differences(approved, replace(made, meaning=approved.meaning))
    if run.footing is Footing.OURS:
        return _not_the_rest(approved, made, kept, changes)
    return (*differences(approved, made), *map(str, departures(kept, changes)))


def _bounded(lines: tuple[str, ...]) -> tuple[str, ...]:
    """What a person can read, and a journal should keep."""
    return lines if len(lines) <= MOST else (*lines[:MOST], f"... and {len(lines) - MOST} more")


def _not_the_rest(
    approved: Offer, made: Offer, kept: tuple[ApprovedChange, ...], changes: tuple[ApprovedChange, ...]
) -> tuple[str, ...]:
    """What keeps the plan from being the rest of the approved one."""
    rest = replace(made, meaning=approved.meaning, serial=approved.serial)
    return (*differences(approved, rest), *map(str, continues(kept, changes)))
