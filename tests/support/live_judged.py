"""The judge of the group live, asked for one check in a healthy world with something broken in it."""

from dataclasses import replace
from typing import Any

from checks.facts import Facts
from checks.model import Finding, Passed, Result, Unknown
from checks.preflight import live
from tests.support.facts import AFTER, ARGUMENTS, FACTS, INFRA, RUNBOOK, arguments
from tests.support.healthy.live import HEALTHY


def facts(given: dict[str, Any] | None = None, version: str = "4.7.2", **broken: Any) -> Facts:
    """The healthy world, but for these facts, and these arguments of the module's call; None takes one away."""
    changed = {**ARGUMENTS, **arguments(**(given or {}))}
    kept = {name: one for name, one in changed.items() if one.value is not None}
    after = replace(AFTER, modules=(replace(INFRA, version=version, arguments=kept),))
    return replace(FACTS, known=replace(FACTS.known, after=after), live=replace(HEALTHY, **broken))


def judged(code: str, given: dict[str, Any] | None = None, **broken: Any) -> list[Result]:
    """What one check says."""
    return [one for one in live.judge(facts(given, **broken), RUNBOOK) if one.code == code]


def finding(code: str, given: dict[str, Any] | None = None, **broken: Any) -> Finding:
    """Its one finding."""
    (found,) = judged(code, given, **broken)
    assert isinstance(found, Finding), found
    return found


def passed(code: str, given: dict[str, Any] | None = None, **broken: Any) -> str:
    """The evidence that it holds."""
    (found,) = judged(code, given, **broken)
    assert isinstance(found, Passed), found
    return found.evidence


def unknown(code: str, given: dict[str, Any] | None = None, **broken: Any) -> str:
    """Why it could not be told; what may not be asked stops nobody."""
    (found,) = judged(code, given, **broken)
    assert isinstance(found, Unknown), found
    assert not found.blocks
    return found.reason


def told(found: Finding) -> str:
    """All of its text."""
    return " ".join((found.subject, *found.because, found.remedy))
