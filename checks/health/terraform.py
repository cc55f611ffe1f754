"""Terraform: nothing is left to change, and what keeps data is what it was."""

from collections.abc import Iterator

from checks.facts import Missing
from checks.facts.health import Health
from checks.facts.health.before import Before, Thing
from checks.facts.health.terraform import Left
from checks.health.model import Judged, holds, stuck, untold
from runbooks.model import Runbook


def judge(health: Health, runbook: Runbook) -> Iterator[Judged]:  # noqa: ARG001 - the shape of a group
    """Whether a second plan is empty, and whether the data stores are the same things as before."""
    yield _plan(health.terraform.plan)
    yield _things(health)


def _plan(left: tuple[Left, ...] | Missing) -> Judged:
    if isinstance(left, Missing):
        return untold("second-plan-empty", left.why)
    if not left:
        return holds("second-plan-empty", "a second plan has no changes")
    remedy = "terraform plan  # see what is left, or what drifted"
    return stuck("second-plan-empty", "Terraform", tuple(map(_change, left)), remedy)


def _change(one: Left) -> str:
    attributes = f": {', '.join(one.attributes)}" if one.attributes else ""
    since = "; something else changed it since the apply" if one.drifted else ""
    return f"would {one.action} {one.address}{attributes}{since}"


def _things(health: Health) -> Judged:
    code = "data-stores-kept"
    before, now = health.before, health.terraform.things
    if isinstance(before, Missing):
        return untold(code, before.why, blocks=False)
    if isinstance(now, Missing):
        return untold(code, now.why)
    there = {(one.what, one.id) for one in now}
    gone = tuple(_gone(one, now) for one in before.things if (one.what, one.id) not in there)
    if before.zone_id and before.zone_id != health.values.zone_id:
        gone += (f"the zone was {before.zone_id}, and zone_id is {health.values.zone_id or 'not set'} now",)
    if gone:
        remedy = "migrator rollback  # says what can be done from here; change nothing else before"
        return stuck(code, "the data stores", gone, remedy)
    return holds(code, _same(before)) if before.things else untold(code, "preflight saw no data stores", blocks=False)


def _gone(one: Thing, now: tuple[Thing, ...]) -> str:
    instead = ", ".join(other.id for other in now if other.what == one.what) or "none"
    return f"the {one.what} {one.id} ({one.address}) is not in the state any more; there is {instead}"


def _same(before: Before) -> str:
    return "as before: " + ", ".join(f"{one.what} {one.id}" for one in before.things)
