"""Checks that look at several things: one result where all of them hold."""

from collections.abc import Iterable, Iterator

from checks.facts import Missing
from checks.model import Finding, Passed, Result, Unknown


def joined(parts: Iterable[Result]) -> Iterator[Result]:
    """The findings of one check; where there are none, what could not be told, in one; else one that tells why it holds."""
    every = list(parts)
    findings = [one for one in every if isinstance(one, Finding)]
    unknown = [one for one in every if isinstance(one, Unknown)]
    passed = [one for one in every if isinstance(one, Passed)]
    yield from findings
    if unknown and not findings:
        reasons = "; ".join(dict.fromkeys(one.reason for one in unknown))
        yield Unknown(unknown[0].code, reasons, blocks=any(one.blocks for one in unknown))
    if passed and not findings and not unknown:
        yield Passed(passed[0].code, "; ".join(one.evidence for one in passed))


def untold(code: str, *facts: object) -> Unknown | None:
    """What keeps a check from being told, without stopping anybody; None where every fact is there."""
    missing = [one for one in facts if isinstance(one, Missing)]
    return Unknown(code, "; ".join(dict.fromkeys(one.why for one in missing)), blocks=False) if missing else None
