"""What healthy means: each rule as finding, as passed, as unknown."""

from dataclasses import replace
from typing import Any

import pytest

from checks.facts import CustomResourceFact, HttpAnswer, Missing, NotThere
from checks.health import Result, judge, settled
from checks.model import Finding, Passed, Severity, Unknown
from tests.support.facts import HEALTHY, RUNBOOK, RUNNING, health

SILENT = Missing("no route to host")
BEHIND = replace(RUNNING, name="wandb-api", available=0)
OPERATOR = HEALTHY.operator


def judged(**broken: Any) -> dict[str, Result]:
    """Code -> result, for a deployment with these parts replaced."""
    return {one.code: one for one in judge(health(**broken), RUNBOOK)}


def bad(code: str, **broken: Any) -> Finding:
    """The finding of that code: each is high and blocks."""
    found = judged(**broken)[code]
    assert isinstance(found, Finding), found
    assert (found.severity, found.blocks) == (Severity.HIGH, True)
    return found


def test_a_healthy_deployment_passes_every_rule() -> None:
    """Nothing is found where nothing is wrong, and each rule says that it looked."""
    results = judged()
    assert all(isinstance(one, Passed) for one in results.values()), results
    assert list(results) == [
        "second-plan-empty",
        "operator-available",
        "custom-resource-completed",
        "workloads-ready",
        "dns-record",
        "application-answers",
    ]


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("second_plan", "second-plan-empty"),
        ("operator", "operator-available"),
        ("custom_resource", "custom-resource-completed"),
        ("workloads", "workloads-ready"),
        ("load_balancer", "dns-record"),
        ("record", "dns-record"),
        ("addresses", "dns-record"),
    ],
)
def test_what_could_not_be_looked_at(part: str, code: str) -> None:
    """A probe that brought nothing leaves its rule unknown, with the reason, and blocks."""
    assert judged(**{part: SILENT})[code] == Unknown(code, "no route to host", blocks=True)


def test_users_who_get_no_answer() -> None:
    """For users no answer is not unknown but bad."""
    assert bad("application-answers", application=SILENT).because == ("no route to host",)


@pytest.mark.parametrize("status", [201, 301, 503])
def test_users_who_get_another_answer(status: int) -> None:
    """Anything but 200 is bad, and is said."""
    found = bad("application-answers", application=HttpAnswer("https://w.example.com/healthz", status))
    assert found.because == (f"https://w.example.com/healthz answered {status}",)


def test_a_second_plan_that_changes_something() -> None:
    """Each address that a second plan would change is named."""
    found = bad("second-plan-empty", second_plan=("aws_a.b", "aws_c.d"))
    assert found.because == ("would change aws_a.b", "would change aws_c.d")


def test_an_operator_that_is_not_there() -> None:
    """A missing Deployment is bad, by its name."""
    assert bad("operator-available", operator=NotThere("deployment wandb/x")).subject == "deployment wandb/x"


@pytest.mark.parametrize(("available", "desired"), [(0, 1), (1, 2), (0, 0)])
def test_an_operator_that_is_not_available(available: int, desired: int) -> None:
    """Fewer pods than wanted, or none wanted, is bad, with what the pods wait for."""
    operator = replace(OPERATOR, available=available, desired=desired, waiting=("ImagePullBackOff: x",))
    found = bad("operator-available", operator=operator)
    assert found.because == (f"{available} of {desired} available", "ImagePullBackOff: x")


def test_an_operator_that_has_pods_to_spare() -> None:
    """During a rollout there may be more pods than wanted."""
    assert isinstance(judged(operator=replace(OPERATOR, available=2))["operator-available"], Passed)


def test_a_custom_resource_that_is_not_there() -> None:
    """A missing custom resource is bad, by its name."""
    found = bad("custom-resource-completed", custom_resource=NotThere("weightsandbiases default/wandb"))
    assert found.subject == "weightsandbiases default/wandb"


@pytest.mark.parametrize(
    ("phase", "said"), [("Loading", "Loading"), ("Invalid Config", "Invalid Config"), (None, "not set yet")]
)
def test_a_custom_resource_in_another_phase(phase: str | None, said: str) -> None:
    """Every phase but Completed is bad, and is said."""
    found = bad("custom-resource-completed", custom_resource=CustomResourceFact(phase, None))
    assert (found.subject, found.because) == ("default/wandb", (f"its phase is {said}",))


def test_workloads_that_are_behind() -> None:
    """Only those that are behind are named, with what they wait for."""
    waiting = replace(BEHIND, name="wandb-console", waiting=("ErrImagePull: y", "CrashLoopBackOff"))
    found = bad("workloads-ready", workloads=(RUNNING, BEHIND, waiting))
    assert found.because == (
        "default/wandb-api: 0 of 1 available",
        "default/wandb-console: 0 of 1 available (ErrImagePull: y; CrashLoopBackOff)",
    )


@pytest.mark.parametrize("workloads", [(), (replace(RUNNING, desired=0, available=0),)], ids=["none", "all scaled to none"])
def test_no_workloads_are_not_ready(workloads: tuple[Any, ...]) -> None:
    """Where nothing is to run, nothing is ready."""
    assert bad("workloads-ready", workloads=workloads).because == ("there are none yet, or none that is to run",)


def test_one_workload_may_be_scaled_to_none() -> None:
    """A part that is switched off does not keep the rest from being ready."""
    assert isinstance(judged(workloads=(RUNNING, replace(BEHIND, desired=0)))["workloads-ready"], Passed)


@pytest.mark.parametrize("part", ["load_balancer", "record", "addresses"])
def test_a_name_that_is_not_published(part: str) -> None:
    """Whatever of Ingress, record and DNS answer does not exist is named."""
    assert bad("dns-record", **{part: NotThere("this one")}).because == ("this one does not exist",)


def test_a_record_that_points_elsewhere() -> None:
    """A record of the old load balancer is bad, and both names are said."""
    found = bad("dns-record", record="old-lb.example.net")
    assert found.because == ("the record points at old-lb.example.net, the Ingress is lb.example.net",)


def test_completed_alone_is_not_settled() -> None:
    """The operator's word is not enough: users have to be answered as well."""
    assert settled(HEALTHY, RUNBOOK)
    assert not settled(health(application=SILENT), RUNBOOK)
    assert not settled(health(workloads=(BEHIND,)), RUNBOOK)


def test_nobody_waits_for_the_second_plan() -> None:
    """A second plan that is not empty does not become so by waiting."""
    assert settled(health(second_plan=("aws_a.b",)), RUNBOOK)
    assert settled(health(second_plan=SILENT), RUNBOOK)
