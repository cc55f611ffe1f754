"""What becomes of an apply that Terraform ended with an error: tried again where that is known to be right, else told."""

from collections.abc import Iterator
from contextlib import suppress

from checks.diagnose import Advice, advice, passing
from checks.problem import Exit, Problem
from runbooks.model import Runbook
from states.events import Unfinished
from states.ports import Note, Ports
from states.run import Run
from states.terraform import StreamEvent
from states.window import left

# Seconds before each try; as many tries as there are.
PAUSES = (10.0, 30.0, 90.0)


def after_a_pause(
    run: Run, ports: Ports, runbook: Runbook, errors: tuple[StreamEvent, ...], code: int | None
) -> Unfinished | None:
    """Wait, and have what is left planned anew; None where a person has to look.

    Only where every error is known to be safe to retry and to go away by itself, and a few times at most.
    """
    causes = passing((one.message for one in errors), runbook.failures)
    if not causes or run.retries >= len(PAUSES):
        return None
    seconds = PAUSES[run.retries]
    if seconds > left(ports):
        return None
    ports.note(Note(f"{', '.join(causes)}: planned and tried again in {seconds:.0f} s ({run.retries + 1} of {len(PAUSES)})"))
    ports.clock.sleep(seconds)
    return Unfinished(code, (), retried=causes)


def failed(code: int | None, errors: tuple[StreamEvent, ...], runbook: Runbook, ports: Ports) -> Problem:
    """Terraform's own words, and what is known about each of them."""
    known = tuple(dict.fromkeys(str(one) for one in _advice(errors, runbook, ports)))
    return Problem(
        "apply-failed",
        what=f"Terraform stopped with exit code {code}; what it had finished is in the state.",
        why="\n".join((*(one.message for one in errors), *known)) or "Terraform gave no reason.",
        next="mend the cause, then: migrator run",
    )


def stopped(errors: tuple[StreamEvent, ...]) -> Problem:
    """A person had Terraform interrupted, and it has ended by itself."""
    return Problem(
        "apply-interrupted",
        what="Terraform was interrupted, as asked, and has ended; what it had finished is in the state.",
        why="\n".join(one.message for one in errors) or "It gave no further reason.",
        next="migrator run  # plans what is left; asks for approval again where that is not a part of what was approved",
        exit=Exit.INTERRUPTED,
    )


def _advice(errors: tuple[StreamEvent, ...], runbook: Runbook, ports: Ports) -> Iterator[Advice]:
    names = _names(runbook, ports) if errors else {}
    for one in errors:
        at = {"address": one.address} if one.address else {}
        yield from advice(one.message, runbook.failures, {**names, **at})


def _names(runbook: Runbook, ports: Ports) -> dict[str, str]:
    """The deployment's own names, as far as they can be told now. The module calls the cluster as the namespace."""
    _, _, account = (ports.who.arn or "").partition("::")
    found: dict[str, str | None] = {"account": account.partition(":")[0]}
    with suppress(Problem):
        namespace = ports.workspace.values().namespace
        found |= {"namespace": namespace, "cluster": namespace}
    with suppress(Problem):
        provider = ports.workspace.after(None).aws_provider(runbook.source_module)
        found["region"] = provider.region if provider else None
    return {name: value for name, value in found.items() if value}
