"""What can go wrong with a change, by type, action and attribute: a file of rules for each class of hazard."""

from functools import cache, lru_cache
from itertools import chain, groupby

from checks.model import Finding, Severity
from checks.plan.actions import evidence
from checks.plan.hazards import (
    attached,
    cluster,
    entrances,
    expiry,
    exposure,
    grants,
    guards,
    identity,
    loss,
    outage,
    pods,
    privilege,
    routes,
    switches,
    unknown,
    versions,
)
from checks.plan.hazards.rule import CHANGED, GOING, Lines, Rule
from checks.plan.hazards.seen import COSMETIC, Seen, see
from checks.plan.hazards.worth import worth

__all__ = ["RULES", "Rule", "Seen", "cosmetic", "findings", "see", "severity"]

FILES = (
    loss, identity, expiry, outage, routes, switches, exposure, guards, privilege, attached, grants, pods, entrances,
    versions, cluster, unknown,
)  # fmt: skip
RULES: tuple[Rule, ...] = tuple(chain.from_iterable(one.RULES for one in FILES))
MOST = 8
NOTHING: frozenset[str] = frozenset()
Found = list[tuple[Rule, Lines]]


def findings(seen: Seen) -> tuple[Finding, ...]:
    """Every hazard of one change, each code once; and that no rule knows it, where it goes and none says why that is bad."""
    rules = rules_for(seen.kind, seen.action, seen.names if seen.action in CHANGED else NOTHING)
    found = [(rule, lines) for rule in rules if (lines := rule.look(seen))]
    told = _told(seen, found) if found else ()
    return (*told, _not_known(seen)) if seen.action in GOING and _not_told(seen, found) else told


def _told(seen: Seen, found: Found) -> tuple[Finding, ...]:
    if len(found) == 1:
        return (_finding(seen, found),)
    codes = groupby(sorted(found, key=lambda one: (one[0].code, -one[0].severity.rank)), key=lambda one: one[0].code)
    return tuple(_finding(seen, list(several)) for _, several in codes)


def _not_told(seen: Seen, found: Found) -> bool:
    """Whether its going is worth more than anything that was found says."""
    worst = max([rule.severity.rank for rule, _ in found], default=-1)
    return worst < Severity.HIGH.rank <= worth(seen).rank


def severity(seen: Seen, found: tuple[Finding, ...]) -> Severity:
    """The worst of its hazards, and never less than what the action alone is worth, which is high at most."""
    worst = Severity.INFO
    for one in found:
        if one.severity.rank > worst.rank:
            worst = one.severity
    alone = worst if worst.rank >= Severity.HIGH.rank else worth(seen)
    return alone if alone.rank > worst.rank else worst


def cosmetic(seen: Seen) -> bool:
    """Whether nothing but tags and descriptions changes."""
    return {path[0] for path in seen.differences} <= COSMETIC


@cache
def rules_of(kind: str, action: str) -> tuple[Rule, ...]:
    """The rules for a type and an action: most changes of a large plan are of a few types."""
    return tuple(one for one in RULES if action in one.actions and one.kinds(kind))


@lru_cache(maxsize=4096)
def rules_for(kind: str, action: str, names: frozenset[str]) -> tuple[Rule, ...]:
    """Those of them that are worth a look where these attributes change: many changes of a large plan are alike."""
    return tuple(one for one in rules_of(kind, action) if one.concerns(action, names))


def _finding(seen: Seen, several: Found) -> Finding:
    worst = several[0][0]
    lines = tuple(dict.fromkeys(chain.from_iterable(lines for _, lines in several)))
    because = (*lines[:MOST], f"... and {len(lines) - MOST} more") if len(lines) > MOST else lines
    return Finding(worst.code, worst.severity, worst.blocks, seen.change.address, because, worst.remedy)


def _not_known(seen: Seen) -> Finding:
    because = (f"{seen.action} of {seen.change.type}", *evidence(seen.change))
    remedy = "Find out what it holds and what needs it, before you approve."
    return Finding(
        "removal-not-judged", Severity.HIGH, blocks=False, subject=seen.change.address, because=because, remedy=remedy
    )
