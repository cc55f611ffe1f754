"""The judgment as a whole: level, counts, order; and no unfinished plan is ever called safe."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from checks.model import Severity
from checks.plan import assess
from checks.plan.meaning import meaning
from checks.plan.model import NEVER_ACCEPTED
from checks.problem import Problem
from tests.support.facts import RUNBOOK
from tests.support.plans import MAKE_FIRST, REPLACE, Json, changes, entry, plan, updated

CREATE = entry("aws_thing.new", "create")
RETAG = updated("aws_thing.a", {"tags": {"a": "b"}}, {"tags": {"a": "c"}})

UNFINISHED: list[dict[str, Any]] = [
    {"errored": True},
    {"complete": False},
    {"errored": True, "complete": True, "applyable": True},
    {"deferred_changes": [{"reason": "unknown"}]},
    {"action_invocations": [{"address": "action.a.b"}]},
    {"deferred_action_invocations": [{"reason": "unknown"}]},
]


def names(part: dict[str, Any]) -> str:
    """The keys of a case."""
    return "-".join(part)


@pytest.mark.parametrize("runbook", [None, RUNBOOK], ids=["alone", "contract"])
@pytest.mark.parametrize("entries", [[], [CREATE]], ids=["no changes", "a create"])
@pytest.mark.parametrize("parts", UNFINISHED, ids=names)
def test_an_unfinished_plan_is_never_safe(parts: dict[str, Any], entries: list[Json], runbook: Any) -> None:
    """An errored, incomplete, deferred or partly unjudged plan is critical, blocks, and no acceptance helps."""
    found = assess(plan(*entries, **parts), runbook)
    assert (found.complete, found.level) == (False, "critical")
    assert "plan-incomplete" in found.blocking(frozenset({"plan-incomplete"}))


def test_a_plan_that_cannot_be_applied_is_never_safe() -> None:
    """With changes that may not be applied the plan is blocked, complete or not."""
    found = assess(plan(CREATE, complete=True, errored=False, applyable=False), None)
    assert found.blocking(frozenset({"plan-incomplete"})) == ("plan-incomplete",)
    assert "applyable=False" in found.findings[0].because[0]


@pytest.mark.parametrize(
    ("entries", "parts"),
    [
        ([CREATE], {}),
        ([CREATE], {"complete": True, "errored": False, "applyable": True}),
        ([], {"complete": True, "errored": False, "applyable": False}),
        ([entry("aws_thing.a", "no-op")], {"applyable": False}),
    ],
)
def test_a_finished_plan(entries: list[Json], parts: dict[str, Any]) -> None:
    """A plan without changes is not applyable, and is fine; older Terraforms say nothing of it."""
    found = assess(plan(*entries, **parts), None)
    assert (found.complete, found.blocking()) == (True, ())


@pytest.mark.parametrize(
    "entries",
    [
        [entry("aws_a.b", "delete")],
        [entry("aws_a.b", "delete"), entry("aws_a.c", "no-op"), entry("data.aws_a.d", "read", mode="data")],
    ],
    ids=["one", "beside nothing"],
)
def test_a_plan_that_only_destroys(entries: list[Json]) -> None:
    """Nothing but destruction is critical and blocks, and no acceptance helps."""
    found = assess(plan(*entries), None)
    assert (found.level, found.blocking(frozenset({"only-destroys"}))) == ("critical", ("only-destroys",))


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [CREATE],
        [entry("aws_a.b", "delete"), CREATE],
        [entry("aws_a.b", "delete"), RETAG],
        [entry("aws_a.b", *REPLACE)],
        [entry("aws_a.b", "delete", deposed="00ff")],
    ],
    ids=["nothing", "create", "both", "update too", "replacement", "an old object"],
)
def test_a_plan_that_does_more_than_destroy(entries: list[Json]) -> None:
    """One change that is not a destruction is enough, and an old object that is cleared away is none."""
    assert "only-destroys" not in assess(plan(*entries), None).blocking()


def test_what_no_flag_goes_over() -> None:
    """Three findings are never acceptable."""
    assert {"deployment-missing", "never-touch", "only-destroys", "partly-applied", "plan-incomplete"} == NEVER_ACCEPTED


def test_the_summary_counts_what_the_contract_says() -> None:
    """Managed resources by action; data sources as read; moves and imports also where they come with something else."""
    found = assess(
        plan(
            CREATE,
            RETAG,
            entry("aws_thing.b", "delete"),
            entry("aws_thing.c", *REPLACE, previous_address="aws_thing.z"),
            entry("aws_thing.d", *MAKE_FIRST),
            entry("aws_thing.e", "forget"),
            entry("aws_thing.f", "no-op"),
            entry("aws_thing.g", "no-op", previous_address="aws_thing.y"),
            entry("aws_thing.h", "no-op", importing={"id": "i"}),
            entry("aws_thing.i", "update", importing={"id": "j"}),
            entry("data.aws_thing.j", "read", mode="data"),
        ),
        None,
    ).summary
    assert (found.create, found.update, found.delete, found.replace, found.forget) == (1, 2, 1, 2, 1)
    assert (found.read, found.no_op, found.imported, found.moved) == (1, 1, 2, 2)


def test_changes_come_by_severity_and_address() -> None:
    """The worst comes first, equal ones by address; reads and no-ops are left out."""
    found = assess(
        plan(
            entry("aws_z.a", "create"),
            entry("aws_a.a", "create"),
            entry("aws_a.b", "no-op"),
            entry("data.aws_a.c", "read", mode="data"),
            entry("aws_thing.d", *MAKE_FIRST),
            entry("aws_thing.d", "delete", deposed="00ff"),
            entry("aws_s3_bucket.e", "delete"),
        ),
        None,
    )
    said = [(one.address, one.deposed, one.order) for one in found.changes]
    assert said == [
        ("aws_s3_bucket.e", None, None),
        ("aws_thing.d", None, "create-delete"),
        ("aws_thing.d", "00ff", None),
        ("aws_a.a", None, None),
        ("aws_z.a", None, None),
    ]
    ranks = [one.severity.rank for one in found.findings]
    assert ranks == sorted(ranks, reverse=True)
    assert found.findings[0].severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("entries", "level"),
    [
        ([], "none"),
        ([entry("aws_a.b", "no-op")], "none"),
        ([CREATE], "info"),
        ([CREATE, RETAG], "low"),
        ([CREATE, entry("kubernetes_config_map.a", "delete")], "medium"),
        ([CREATE, entry("aws_lb.a", "delete")], "high"),
        ([CREATE, entry("aws_kms_key.a", "delete")], "critical"),
    ],
)
def test_the_level_is_the_worst_change(entries: list[Json], level: str) -> None:
    """The level of a plan is that of its worst change, and none without changes."""
    assert assess(plan(*entries), None).level == level


def test_an_unknown_action_ends_the_judgment() -> None:
    """One change that is not understood, and nothing is judged."""
    with pytest.raises(Problem, match="plan-action-unknown"):
        assess(plan(CREATE, entry("aws_a.b", "open")), None)


@given(changes(), some.booleans())
def test_every_plan_can_be_judged(entries: list[Json], contract: bool) -> None:
    """Each change is judged once, its findings are among the plan's, and the level is at least as bad as each."""
    made = plan(*entries)
    found = assess(made, RUNBOOK if contract else None)
    assert sorted(one.address for one in found.changes) == sorted(one["address"] for one in entries)
    told = {(one.code, one.subject) for one in found.findings}
    assert all((code, one.address) in told for one in found.changes for code in one.findings)
    assert all(one.severity.rank <= Severity(found.level).rank for one in (*found.changes, *found.findings))
    assert found.meaning == meaning(made)
