"""Module calls by any name: the runbook's addresses follow the user's."""

from typing import Any

import pytest

from checks.plan import assess
from checks.plan.calls import script
from runbooks.model import Target
from tests.support.facts import GUIDE, LATER, RUNBOOK
from tests.support.plans import Json, entry, plan

DEPLOYMENT = ".kubernetes_deployment.wandb"
SOURCE = "registry.terraform.io/wandb/wandb/aws"


def configuration(version: str | None = "4.7.2", **calls: str) -> Json:
    """A plan's configuration with these module calls."""
    wanted = {} if version is None else {"version_constraint": version}
    return {"root_module": {"module_calls": {name: {"source": source, **wanted} for name, source in calls.items()}}}


def heads(*entries: Json, **parts: Any) -> set[str]:
    """The module names that the renamed runbook's addresses begin with."""
    return {one.address.split(".")[1] for one in script(plan(*entries, **parts), RUNBOOK).landmarks}


@pytest.mark.parametrize("source", [SOURCE, "wandb/wandb/aws"])
def test_the_names_of_the_plan_are_taken(source: str) -> None:
    """The infrastructure's name comes from the configuration, the old application's from the Deployment that goes."""
    assert heads(entry(f"module.old{DEPLOYMENT}", "delete"), configuration=configuration(infra=source)) == {"infra", "old"}


def test_without_a_name_the_guides_own_are_kept() -> None:
    """A plan that does not say is judged by the names that the guide uses; so is one that has two such calls."""
    assert heads() == {"wandb_infra", "wandb_app"}
    assert heads(configuration=configuration(one=SOURCE, two=SOURCE)) == {"wandb_infra", "wandb_app"}
    assert heads(entry(f"module.a.module.b{DEPLOYMENT}", "delete")) == {"wandb_infra", "wandb_app"}


def test_a_renamed_plan_is_as_documented() -> None:
    """What the guide documents is expected under the user's own names, too."""
    address = next(one.address for one in GUIDE.expected if "wandb_infra" in one.address and one.action == "create")
    renamed = entry(address.replace("wandb_infra", "infra"), "create")
    found = assess(plan(renamed, configuration=configuration(infra=SOURCE)), RUNBOOK)
    assert [one.expected for one in found.changes] == [True]


@pytest.mark.parametrize(("version", "target"), [("4.7.2", GUIDE), ("4.24.0", LATER), ("~> 4.7", LATER)])
def test_the_version_of_the_plan_is_taken(version: str, target: Target) -> None:
    """What is expected is what belongs to the version that the configuration asks for."""
    found = script(plan(configuration=configuration(version, wandb_infra=SOURCE)), RUNBOOK)
    assert found.expected == found.landmarks == target.expected


@pytest.mark.parametrize("version", ["4.22.0", ">= 4.7.2", "5.0.0", "", None])
def test_of_another_version_nothing_is_expected(version: str | None) -> None:
    """Of a version that is not known only what all have in common serves, to see where the plan stands."""
    found = script(plan(configuration=configuration(version, wandb_infra=SOURCE)), RUNBOOK)
    assert found.expected is None
    assert {one.address for one in found.landmarks} == {one.address for one in GUIDE.expected} & {
        one.address for one in LATER.expected
    }
