"""What a plan would change, by name only: nothing of what it holds."""

from checks.facts.baseline import Drift
from checks.plan.actions import QUIET, action, differences
from checks.plan.decode import Plan, Resource


def drift(plan: Plan) -> tuple[Drift, ...]:
    """Each change of a resource, then of the outputs."""
    changed = [(one, action(one)) for one in plan.changes]
    resources = tuple(Drift(_address(one), done, _attributes(one, done)) for one, done in changed if done not in QUIET)
    outputs = tuple(
        Drift(f"output.{name}", one.actions[0], ())
        for name, one in sorted(plan.output_changes.items())
        if one.actions and one.actions != ["no-op"]
    )
    return (*resources, *outputs)


def _address(change: Resource) -> str:
    return change.address if change.deposed is None else f"{change.address} (deposed {change.deposed})"


def _attributes(change: Resource, done: str) -> tuple[str, ...]:
    """Top-level names; of what comes or goes as a whole, none."""
    if done not in ("update", "replace"):
        return ()
    return tuple(sorted({str(path[0]) for path in differences(change)}))
