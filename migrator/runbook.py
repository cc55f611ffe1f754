"""The runbook that a command or a run means, by name; without anything that reaches the world."""

import runbooks
from checks.problem import Exit, Problem
from runbooks.model import Runbook
from states.inputs import Inputs


def load_runbook(name: str) -> Runbook:
    """The runbook of that name; a Problem that lists the ones there are."""
    try:
        return runbooks.load(name)
    except LookupError as error:
        raise Problem(
            "runbook-unknown",
            what=f"There is no runbook {name!r}.",
            why=f"The runbooks are: {', '.join(runbooks.names())}.",
            next=f"the same command with --runbook {runbooks.names()[0]}",
            exit=Exit.USAGE,
        ) from error


def runbook_of(inputs: Inputs) -> Runbook:
    """The runbook of a run, with the names that its files have."""
    return inputs.named(load_runbook(inputs.runbook))
