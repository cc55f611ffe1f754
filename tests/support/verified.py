"""What one rule of verify says of a deployment that is healthy but for what a test breaks."""

from typing import Any

from checks.health import judge
from checks.health.model import Judged, Outlook
from checks.model import Finding, Severity
from tests.support.facts import RUNBOOK, health


def judged(code: str, group: str, **broken: Any) -> Judged:
    """What the rule says where this is broken."""
    (found,) = [one for one in judge(health(group, **broken), RUNBOOK) if one.code == code]
    return found


def bad(outlook: Outlook, code: str, group: str, **broken: Any) -> Finding:
    """The finding, with that outlook; it blocks."""
    found = judged(code, group, **broken)
    assert isinstance(found.result, Finding), found
    assert (found.outlook, found.result.severity, found.result.blocks) == (outlook, Severity.HIGH, True)
    assert found.result.remedy
    return found.result
