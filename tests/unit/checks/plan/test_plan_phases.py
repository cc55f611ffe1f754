"""The phases of an apply: those that the plan has, in the runbook's order."""

from checks.plan import judge
from checks.plan.dimensions import DIMENSIONS
from tests.support.documented import ALL
from tests.support.facts import RUNBOOK
from tests.support.plans import REPLACE, Json, entry, plan, updated

TABLE = RUNBOOK.timetable
RECORD = "module.wandb_infra.module.app_lb.aws_route53_record.alb"


def names(*entries: Json) -> list[str]:
    """The phases of a plan."""
    found = judge(plan(*entries), RUNBOOK).forecast
    return [one.name for one in found.phases] if found else []


def test_the_documented_plan() -> None:
    """It has phases in the runbook's order, with how long it may take and how long a window to book."""
    found = judge(plan(*ALL), RUNBOOK).forecast
    assert found is not None
    assert found.phases == tuple(one for one in TABLE.phases if one in found.phases)
    assert {"the nodes", "the old application", "the operator and the new application"} <= {one.name for one in found.phases}
    assert (found.minutes, found.book) == ((45, 90), 120)


def test_every_phase_says_what_if_it_fails() -> None:
    """Each has a sentence on what is true then, and which way is open."""
    assert all(len(one.if_it_fails) > 40 for one in TABLE.phases)


def test_a_record_that_goes_is_two_phases() -> None:
    """The main outage begins where the record goes, and ends where the new one is known."""
    assert names(entry(RECORD, *REPLACE, before={"name": "a"}, after={"name": "old.a"})) == [
        "the DNS record of the old load balancer",
        "the new load balancer and its DNS record",
    ]


def test_what_the_plan_does_not_do_has_no_phase() -> None:
    """Nothing is foretold of an update that brings no outage, nor of a plan without changes."""
    assert names(updated("aws_sqs_queue.a", {"tags": {}}, {"tags": {"a": "b"}})) == []
    assert names() == []


def test_without_a_runbook_nothing_is_foretold() -> None:
    """The durations are the runbook's."""
    assert judge(plan(*ALL), None).forecast is None


def test_phases_are_told_by_codes_that_exist() -> None:
    """A code that no rule has would never bring its phase; every span goes up."""
    known = {code for codes in DIMENSIONS.values() for code in codes}
    assert {code for one in TABLE.phases for code in one.codes} <= known
    assert all(one.codes or (one.types and one.actions) for one in TABLE.phases)
    assert all(one.minutes[0] < one.minutes[1] <= TABLE.minutes[1] for one in TABLE.phases)
    assert TABLE.minutes[1] < TABLE.book
