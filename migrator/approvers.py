"""Who approves: a hash given beforehand, a person at the terminal, or nobody."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

import click

from checks.model import Verdict
from checks.plan.model import Assessment
from checks.problem import Exit, Problem
from states.events import Offer

DIGITS = 12
Paused = Callable[[], AbstractContextManager[None]]


def valid_hash(given: str) -> str:
    """The hash as typed, in lower case; a usage Problem where it is not 12 to 64 hex digits."""
    lowered = given.lower()
    if DIGITS <= len(lowered) <= 64 and not set(lowered) - set("0123456789abcdef"):
        return lowered
    raise Problem(
        "approval-malformed",
        what="--approve wants 12 to 64 hex digits of a plan's approval hash.",
        why=f"{len(given)} characters were given.",
        next="migrator plan --tfvars post-operator.tfvars  # prints the hash",
        exit=Exit.USAGE,
    )


class GivenHash:
    """Approves exactly the plan whose hash begins with what was given on the command line."""

    def __init__(self, prefix: str) -> None:
        self._prefix = valid_hash(prefix)

    def decide(self, offer: Offer, assessment: Assessment) -> bool:  # noqa: ARG002 - the port's shape
        """True for that very plan; False for every other."""
        return offer.approval.startswith(self._prefix)


class Nobody:
    """No terminal and no hash: the run waits."""

    def decide(self, offer: Offer, assessment: Assessment) -> bool:  # noqa: ARG002 - the port's shape
        """Always False."""
        return False


class Person:
    """Shows the risk report and asks for the first digits of the hash, so that a stray Enter approves nothing."""

    def __init__(self, paused: Paused, preflight: Callable[[], Verdict]) -> None:
        self._paused = paused
        self._preflight = preflight

    def decide(self, offer: Offer, assessment: Assessment) -> bool:
        """True where the person types the plan's first digits."""
        from migrator.report.plan import risk_text  # noqa: PLC0415 - only where somebody reads it
        from migrator.report.preflight import warned_text  # noqa: PLC0415 - only where somebody reads it
        from migrator.report.risk import RiskReport  # noqa: PLC0415 - only where somebody reads it
        from migrator.terminal.paint import painter  # noqa: PLC0415

        wanted, paint = offer.approval[:DIGITS], painter(colour=sys.stderr.isatty())
        question = f"\nApprove this plan? Type {wanted}, anything else to leave it"
        with self._paused():
            click.echo(risk_text(RiskReport(assessment), paint), err=True)
            click.echo(warned_text(self._preflight(), paint), err=True)
            typed = click.prompt(question, default="", show_default=False, err=True)
        return str(typed).strip().lower() == wanted


def approver(given: str | None, paused: Paused, preflight: Callable[[], Verdict]) -> GivenHash | Person | Nobody:
    """The approver for one command line; `preflight` reads what preflight said."""
    if given is not None:
        return GivenHash(given)
    return Person(paused, preflight) if sys.stdin.isatty() and sys.stderr.isatty() else Nobody()
