"""Before a plan is judged: what earlier applies of this run began, and the plan would begin again, is looked for first."""

from collections.abc import Mapping
from dataclasses import replace

from checks.facts import Missing
from checks.plan.decode import Plan
from checks.problem import Problem
from checks.reconcile import Begun, Doubt, Outcome, Settlement, doubts, settle, unasked
from checks.versions import admits
from runbooks.identity import Identity
from states.engine import Recorder
from states.events import Phase
from states.mending import Doubted, Import, Reconciled, ReconcileIntended, TaintOffered
from states.ports import Note, Ports
from states.run import Run
from states.terraform import Directory
from states.wait import until

# How long what is still being made, or still goes, is waited for: the longest of the provider's own usual times.
PATIENCE = 30 * 60.0
IMPORTS_SINCE = ">= 1.5"


def begun(run: Run) -> dict[str, Begun]:
    """Address -> the last creation there that this run's applies tell of."""
    found: dict[str, Begun] = {}
    for attempt in run.attempts:
        for one in attempt.actions:
            if one.verb == "create":
                ended = None if one.phase is Phase.STARTED else str(one.phase)
                found[one.address] = Begun(one.address, ended, one.id, attempt.vouched)
    vouched = set(run.mending.vouched)
    return {address: replace(one, vouched=one.vouched or address in vouched) for address, one in found.items()}


def reconcile(
    record: Recorder,
    ports: Ports,
    plan: Plan,
    identities: Mapping[str, Identity],
    had: tuple[Import, ...] = (),
) -> tuple[Import, ...] | None:
    """Look, wait, untaint what a person wants untainted; what is to be imported besides. None where the plan stands.

    Once that is planned, it is to be called again with the imports that it `had`: what hangs on one is found only then. A
    Problem where a person has to look, with everything that could be told.
    """
    planned = {one.address for one in had}
    looked = (_patiently(one, ports) for one in doubts(plan, begun(record.run), identities))
    settled = tuple(_refused(one) if one.address in planned else one for one in looked)
    for one in settled:
        ports.note(Note(f"{one.address}: {one.outcome}: {one.why}"))
    adopted = tuple(one for one in settled if one.outcome is Outcome.ADOPT)
    if not adopted or not _reads_imports(ports):
        _ask(record, (*(one for one in settled if one.outcome is Outcome.ASK), *map(_by_hand, adopted)))
    healthy = [one for one in settled if one.outcome is Outcome.UNTAINT]
    untaints = tuple(one.address for one in healthy if one.address in record.run.mending.untainting)
    _offer(record, [one for one in healthy if one.address not in untaints])
    imports = tuple(Import(one.address, one.id) for one in adopted)
    return _done(record, ports, imports, untaints) if imports or untaints else None


def _patiently(doubt: Doubt, ports: Ports) -> Settlement:
    """Its settlement, once nothing moves there any more; who is out of patience asks."""
    known = unasked(doubt)
    if known is not None:
        return known
    seen = until(
        lambda: settle(doubt, ports.lookup.find(doubt.type, doubt.keys, doubt.id)),
        lambda one: one.outcome is not Outcome.WAIT,
        seconds=PATIENCE,
        clock=ports.clock,
        tell=lambda one: ports.note(Note(f"waiting for {one.address}: {one.why}")),
    )
    if seen.outcome is not Outcome.WAIT:
        return seen
    return replace(seen, outcome=Outcome.ASK, why=f"{seen.why}, and has been for {PATIENCE / 60:.0f} minutes")


def _refused(one: Settlement) -> Settlement:
    """Terraform takes no import for an address that its state has, even where a refresh shows that the thing is gone."""
    if one.outcome is not Outcome.ADOPT:
        return one
    why = f"{one.why}; the state has the old one, which is gone: terraform state rm '{one.address}', then: migrator run"
    return replace(one, outcome=Outcome.ASK, why=why)


def _by_hand(one: Settlement) -> Settlement:
    return replace(one, why=f"{one.why}; terraform import '{one.address}' '{one.id}'")


def _ask(record: Recorder, asked: tuple[Settlement, ...]) -> None:
    if not asked:
        return
    because = tuple(f"{one.address}: {one.why}" for one in asked)
    record(Doubted(tuple(one.address for one in asked), because))
    raise Problem(
        "apply-in-doubt",
        what=f"An apply began these, and only a person can tell what became of them: {', '.join(o.address for o in asked)}.",
        why="\n".join((*because, "Import or delete what is there; planned as it is, it could be created twice.")),
        next="migrator run --accept apply-in-doubt='what you found'  # plans what is left, and asks for approval again",
    )


def _reads_imports(ports: Ports) -> bool:
    fact = ports.terraform.fact()
    return not isinstance(fact, Missing) and admits(IMPORTS_SINCE, fact.version)


def _offer(record: Recorder, healthy: list[Settlement]) -> None:
    addresses = tuple(one.address for one in healthy)
    if addresses != record.run.mending.offered:
        record(TaintOffered(addresses, tuple(f"{one.address}: {one.why}" for one in healthy)))


def _done(record: Recorder, ports: Ports, imports: tuple[Import, ...], untaints: tuple[str, ...]) -> tuple[Import, ...]:
    record(ReconcileIntended(imports, untaints))
    for address in untaints:
        ports.note(Note(f"terraform untaint {address}"))
        ports.terraform.untaint(Directory(ports.workspace.path), address)
    record(Reconciled(imports, untaints))
    return imports
