"""The plan against what the runbook knows of its version: each change is expected, unexpected, or missing."""

import math
from dataclasses import replace

from checks.model import Finding, Severity
from checks.plan.actions import spell
from checks.plan.calls import Script
from checks.plan.decode import Resource
from checks.plan.hazards.loss import RETENTION
from checks.plan.hazards.seen import Seen
from checks.plan.model import Contract, JudgedChange
from checks.plan.variations import Rule, excuse
from runbooks.model import ExpectedAction, Runbook


def expected(script: Script, change: Resource, action: str, order: str | None) -> ExpectedAction | None:
    """The expected action that this is, or is the end of; None where it is expected otherwise, or not at all."""
    wanted = _ended(action) if change.deposed is not None else (action, order)
    for one in script.expected or ():
        if (one.address, one.action) == (change.address, wanted[0]) and (one.order is None or one.order == wanted[1]):
            return one
    return None


def _ended(action: str) -> tuple[str | None, str]:
    """What a deposed object is left over from: its delete ends a replacement that made the new one first."""
    return ("replace" if action == "delete" else None), "create-delete"


def compare(changes: tuple[JudgedChange, ...], script: Script, rules: tuple[Rule, ...], by: dict[str, Rule]) -> Contract:
    """How many match, what is missing, what is more; addresses, sorted. Nothing where the version is not known.

    `by` are the changes that a rule of variation makes expected; a rule may say why an action is not there, too.
    """
    matched = {one.address for one in changes if one.expected and one.address not in by}
    left = [one.address for one in script.expected or () if one.address not in matched and one.address not in by]
    excused = {address: rule for address in left if (rule := excuse(rules, address))}
    missing = tuple(sorted(address for address in left if address not in excused))
    unexpected = tuple(sorted(one.address for one in changes if one.expected is False))
    names = {one.name for one in (*by.values(), *excused.values())}
    return Contract(script.runbook.name, len(matched), missing, unexpected, tuple(sorted(names)))


def unknown(script: Script) -> Finding | None:
    """The finding where nothing is known of the version that the plan goes to."""
    if script.expected is not None:
        return None
    known = " and ".join(one.version for one in script.runbook.targets)
    wanted = f"{script.runbook.source_module} {script.constraint or 'of any version'}"
    return Finding(
        "contract-unknown",
        Severity.LOW,
        blocks=False,
        subject="the plan",
        because=(
            f"{wanted}: what belongs to it is known of {known} only",
            "nothing is called unexpected or missing; the plan is judged by its hazards alone",
        ),
        remedy=f"Ask for exactly one of {known}; or read every change yourself.",
    )


def deeper(found: tuple[Finding, ...], seen: Seen, documented: ExpectedAction | None) -> tuple[Finding, ...]:
    """The findings, with a cut of backups that goes deeper than the documented one, or is not documented, made critical."""
    if all(one.code != "retention-cut" for one in found) or _documented_cut(seen, documented):
        return found
    if not seen.went(*RETENTION):
        return found
    more = "the migration documents no cut of it, or not so deep a one"
    return tuple(
        replace(one, severity=Severity.CRITICAL, because=(*one.because, more)) if one.code == "retention-cut" else one
        for one in found
    )


def milder(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings of an expected change: that the old application ends is what the migration is for."""
    most = Severity.MEDIUM
    known = (one.code == "old-application-ends" and one.severity.rank > most.rank for one in found)
    return tuple(replace(one, severity=most) if so else one for one, so in zip(found, known, strict=True))


def _documented_cut(seen: Seen, documented: ExpectedAction | None) -> bool:
    known = {one.attribute: one.to for one in documented.changes} if documented else {}
    return all(_number(one.new) >= _number(known.get(spell(one.path)), math.inf) for one in seen.went(*RETENTION))


def _number(given: object, otherwise: float = -math.inf) -> float:
    return float(given) if isinstance(given, int | float) else otherwise


def surprise(change: Resource, action: str, severity: Severity, script: Script, *, cosmetic: bool) -> Finding | None:
    """The finding for a change that the runbook does not know; creates and cosmetics are only listed."""
    if action == "update" and not cosmetic:
        severity = max(severity, Severity.MEDIUM, key=lambda one: one.rank)
    if severity.rank < Severity.MEDIUM.rank:
        return None
    return Finding(
        "unexpected-change",
        severity,
        blocks=severity.rank >= Severity.HIGH.rank,
        subject=change.address,
        because=(f"{script.runbook.name} documents no {action} of it",),
        remedy="Find out where it comes from; a drift is mended before the migration, not by it.",
    )


def forbidden(change: Resource, action: str, runbook: Runbook) -> Finding | None:
    """The finding for what must never be deleted, replaced or forgotten."""
    touched = {change.type, f"{change.type}.{change.name}"} & set(runbook.never_touch)
    if action not in ("delete", "replace", "forget") or not touched:
        return None
    return Finding(
        "never-touch",
        Severity.CRITICAL,
        blocks=True,
        subject=change.address,
        because=(f"{action} of a {min(touched)}: never part of this migration",),
        remedy="Stop. No flag accepts this; find the attribute that causes it and mend the configuration.",
    )
