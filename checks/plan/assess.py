"""One judgment for every plan: from the dry run, from the run, from anybody's `terraform show -json`."""

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from checks.model import Finding, Severity
from checks.plan import cascade, hazards, whole
from checks.plan.actions import QUIET, action, evidence, order
from checks.plan.dimensions import touched
from checks.plan.evidence import forget
from checks.plan.format import Plan, Resource
from checks.plan.meaning import meaning
from checks.plan.model import Assessment, JudgedChange, Summary
from checks.plan.unreadable import unreadable

if TYPE_CHECKING:
    from checks.plan.against import Against
    from checks.plan.live import Live
    from checks.plan.variations import Rule
    from runbooks.model import Runbook

Lines = tuple[str, ...]
Judged = tuple[JudgedChange, tuple[Finding, ...], "Rule | None"]
Acts = list[tuple[Resource, str]]
NOTHING: Lines = ()


def assess(plan: Plan, runbook: "Runbook | None", live: "Live | None" = None) -> Assessment:
    """The judgment of a plan that may be approved: with the meaning that an approval is bound to."""
    return replace(judge(plan, runbook, live), meaning=meaning(plan))


def judge(plan: Plan, runbook: "Runbook | None", live: "Live | None" = None) -> Assessment:
    """Judge hazards; with a runbook, hold the plan against the actions that belong to its version as well.

    What the deployment itself was asked raises or lowers the findings that it is about.

    It says nothing of the plan's meaning, which takes as long again.
    """
    try:
        return _judged(plan, runbook, live)
    except RecursionError:
        raise unreadable("A value in it is nested too deeply") from None
    finally:
        forget()


def _judged(plan: Plan, runbook: "Runbook | None", live: "Live | None") -> Assessment:
    known = _against(plan, runbook, live) if runbook else None
    acts = [(one, action(one)) for one in plan.resource_changes]
    judged = _each(acts, known, _more(plan, acts))
    changes = tuple(sorted((one for one, _, _ in judged), key=_place))
    overall = [*whole.findings(plan, changes), *(known.overall() if known else ())]
    findings = tuple(sorted([*(finding for _, found, _ in judged for finding in found), *overall], key=_first))
    by_rule = {one.address: rule for one, _, rule in judged if rule}
    compared = known.compared(changes, by_rule) if known else None
    ahead = known.forecast(changes) if known else None
    level, complete = _level(changes, overall), whole.complete(plan)
    asked = live.witnesses if live else ()
    return Assessment(level, complete, _summary(acts), changes, findings, compared, "", ahead, asked)


def _against(plan: Plan, runbook: "Runbook", live: "Live | None") -> "Against":
    from checks.plan.against import Against  # noqa: PLC0415 - hazards alone are judged without all that it needs

    return Against.of(plan, runbook, live)


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


def _each(acts: Acts, known: "Against | None", more: dict[str, Lines]) -> list[Judged]:
    return [_judge(one, does, known, more.get(one.address, ())) for one, does in acts if does not in QUIET]


def _judge(change: Resource, does: str, known: "Against | None", more: Lines) -> Judged:
    how = order(change) if does == "replace" else None
    seen = hazards.see(change, does, how)
    found, expected, rule, weighed = hazards.findings(seen), None, None, NOTHING
    if known is not None:
        held = known.judged(seen, found)
        found, expected, rule, weighed = held.found, held.expected, held.rule, held.weighed
    severity = hazards.severity(seen, found)
    codes = (found[0].code,) if len(found) == 1 else tuple(sorted({one.code for one in found}))
    why = (*((rule.line,) if rule else ()), *evidence(change), *more, *weighed)
    made = JudgedChange(
        change.address, change.deposed, change.type, does, how, severity, expected, why, codes, touched(codes)
    )
    return made, found, rule


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
