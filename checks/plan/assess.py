"""One judgment for every plan: from the dry run, from the run, from anybody's `terraform show -json`."""

from collections import Counter
from dataclasses import replace

from checks.model import Finding, Severity
from checks.plan import begun, contract, hazards, whole
from checks.plan.actions import QUIET, action, differences, evidence, order
from checks.plan.calls import Script, script
from checks.plan.format import Plan, Resource
from checks.plan.meaning import meaning
from checks.plan.model import Assessment, JudgedChange, Summary
from checks.plan.unreadable import unreadable
from runbooks.model import Runbook

Judged = tuple[JudgedChange, tuple[Finding, ...]]
Acts = list[tuple[Resource, str]]


def assess(plan: Plan, runbook: Runbook | None) -> Assessment:
    """The judgment of a plan that may be approved: with the meaning that an approval is bound to."""
    return replace(judge(plan, runbook), meaning=meaning(plan))


def judge(plan: Plan, runbook: Runbook | None) -> Assessment:
    """Judge hazards; with a runbook, hold the plan against the actions that belong to its version as well.

    It says nothing of the plan's meaning, which takes as long again.
    """
    try:
        return _judged(plan, runbook)
    except RecursionError:
        raise unreadable("A value in it is nested too deeply") from None
    finally:
        # They hold the last changes, and with them the whole plan.
        differences.cache_clear()
        evidence.cache_clear()


def _judged(plan: Plan, runbook: Runbook | None) -> Assessment:
    known = script(plan, runbook) if runbook else None
    acts = [(one, action(one)) for one in plan.resource_changes]
    judged = _each(acts, known, whole.drifted(plan))
    changes = tuple(sorted((one for one, _ in judged), key=_place))
    overall = [*whole.findings(plan, changes), *_scripted(plan, known)]
    findings = tuple(sorted([*(finding for _, found in judged for finding in found), *overall], key=_first))
    compared = contract.compare(changes, known) if known else None
    return Assessment(_level(changes, overall), whole.complete(plan), _summary(acts), changes, findings, compared, "")


def with_finding(found: Assessment, more: Finding | None) -> Assessment:
    """The assessment with one more finding of the whole plan, if there is one."""
    if more is None:
        return found
    findings = tuple(sorted([*found.findings, more], key=_first))
    worse = found.level == "none" or more.severity.rank > Severity(found.level).rank
    return replace(found, findings=findings, level=more.severity if worse else found.level)


def _level(changes: tuple[JudgedChange, ...], overall: list[Finding]) -> str:
    """The worst of all; what is only information about a plan does not make one without changes a risk."""
    every = [*(one.severity for one in changes), *(one.severity for one in overall if one.severity is not Severity.INFO)]
    return max(every, key=lambda one: one.rank, default="none")


def _first(one: Finding) -> tuple[int, str, str]:
    return -one.severity.rank, one.code, one.subject


def _place(one: JudgedChange) -> tuple[int, str, str]:
    return -one.severity.rank, one.address, one.deposed or ""


def _each(acts: Acts, known: Script | None, drifted: dict[str, str]) -> list[Judged]:
    return [_judge(one, does, known, drifted.get(one.address)) for one, does in acts if does not in QUIET]


def _judge(change: Resource, does: str, known: Script | None, drift: str | None) -> Judged:
    how = order(change)
    seen = hazards.see(change, does, how)
    found = hazards.findings(seen)
    severity = hazards.severity(seen, found)
    expected = None
    if known is not None:
        expected = None if known.expected is None else contract.expected(known, change, does, how) is not None
        found = (*found, *_against(seen, severity, known, expected=expected))
        severity = hazards.severity(seen, found)
    codes = tuple(sorted({one.code for one in found})) if found else ()
    why = evidence(change) if drift is None else (*evidence(change), drift)
    return JudgedChange(change.address, change.deposed, change.type, does, how, severity, expected, why, codes), found


def _against(seen: hazards.Seen, severity: Severity, known: Script, *, expected: bool | None) -> tuple[Finding, ...]:
    if expected:
        return ()
    found = contract.forbidden(seen.change, seen.action, known.runbook)
    if found is None and expected is False:
        found = contract.surprise(seen.change, seen.action, severity, known, cosmetic=hazards.cosmetic(seen))
    return (found,) if found else ()


def _scripted(plan: Plan, known: Script | None) -> list[Finding]:
    found = (begun.missing(plan, known), contract.unknown(known)) if known else ()
    return [one for one in found if one]


def _summary(acts: Acts) -> Summary:
    counted = Counter(does for one, does in acts if one.mode == "managed")
    return Summary(
        create=counted["create"],
        update=counted["update"],
        delete=counted["delete"],
        replace=counted["replace"],
        forget=counted["forget"],
        read=sum(one.mode == "data" for one, _ in acts),
        no_op=counted["no-op"],
        imported=sum(one.change.importing is not None for one, _ in acts if one.mode == "managed"),
        moved=sum(one.previous_address is not None for one, _ in acts if one.mode == "managed"),
    )
