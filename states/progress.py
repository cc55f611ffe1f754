"""How far a run came, for the judgment of the way back: what its journal says happened, not what its state is called."""

from collections.abc import Iterable, Iterator, Mapping

from checks.facts.progress import Acted, Files, Progress
from checks.plan.configured import bare
from checks.plan.model import JudgedChange
from states.attempts import Attempt, finished, whole_change
from states.events import State
from states.run import Run


def progress(run: Run, changes: Iterable[JudgedChange]) -> Progress:
    """What was done; `changes` are those of the approved plan, as they were judged."""
    judged = {one.address: one for one in changes}
    attempts = run.every_attempt
    locked = any(visit.state is State.PLAN for visit in run.visits)
    quiesced = run.savings.quiescing is not None and not attempts
    acted = tuple(_acted(attempts, judged))
    return Progress(_files(run), locked, bool(attempts), acted, run.verified is not None, quiesced)


def _files(run: Run) -> Files:
    if run.state is State.REVERTED:
        return Files.REVERTED
    if run.swapped is not None and run.undoing != "swap":
        return Files.AFTER if run.inputs.swap else Files.FOREIGN
    return Files.BETWEEN if run.swap_intended is not None else Files.BEFORE


def _acted(attempts: tuple[Attempt, ...], judged: Mapping[str, JudgedChange]) -> Iterator[Acted]:
    """Every address that an apply touched, in the order of its first message."""
    done = finished(attempts)
    seen = {one.address: one.change for attempt in attempts for one in attempt.actions}
    for address, change in seen.items():
        certain = address in done and whole_change(done[address]) is not None
        known = judged.get(address)
        if known is None:
            yield Acted(address, _type(address), change, (), (), certain)
        else:
            yield Acted(address, known.type, known.action, known.findings, known.because, certain)


def _type(address: str) -> str:
    """The type in an address: `module.a["x.y"].kind.name["z"]` is of the type `kind`."""
    *_, kind, _name = ("", *bare(address).split("."))
    return kind
