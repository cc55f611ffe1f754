"""preflight: gather facts, judge them all, stop once. Touches nothing."""

from dataclasses import dataclass

from checks.facts import Known
from checks.health.before import remembered
from checks.model import Verdict
from checks.plan.witnesses import hear
from checks.preflight.groups import Choice, judge
from runbooks.model import Runbook
from states.engine import Recorder
from states.events import Event, Preflighted
from states.gather import Answer, Gathered, gather
from states.inputs import Inputs
from states.override import override_text
from states.ports import Note, Ports
from states.stored import PREFLIGHT, store_before, store_live, store_verdict


@dataclass(frozen=True)
class Look:
    """One preflight: its verdict, the codes that were left out, and the facts with the seconds that each of them took."""

    verdict: Verdict
    skipped: tuple[str, ...]
    gathered: Gathered


def override_of(inputs: Inputs, ports: Ports, runbook: Runbook) -> str | None:
    """The text of the override file where it was consented to and is needed, else None."""
    return override_text(ports.workspace.after(None), runbook) if inputs.override else None


def looked(inputs: Inputs, ports: Ports, runbook: Runbook, choice: Choice | None = None) -> Look:
    """The chosen checks, all where none are: what they say, what was left out, and how long their facts took."""
    choice = choice or Choice.of()
    known = _known(inputs, ports, runbook)
    questions = ports.probes.questions(known, choice.needs)
    ports.note(Note(f"gathering {len(questions)} facts for {len(choice.codes)} checks"))
    gathered = gather(known, questions, lambda answer: ports.note(_told(answer)))
    return Look(Verdict.of(judge(gathered.facts, runbook, choice)), choice.skipped, gathered)


def _known(inputs: Inputs, ports: Ports, runbook: Runbook) -> Known:
    after = ports.workspace.after(override_of(inputs, ports, runbook))
    return Known(ports.workspace.layout(), ports.workspace.before(), after, ports.workspace.values(), inputs.swap)


def _told(answer: Answer) -> Note:
    return Note(f"{answer.question.group}: {answer.question.field} took {answer.seconds:.1f} s", phase="detail")


class Preflight:
    """The first state of a run."""

    def __init__(self, runbook: Runbook) -> None:
        self._runbook = runbook

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """It touches nothing: again."""
        return None

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Judge, keep the verdict for reports, and block on what was not accepted."""
        look = looked(record.run.inputs, ports, self._runbook)
        verdict = look.verdict
        store_verdict(ports.files, PREFLIGHT, verdict)
        store_before(ports.files, remembered(look.gathered.facts))
        store_live(ports.files, hear(look.gathered.facts, ports.clock.now()))
        blocked = verdict.blocking(record.run.accepted_codes)
        passed = tuple(one.code for one in verdict.passed)
        unknown = tuple(one.code for one in verdict.unknown)
        return Preflighted("block" if blocked else "proceed", blocked, passed, unknown)
