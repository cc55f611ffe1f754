"""What is to be said of a plan as a whole: what is missing from it, what it only destroys, what else it would do."""

from collections.abc import Iterable, Iterator

from checks.model import Finding, Severity
from checks.plan.actions import words
from checks.plan.differences import differences
from checks.plan.format import Deferred, DeferredInvocation, Invocation, Plan, Resource
from checks.plan.model import JudgedChange

MOST = 20
# Terraform's reasons to put a change off.
REASONS = {
    "instance_count_unknown": "how many there will be is only known after apply",
    "resource_config_unknown": "its configuration is only known after apply",
    "provider_config_unknown": "its provider's configuration is only known after apply",
    "deferred_prereq": "what it depends on is deferred",
    "absent_prereq": "what it depends on does not exist yet",
    "excluded": "it was excluded from the plan",
    "not_included": "it was not included in the plan",
}


def findings(plan: Plan, changes: tuple[JudgedChange, ...]) -> list[Finding]:
    """Every finding whose subject is the plan."""
    found = []
    if not complete(plan) or (changes and plan.applyable is False):
        found.append(_incomplete(plan))
    if {one.action for one in changes} == {"delete"} and not all(_a_rest(one) for one in changes):
        found.append(_only_destroys(len(changes)))
    return [*found, *_failed(plan), *_outputs(plan), *_drift(plan)]


def complete(plan: Plan) -> bool:
    """Whether all that Terraform would do is in the plan, and is something that can be judged."""
    unjudged = (plan.deferred_changes, plan.action_invocations, plan.deferred_action_invocations)
    return plan.complete is not False and not plan.errored and not any(unjudged)


def drifted(plan: Plan) -> dict[str, str]:
    """Address -> what happened to it outside Terraform since the last apply: names of attributes, no values."""
    return {one.address: _happened(one) for one in plan.resource_drift if one.deposed is None and _real(one)}


def _real(one: Resource) -> bool:
    """Whether anything happened: a refresh-only plan also lists what only moved."""
    return words(one.address, one.change.actions) != "no-op"


def _happened(one: Resource) -> str:
    if one.change.actions != ["update"]:
        return f"{'/'.join(one.change.actions)}d outside Terraform"
    names = sorted({str(path[0]) for path in differences(one)})
    return f"changed outside Terraform: {', '.join(_capped(names))}" if names else "changed outside Terraform"


def _a_rest(change: JudgedChange) -> bool:
    """Whether a delete may be what an interrupted apply left to do: documented, or of what was replaced already."""
    return change.deposed is not None or change.expected is True


def _incomplete(plan: Plan) -> Finding:
    invocations = len(plan.action_invocations) + len(plan.deferred_action_invocations)
    said = (
        f"complete={plan.complete}, errored={plan.errored}, applyable={plan.applyable}, "
        f"deferred changes: {len(plan.deferred_changes)}, actions that are not judged: {invocations}"
    )
    lines = (*map(_put_off, plan.deferred_changes), *map(_invoked, plan.action_invocations))
    more = tuple(map(_invoked_later, plan.deferred_action_invocations))
    remedy = "Mend what made the plan fail, and plan again; what is missing from it cannot be judged."
    because = (said, *_capped([*lines, *more]))
    return Finding("plan-incomplete", Severity.CRITICAL, blocks=True, subject="the plan", because=because, remedy=remedy)


def _put_off(one: Deferred) -> str:
    change = one.resource_change
    what = f"{change.address} ({'/'.join(change.change.actions)})" if change else "a change"
    return f"{what} deferred: {_why(one.reason)}"


def _invoked_later(one: DeferredInvocation) -> str:
    return f"{_invoked(one.action_invocation or Invocation())} deferred: {_why(one.reason)}"


def _invoked(one: Invocation) -> str:
    return f"{one.address or 'an action'} would be invoked"


def _why(reason: str) -> str:
    known = REASONS.get(reason)
    return f"{reason}: {known}" if known else reason


def _only_destroys(count: int) -> Finding:
    because = (f"{count} to destroy, nothing else: what a workspace without an active configuration looks like",)
    remedy = "Stop. Make exactly one of the two configurations active, and plan again."
    return Finding("only-destroys", Severity.CRITICAL, blocks=True, subject="the plan", because=because, remedy=remedy)


def _failed(plan: Plan) -> Iterator[Finding]:
    """The conditions of the configuration that do not hold, by name; what they say could hold a value."""
    found = [one.address.to_display or "a check" for one in plan.checks if one.status in ("fail", "error")]
    if found:
        because = _capped([f"{one} does not hold" for one in sorted(found)])
        remedy = "Read what it says: terraform show PLANFILE"
        yield Finding("check-failed", Severity.MEDIUM, blocks=False, subject="the plan", because=because, remedy=remedy)


def _outputs(plan: Plan) -> Iterator[Finding]:
    """The outputs that change, by name: whoever reads them gets something else."""
    done = sorted((name, words(f"output.{name}", one.actions)) for name, one in plan.output_changes.items())
    found = [f"output {name}: {what}" for name, what in done if what != "no-op"]
    if found:
        remedy = "Make sure that whoever reads these outputs (other configurations, scripts) can live with it."
        because = _capped(found)
        yield Finding("outputs-changed", Severity.INFO, blocks=False, subject="the plan", because=because, remedy=remedy)


def _drift(plan: Plan) -> Iterator[Finding]:
    """What was changed outside Terraform, whether the plan would put it back or not."""
    found = drifted(plan)
    if found:
        because = _capped([f"{address}: {what}" for address, what in sorted(found.items())])
        remedy = "Find out who changed it; what the configuration says otherwise is put back by the apply."
        yield Finding("drift-seen", Severity.INFO, blocks=False, subject="the plan", because=because, remedy=remedy)


def _capped(lines: Iterable[str]) -> tuple[str, ...]:
    every = tuple(lines)
    return every if len(every) <= MOST else (*every[:MOST], f"... and {len(every) - MOST} more")
