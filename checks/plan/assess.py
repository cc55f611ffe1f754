"""One judgment for every plan: from the dry run, from the run, from anybody's `terraform show -json`."""

from collections import Counter
from dataclasses import dataclass, replace

from checks.model import Finding, Severity
from checks.plan import begun, cascade, contract, hazards, whole
from checks.plan.actions import QUIET, action, differences, evidence, order
from checks.plan.calls import Script, script
from checks.plan.format import Plan, Resource
from checks.plan.meaning import meaning
from checks.plan.model import Assessment, JudgedChange, Summary
from checks.plan.phases import forecast
from checks.plan.unreadable import unreadable
from checks.plan.variations import Rule, rule_for, rules
from runbooks.model import Runbook


@dataclass(frozen=True)
class Against:
    """What a plan is held against: the runbook's script, and the variations that hold."""

    script: Script
    rules: tuple[Rule, ...]
    plan: Plan


Lines = tuple[str, ...]
Judged = tuple[JudgedChange, tuple[Finding, ...], Rule | None]
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
    known = _against(plan, runbook) if runbook else None
    acts = [(one, action(one)) for one in plan.resource_changes]
    judged = _each(acts, known, _more(plan, acts))
    changes = tuple(sorted((one for one, _, _ in judged), key=_place))
    overall = [*whole.findings(plan, changes), *_scripted(plan, known)]
    findings = tuple(sorted([*(finding for _, found, _ in judged for finding in found), *overall], key=_first))
    by_rule = {one.address: rule for one, _, rule in judged if rule}
    compared = contract.compare(changes, known.script, known.rules, by_rule) if known else None
    ahead = forecast(changes, known.script.runbook.timetable) if known else None
    level, complete = _level(changes, overall), whole.complete(plan)
    return Assessment(level, complete, _summary(acts), changes, findings, compared, "", ahead)


def _against(plan: Plan, runbook: Runbook) -> Against:
    known = script(plan, runbook)
    return Against(known, rules(plan, known) if known.expected is not None else (), plan)


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


def _more(plan: Plan, acts: Acts) -> dict[str, Lines]:
    """Address -> what is to be said of a change that does not stand in the change itself."""
    forced, drifted = cascade.causes(plan, acts), whole.drifted(plan)
    return {one: (*forced.get(one, ()), *((drifted[one],) if one in drifted else ())) for one in {*forced, *drifted}}


def _each(acts: Acts, known: Against | None, more: dict[str, Lines]) -> list[Judged]:
    return [_judge(one, does, known, more.get(one.address, ())) for one, does in acts if does not in QUIET]


def _judge(change: Resource, does: str, known: Against | None, more: Lines) -> Judged:
    how = order(change)
    seen = hazards.see(change, does, how)
    found = hazards.findings(seen)
    expected, rule = None, None
    if known is not None:
        documented = contract.expected(known.script, change, does, how)
        rule = None if documented else rule_for(known.rules, change, does, known.plan)
        expected = None if known.script.expected is None else bool(documented or rule)
        found = contract.deeper(found, seen, documented)
        found = contract.milder(found) if expected else found
        found = (*found, *_departing(seen, found, known.script, expected=expected, documented=documented is not None))
    severity = hazards.severity(seen, found)
    codes = tuple(sorted({one.code for one in found})) if found else ()
    why = (*((rule.line,) if rule else ()), *evidence(change), *more)
    return JudgedChange(change.address, change.deposed, change.type, does, how, severity, expected, why, codes), found, rule


def _departing(
    seen: hazards.Seen, found: tuple[Finding, ...], known: Script, *, expected: bool | None, documented: bool
) -> tuple[Finding, ...]:
    """What is forbidden, though a rule of variation may expect it; else what nothing expects."""
    if documented:
        return ()
    told = contract.forbidden(seen.change, seen.action, known.runbook)
    if told is None and expected is False:
        severity = hazards.severity(seen, found)
        told = contract.surprise(seen.change, seen.action, severity, known, cosmetic=hazards.cosmetic(seen))
    return (told,) if told else ()


def _scripted(plan: Plan, known: Against | None) -> list[Finding]:
    found = (begun.missing(plan, known.script), contract.unknown(known.script)) if known else ()
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
