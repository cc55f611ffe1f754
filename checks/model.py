"""What a judgment is made of: findings, what passed, what could not be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Severity(StrEnum):
    """How bad a finding is; whether it stops a run is `Finding.blocks`."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @cached_property
    def rank(self) -> int:
        """0 for info up to 4 for critical, to sort and to compare."""
        return list(reversed(Severity)).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found: evidence in `because`, what to do in `remedy`."""

    code: str
    severity: Severity
    blocks: bool
    subject: str
    because: tuple[str, ...]
    remedy: str


@dataclass(frozen=True)
class Passed:
    """A check that was proved to hold; `evidence` says by what."""

    code: str
    evidence: str


@dataclass(frozen=True)
class Unknown:
    """A check that could not decide. `blocks` as its finding would: unknown is not green."""

    code: str
    reason: str
    blocks: bool


Result = Finding | Passed | Unknown


def blocking(code: str, subject: str, because: str, remedy: str, severity: Severity = Severity.CRITICAL) -> Finding:
    """A finding that stops a run, with one piece of evidence."""
    return Finding(code, severity, blocks=True, subject=subject, because=(because,), remedy=remedy)


@dataclass(frozen=True)
class Verdict:
    """What all checks together say, sorted; the input to every report and to the decision to go on."""

    findings: tuple[Finding, ...] = ()
    passed: tuple[Passed, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    @classmethod
    def of(cls, results: Iterable[Result]) -> "Verdict":
        """Sort results into a verdict: findings by severity, everything else by code."""
        every = list(results)
        findings = [one for one in every if isinstance(one, Finding)]
        return cls(
            tuple(sorted(findings, key=lambda one: (-one.severity.rank, one.code, one.subject))),
            tuple(sorted((one for one in every if isinstance(one, Passed)), key=lambda one: one.code)),
            tuple(sorted((one for one in every if isinstance(one, Unknown)), key=lambda one: one.code)),
        )

    def blocking(self, accepted: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The codes that stop a run, less those a person accepted, each once, sorted."""
        codes = {one.code for one in self.findings if one.blocks} | {one.code for one in self.unknown if one.blocks}
        return tuple(sorted(codes - accepted))
