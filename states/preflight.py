"""preflight: gather facts, judge them all, stop once. Touches nothing."""

from checks import configuration, prerequisites
from checks.facts import Configuration
from checks.model import Verdict
from runbooks.model import Runbook
from states import gather
from states.engine import Recorder
from states.events import Event, Preflighted
from states.inputs import Inputs
from states.override import override_text
from states.ports import Note, Ports
from states.stored import PREFLIGHT, store_verdict


def override_of(inputs: Inputs, ports: Ports, runbook: Runbook) -> str | None:
    """The text of the override file where it was consented to and is needed, else None."""
    return override_text(ports.workspace.after(None), runbook) if inputs.override else None


def examine(inputs: Inputs, ports: Ports, runbook: Runbook) -> Verdict:
    """Everything that can be proved before anything is touched, judged at once."""
    after = ports.workspace.after(override_of(inputs, ports, runbook))
    before = ports.workspace.before()
    ports.note(Note("gathering facts: configuration, Terraform, AWS, DNS zone, deployer, images"))
    return _judge(inputs, ports, runbook, before, after)


def _judge(inputs: Inputs, ports: Ports, runbook: Runbook, before: Configuration, after: Configuration) -> Verdict:
    facts = gather.facts(ports, before, after, runbook)
    layout, values = facts.layout, facts.values
    return Verdict.of(
        (
            *configuration.judge(layout, before, after, values, runbook, swap=inputs.swap),
            *prerequisites.judge(facts, runbook),
        )
    )


class Preflight:
    """The first state of a run."""

    def __init__(self, runbook: Runbook) -> None:
        self._runbook = runbook

    def settle(self, record: Recorder, ports: Ports) -> Event | None:
        """It touches nothing: again."""
        return None

    def act(self, record: Recorder, ports: Ports) -> Event:
        """Judge, keep the verdict for reports, and block on what was not accepted."""
        verdict = examine(record.run.inputs, ports, self._runbook)
        store_verdict(ports.files, PREFLIGHT, verdict)
        blocked = verdict.blocking(record.run.accepted_codes)
        passed = tuple(one.code for one in verdict.passed)
        unknown = tuple(one.code for one in verdict.unknown)
        return Preflighted("block" if blocked else "proceed", blocked, passed, unknown)
