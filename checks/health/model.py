"""A judgment of verify: beside what it says, whether waiting may mend it."""

from dataclasses import dataclass
from enum import StrEnum

from checks.model import Finding, Passed, Result, Severity, Unknown


class Outlook(StrEnum):
    """What is to be expected.

    holds    there is nothing to wait for
    coming   it is on its way
    stuck    waiting does not mend it
    unknown  it could not be looked at: the next look may tell
    """

    HOLDS = "holds"
    COMING = "coming"
    STUCK = "stuck"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Judged:
    """One result; `now` is how it stands, in a few words, for whoever waits."""

    result: Result
    outlook: Outlook
    now: str

    @property
    def code(self) -> str:
        """The result's."""
        return self.result.code


def holds(code: str, evidence: str) -> Judged:
    """It was proved."""
    return Judged(Passed(code, evidence), Outlook.HOLDS, evidence)


def noted(code: str, severity: Severity, subject: str, because: tuple[str, ...], remedy: str) -> Judged:
    """Worth knowing, and nothing to wait for: it does not block."""
    return Judged(Finding(code, severity, blocks=False, subject=subject, because=because, remedy=remedy), Outlook.HOLDS, "")


def coming(code: str, subject: str, because: tuple[str, ...], remedy: str, now: str = "") -> Judged:
    """Not yet."""
    return Judged(_bad(code, subject, because, remedy), Outlook.COMING, now or because[0])


def stuck(code: str, subject: str, because: tuple[str, ...], remedy: str) -> Judged:
    """Not, and waiting does not mend it."""
    return Judged(_bad(code, subject, because, remedy), Outlook.STUCK, because[0])


def untold(code: str, reason: str, *, blocks: bool = True) -> Judged:
    """It could not be looked at; what does not block is not waited for."""
    return Judged(Unknown(code, reason, blocks), Outlook.UNKNOWN if blocks else Outlook.HOLDS, reason)


def _bad(code: str, subject: str, because: tuple[str, ...], remedy: str) -> Finding:
    return Finding(code, Severity.HIGH, blocks=True, subject=subject, because=because, remedy=remedy)
