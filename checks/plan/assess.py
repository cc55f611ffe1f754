"""One judgment for every plan: from the dry run, from the run, from anybody's `terraform show -json`."""

from collections import Counter
from dataclasses import replace

from checks.model import Finding, Severity
from checks.plan import begun, contract, hazards
from checks.plan.actions import QUIET, action, evidence, order
from checks.plan.calls import Script, script
from checks.plan.decode import Plan, Resource
from checks.plan.meaning import meaning
from checks.plan.model import Assessment, JudgedChange, Summary
from runbooks.model import Runbook


def assess(plan: Plan, runbook: Runbook | None) -> Assessment:
    """Judge hazards; with a runbook, hold the plan against the actions that belong to its version as well."""
    known = script(plan, runbook) if runbook else None
    judged = [_judge(one, known) for one in plan.resource_changes if action(one) not in QUIET]
    changes = tuple(sorted((one for one, _ in judged), key=lambda one: (-one.severity.rank, one.address, one.deposed or "")))
    found = [finding for _, findings in judged for finding in findings]
    whole = [*_whole(plan, changes), *_scripted(plan, known)]
    findings = tuple(sorted([*found, *whole], key=_first))
    worst = max(
        (*(one.severity for one in changes), *(one.severity for one in whole)), key=lambda one: one.rank, default=None
    )
    compared = contract.compare(changes, known) if known else None
    return Assessment(worst or "none", _complete(plan), _summary(plan), changes, findings, compared, meaning(plan))


def with_finding(found: Assessment, more: Finding | None) -> Assessment:
    """The assessment with one more finding of the whole plan, if there is one."""
    if more is None:
        return found
    findings = tuple(sorted([*found.findings, more], key=_first))
    worse = found.level == "none" or more.severity.rank > Severity(found.level).rank
    return replace(found, findings=findings, level=more.severity if worse else found.level)


def _first(one: Finding) -> tuple[int, str, str]:
    return -one.severity.rank, one.code, one.subject


def _judge(change: Resource, known: Script | None) -> tuple[JudgedChange, tuple[Finding, ...]]:
    does, how = action(change), order(change)
    seen = hazards.see(change, does, how)
    found = hazards.findings(seen)
    severity = hazards.severity(seen, found)
    expected = None
    if known is not None:
        expected = None if known.expected is None else contract.expected(known, change, does, how) is not None
        found = (*found, *_against(seen, severity, known, expected=expected))
        severity = hazards.severity(seen, found)
    codes = tuple(sorted({one.code for one in found}))
    why = evidence(change)
    return JudgedChange(change.address, change.deposed, change.type, does, how, severity, expected, why, codes), found


def _against(seen: hazards.Seen, severity: Severity, known: Script, *, expected: bool | None) -> tuple[Finding, ...]:
    if expected:
        return ()
    found = contract.forbidden(seen.change, seen.action, known.runbook)
    if found is None and expected is False:
        found = contract.surprise(seen.change, seen.action, severity, known, cosmetic=hazards.cosmetic(seen))
    return (found,) if found else ()


def _whole(plan: Plan, changes: tuple[JudgedChange, ...]) -> list[Finding]:
    found = []
    if not _complete(plan) or (changes and plan.applyable is False):
        found.append(_incomplete(plan))
    if {one.action for one in changes} == {"delete"} and not all(_a_rest(one) for one in changes):
        found.append(_only_destroys(len(changes)))
    return found


def _scripted(plan: Plan, known: Script | None) -> list[Finding]:
    found = (begun.missing(plan, known), contract.unknown(known)) if known else ()
    return [one for one in found if one]


def _a_rest(change: JudgedChange) -> bool:
    """Whether a delete may be what an interrupted apply left to do: documented, or of what was replaced already."""
    return change.deposed is not None or change.expected is True


def _complete(plan: Plan) -> bool:
    unjudged = (plan.deferred_changes, plan.action_invocations, plan.deferred_action_invocations)
    return plan.complete is not False and not plan.errored and not any(unjudged)


def _incomplete(plan: Plan) -> Finding:
    invocations = len(plan.action_invocations) + len(plan.deferred_action_invocations)
    said = (
        f"complete={plan.complete}, errored={plan.errored}, applyable={plan.applyable}, "
        f"deferred changes: {len(plan.deferred_changes)}, actions that are not judged: {invocations}"
    )
    remedy = "Mend what made the plan fail, and plan again; what is missing from it cannot be judged."
    return Finding("plan-incomplete", Severity.CRITICAL, blocks=True, subject="the plan", because=(said,), remedy=remedy)


def _only_destroys(count: int) -> Finding:
    because = (f"{count} to destroy, nothing else: what a workspace without an active configuration looks like",)
    remedy = "Stop. Make exactly one of the two configurations active, and plan again."
    return Finding("only-destroys", Severity.CRITICAL, blocks=True, subject="the plan", because=because, remedy=remedy)


def _summary(plan: Plan) -> Summary:
    managed = [one for one in plan.resource_changes if one.mode == "managed"]
    counted = Counter(action(one) for one in managed)
    return Summary(
        create=counted["create"],
        update=counted["update"],
        delete=counted["delete"],
        replace=counted["replace"],
        forget=counted["forget"],
        read=sum(one.mode == "data" for one in plan.resource_changes),
        no_op=counted["no-op"],
        imported=sum(one.change.importing is not None for one in managed),
        moved=sum(one.previous_address is not None for one in managed),
    )
