"""The plan of what is active: nothing, drift, or not to be told; and what of a plan is named."""

import json
from dataclasses import replace
from typing import Any

from checks.facts import Missing
from checks.facts.baseline import Baseline, Drift
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.plan import decode
from checks.plan.drift import drift
from checks.preflight import baseline
from tests.support.facts import FACTS, RUNBOOK, world

KUBECONFIG = Drift("module.wandb_infra.module.app_eks.module.eks.local_file.kubeconfig[0]", "create", ())


def judged(*found: Drift, swap: bool = True) -> Result:
    """The one result for a plan with this drift."""
    facts = world("baseline", plan=Baseline(("a.tfvars", "b.tfvars"), found))
    (result,) = baseline.judge(replace(facts, known=replace(FACTS.known, swap=swap)), RUNBOOK)
    return result


def test_an_empty_plan_passes() -> None:
    """It is said which file was planned, with which variables."""
    found = judged()
    assert isinstance(found, Passed)
    assert found.evidence == "a plan of pre-operator.tf with a.tfvars, b.tfvars changes nothing"


def test_drift_blocks() -> None:
    """Ten changes are named with their attributes, the others counted; the remedy is the plan to look at."""
    found = judged(Drift("x.a", "update", ("name", "tags")), *(Drift(f"x.b[{one}]", "delete", ()) for one in range(12)))
    assert isinstance(found, Finding)
    assert (found.blocks, found.severity, found.subject) == (True, Severity.HIGH, "pre-operator.tf")
    assert found.because[:2] == ("a plan with a.tfvars, b.tfvars wants 13 changes", "update x.a: name, tags")
    assert found.because[-1] == "... and 3 more"
    assert found.remedy.startswith("terraform plan -var-file=a.tfvars -var-file=b.tfvars  #")


def test_nobody_is_told_to_create_a_second_deployment() -> None:
    """Where the plan wants a cluster or a database, the state is the wrong one, and applying would be a disaster."""
    found = judged(Drift("module.wandb_infra.module.database.module.aurora.aws_rds_cluster.this[0]", "create", ()))
    assert isinstance(found, Finding)
    assert found.remedy.startswith("do not apply it")


def test_a_kubeconfig_of_this_machine_is_no_drift() -> None:
    """The module writes it wherever it runs; its deletion would be something else."""
    assert isinstance(judged(KUBECONFIG), Passed)
    assert isinstance(judged(replace(KUBECONFIG, action="delete")), Finding)


def test_what_cannot_be_planned_is_not_told() -> None:
    """Neither a plan that failed nor a configuration that is not active blocks."""
    (failed,) = baseline.judge(world("baseline", plan=Missing("it broke")), RUNBOOK)
    for found in (failed, judged(swap=False)):
        assert isinstance(found, Unknown)
        assert not found.blocks


def change(address: str, *actions: str, **body: Any) -> dict[str, Any]:
    """An entry of a plan."""
    kind, name = address.rsplit(".", 2)[-2:]
    deposed = {"deposed": body.pop("deposed")} if "deposed" in body else {}
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        "change": {"actions": actions, **body},
        **deposed,
    }


def test_names_are_all_that_is_told_of_a_plan() -> None:
    """Addresses, actions, top-level attribute names, outputs that change; no value, and no key within an attribute."""
    update = {"before": {"data": {"KEY": "old-canary"}, "n": 1}, "after": {"data": {"KEY": "new-canary"}, "n": 1}}
    plan = {
        "format_version": "1.2",
        "resource_changes": [
            change("module.a.kubernetes_secret.s", "update", **update),
            change("x.new", "create", after={"secret": "canary"}),
            change("x.same", "no-op"),
            change("x.old", "delete", deposed="1234abcd"),
        ],
        "output_changes": {"url": {"actions": ["update"], "after": "canary"}, "same": {"actions": ["no-op"]}},
    }
    found = drift(decode(json.dumps(plan).encode()))
    assert found == (
        Drift("module.a.kubernetes_secret.s", "update", ("data",)),
        Drift("x.new", "create", ()),
        Drift("x.old (deposed 1234abcd)", "delete", ()),
        Drift("output.url", "update", ()),
    )
