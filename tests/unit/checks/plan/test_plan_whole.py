"""What is said of a plan as a whole: what is put off, what drifted, which outputs change, which conditions fail."""

from typing import Any

import pytest

from checks.model import Finding
from checks.plan import judge
from checks.plan.model import Assessment
from checks.problem import Problem
from tests.support.plans import MARK, Json, entry, plan, updated

RESIZED = updated("aws_a.b", {"size": 1}, {"size": 2})


def judged(*entries: Json, **parts: Any) -> Assessment:
    """The judgment of a plan."""
    return judge(plan(*entries, **parts), None)


def of(found: Assessment, code: str) -> Finding:
    """The one finding of a code."""
    return next(one for one in found.findings if one.code == code)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("resource_config_unknown", "resource_config_unknown: its configuration is only known after apply"),
        ("absent_prereq", "absent_prereq: what it depends on does not exist yet"),
        ("brand_new_reason", "brand_new_reason"),
    ],
)
def test_what_is_deferred_is_named_with_its_reason(reason: str, words: str) -> None:
    """A change that is put off blocks, by its address and why; a reason that is not known is repeated."""
    deferred = {"reason": reason, "resource_change": entry("aws_a.late", "create", after={"password": MARK})}
    found = judged(RESIZED, deferred_changes=[deferred])
    assert (found.complete, found.level) == (False, "critical")
    assert of(found, "plan-incomplete").because[1:] == (f"aws_a.late (create) deferred: {words}",)


def test_actions_are_named() -> None:
    """An action changes things without being a change: it is named, and blocks; its arguments are not shown."""
    action = {"address": "action.aws_lambda_invoke.a", "config_values": {"payload": MARK}}
    later = {"reason": "excluded", "action_invocation": action}
    found = judged(action_invocations=[action], deferred_action_invocations=[later])
    assert of(found, "plan-incomplete").because[1:] == (
        "action.aws_lambda_invoke.a would be invoked",
        "action.aws_lambda_invoke.a would be invoked deferred: excluded: it was excluded from the plan",
    )


def test_drift_stands_beside_the_change_that_undoes_it() -> None:
    """A change whose resource was changed by somebody else says so, by the names of the attributes; so does the plan."""
    drift = [updated("aws_a.b", {"size": 2, "key": MARK}, {"size": 1, "key": None}), entry("aws_a.gone", "delete")]
    found = judged(RESIZED, resource_drift=drift)
    assert found.changes[0].because == ("size: 1 -> 2", "changed outside Terraform: key, size")
    seen = of(found, "drift-seen")
    assert seen.because == ("aws_a.b: changed outside Terraform: key, size", "aws_a.gone: deleted outside Terraform")
    assert (seen.blocks, found.level) == (False, "low")


def test_what_only_moved_did_not_drift() -> None:
    """A refresh-only plan lists what moved among the drift: nothing happened to it."""
    moved = entry("aws_a.b", "no-op", previous_address="aws_a.c")
    assert judged(resource_drift=[moved]).findings == ()


def test_outputs_are_named() -> None:
    """An output that comes, changes or goes is told by its name and what happens to it."""
    outputs = {name: {"actions": [name], "before": MARK, "after": MARK} for name in ("create", "update", "delete", "no-op")}
    because = of(judged(output_changes=outputs), "outputs-changed").because
    assert because == ("output create: create", "output delete: delete", "output update: update")


@pytest.mark.parametrize(
    "parts", [{"output_changes": {"o": {"actions": ["create"]}}}, {"resource_drift": [RESIZED]}], ids=["outputs", "drift"]
)
def test_information_alone_is_no_risk(parts: dict[str, Any]) -> None:
    """A plan without changes has the level none, whatever else is to be said of it."""
    found = judged(**parts)
    assert (found.level, found.blocking(), len(found.findings)) == ("none", (), 1)


@pytest.mark.parametrize(
    "parts",
    [{"output_changes": {"o": {"actions": ["open"]}}}, {"resource_drift": [entry("aws_a.b", "open")]}],
    ids=["outputs", "drift"],
)
def test_an_action_that_is_not_known_is_refused_everywhere(parts: dict[str, Any]) -> None:
    """Also in outputs and in drift."""
    with pytest.raises(Problem) as caught:
        judged(**parts)
    assert caught.value.code == "plan-action-unknown"


@pytest.mark.parametrize("status", ["fail", "error"])
def test_a_condition_that_fails_is_named(status: str) -> None:
    """Which one is told; what it says is not repeated. One that holds, or is not known yet, is no finding."""
    said = {"status": status, "problems": [{"message": MARK}]}
    every = [
        {"address": {"to_display": "check.health"}, "status": status, "instances": [said]},
        {"address": {"to_display": "check.fine"}, "status": "pass"},
        {"address": {"to_display": "check.later"}, "status": "unknown"},
    ]
    found = of(judged(checks=every), "check-failed")
    assert (found.because, found.severity, found.blocks) == (("check.health does not hold",), "medium", False)


def test_long_lists_are_capped_and_counted() -> None:
    """Twenty are told, the rest is counted."""
    found = judged(output_changes={f"o{number:02}": {"actions": ["create"]} for number in range(25)})
    because = of(found, "outputs-changed").because
    assert (len(because), because[-1]) == (21, "... and 5 more")
