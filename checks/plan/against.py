"""What a plan is held against: the runbook's script for it, and the variations of the deployment that hold."""

from dataclasses import dataclass

from checks.model import Finding
from checks.plan import begun, contract, hazards, phases
from checks.plan.calls import Script, script
from checks.plan.format import Plan
from checks.plan.live import Live, weigh
from checks.plan.model import Contract, Forecast, JudgedChange
from checks.plan.unforeseen import unforeseen
from checks.plan.variations import Rule, rule_for, rules
from runbooks.model import Runbook

Changes = tuple[JudgedChange, ...]
Found = tuple[Finding, ...]


@dataclass(frozen=True)
class Held:
    """A change held against a runbook: its findings, whether it is expected (None: nobody knows), by which rule.

    `weighed` are lines of what the deployment itself says of it.
    """

    found: Found
    expected: bool | None
    rule: Rule | None
    weighed: tuple[str, ...]


@dataclass(frozen=True)
class Against:
    """The script, the rules of variation that hold, the plan itself, and what the deployment says."""

    script: Script
    rules: tuple[Rule, ...]
    plan: Plan
    live: Live | None

    @classmethod
    def of(cls, plan: Plan, runbook: Runbook, live: Live | None) -> "Against":
        """What a runbook knows of this plan."""
        known = script(plan, runbook)
        return cls(known, rules(plan, known) if known.expected is not None else (), plan, live)

    def judged(self, seen: hazards.Seen, found: Found) -> Held:
        """A change's hazards held against the runbook, then against what the deployment itself says."""
        documented = contract.expected(self.script, seen.change, seen.action, seen.order)
        rule = None if documented else rule_for(self.rules, seen.change, seen.action, self.plan)
        expected = None if self.script.expected is None else bool(documented or rule)
        found = contract.deeper(found, seen, documented)
        found = contract.milder(found) if expected else found
        departing = unforeseen(seen, documented) if documented else self._departing(seen, found, expected=expected)
        every = (*found, departing) if departing else found
        every, weighed = weigh(self.live, every, seen) if self.live else (every, ())
        return Held(every, expected, rule, weighed)

    def overall(self) -> list[Finding]:
        """What is to be said of the plan as a whole."""
        found = (begun.missing(self.plan, self.script), contract.unknown(self.script))
        return [one for one in found if one]

    def compared(self, changes: Changes, by_rule: dict[str, Rule]) -> Contract:
        """How the plan compares with what is documented."""
        return contract.compare(changes, self.script, self.rules, by_rule)

    def forecast(self, changes: Changes) -> Forecast | None:
        """What to expect while it is applied."""
        return phases.forecast(changes, self.script.runbook.timetable)

    def _departing(self, seen: hazards.Seen, found: Found, *, expected: bool | None) -> Finding | None:
        """What is forbidden, though a rule of variation may expect it; else what nothing expects."""
        told = contract.forbidden(seen.change, seen.action, self.script.runbook)
        if told is None and expected is False:
            severity = hazards.severity(seen, found)
            told = contract.surprise(seen.change, seen.action, severity, self.script, cosmetic=hazards.cosmetic(seen))
        return told
