"""Where a deployment differs from the documented one: what else belongs to its plan, and what is not to be missed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from checks.plan.actions import QUIET, action
from checks.plan.calls import Script, renamed
from checks.plan.decode import value
from checks.plan.format import Plan, Resource
from runbooks.variations import Variation, Varied

KEY = r'(?P<key>[^"\]]+)'


class Expression(msgspec.Struct):
    """What a configuration gives to an argument: a constant, or what it is made of."""

    constant_value: msgspec.Raw = msgspec.Raw(b"null")
    references: list[str] = []


@dataclass(frozen=True)
class Rule:
    """A variation that holds for a plan, with the addresses of this plan."""

    name: str
    because: str
    also: tuple[tuple[Varied, re.Pattern[str]], ...]
    without: tuple[re.Pattern[str], ...]

    @property
    def line(self) -> str:
        """As evidence of a change."""
        return f"expected by rule {self.name}: {self.because}"


def rules(plan: Plan, known: Script) -> tuple[Rule, ...]:
    """The runbook's variations that hold for this plan."""
    return tuple(_rule(one, known) for one in known.runbook.variations if _holds(one, plan, known))


def rule_for(every: Iterable[Rule], change: Resource, does: str, plan: Plan) -> Rule | None:
    """The rule that makes a change expected, if one does."""
    for rule in every:
        for varied, pattern in rule.also:
            found = pattern.fullmatch(change.address) if varied.action == does else None
            if found and _beside(varied, found.groupdict().get("key", ""), plan):
                return rule
    return None


def excuse(every: Iterable[Rule], address: str) -> Rule | None:
    """The rule that says why a documented action is not in the plan, if one does."""
    return next((rule for rule in every if any(one.fullmatch(address) for one in rule.without)), None)


def _rule(one: Variation, known: Script) -> Rule:
    also = tuple((varied, _pattern(renamed(varied.address, known.names))) for varied in one.also)
    also = tuple((_renamed(varied, known), pattern) for varied, pattern in also)
    return Rule(one.name, one.because, also, tuple(_pattern(renamed(each, known.names)) for each in one.without))


def _renamed(varied: Varied, known: Script) -> Varied:
    beside = renamed(varied.beside, known.names) if varied.beside else ""
    return Varied(varied.action, varied.address, beside)


def _pattern(address: str) -> re.Pattern[str]:
    """An address of the runbook's as a regular expression."""
    return re.compile(re.escape(address).replace(r"\{key\}", KEY).replace(r"\*", ".*"))


def _beside(varied: Varied, key: str, plan: Plan) -> bool:
    """Whether what has to come or to stay beside it does."""
    wanted = varied.beside.replace("{key}", key)
    return not wanted or any(
        one.address == wanted and action(one) not in ("delete", "forget") for one in plan.resource_changes
    )


def _holds(one: Variation, plan: Plan, known: Script) -> bool:
    if not one.argument:
        return True
    told = _told(one, plan, known)
    return _shows(one, plan, known) if told is None else told


def _told(one: Variation, plan: Plan, known: Script) -> bool | None:
    """Whether the configuration gives the argument that value; None where it does not tell."""
    if known.call is None:
        return None
    raw = known.call.expressions.get(one.argument)
    if raw is None:
        return one.value == "unset"
    given = msgspec.json.decode(raw, type=Expression)
    if not given.references:
        return _is(one.value, value(given.constant_value))
    # An expression is not told apart from a variable that is handed on; one of the same name is taken for that.
    if given.references != [f"var.{one.argument}"]:
        return None
    variable = _variables(plan).get(one.argument)
    return None if variable is None else _is(one.value, variable)


def _is(wanted: str, given: Any) -> bool:
    return given in (None, "") if wanted == "unset" else str(given).lower() == wanted


def _variables(plan: Plan) -> dict[str, Any]:
    tree = value(plan.variables)
    return {name: one.get("value", "") for name, one in tree.items()} if isinstance(tree, dict) else {}


def _shows(one: Variation, plan: Plan, known: Script) -> bool:
    """Whether the changes tell, of a plan that has the deployment in it at all."""
    if not {each.type for each in plan.resource_changes}.issuperset(known.runbook.core):
        return False
    lacks = tuple(renamed(each, known.names) for each in one.lacks)
    idle = tuple(renamed(each, known.names) for each in one.idle)
    missed = bool(lacks) and not any(each.address.startswith(lacks) for each in plan.resource_changes)
    resting = [action(each) in QUIET for each in plan.resource_changes if idle and each.address.startswith(idle)]
    return missed or (bool(resting) and all(resting))
