"""Module calls by any name: the runbook's addresses follow the user's."""

from typing import Any

import pytest

from checks.plan import assess
from checks.plan.calls import named
from tests.support.facts import RUNBOOK
from tests.support.plans import Json, entry, plan

DEPLOYMENT = ".kubernetes_deployment.wandb"
SOURCE = "registry.terraform.io/wandb/wandb/aws"


def configuration(**calls: str) -> Json:
    """A plan's configuration with these module calls."""
    return {"root_module": {"module_calls": {name: {"source": source} for name, source in calls.items()}}}


def heads(*entries: Json, **parts: Any) -> set[str]:
    """The module names that the renamed runbook's addresses begin with."""
    return {one.address.split(".")[1] for one in named(plan(*entries, **parts), RUNBOOK).expected}


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
    address = next(one.address for one in RUNBOOK.expected if "wandb_infra" in one.address and one.action == "create")
    renamed = entry(address.replace("wandb_infra", "infra"), "create")
    found = assess(plan(renamed, configuration=configuration(infra=SOURCE)), RUNBOOK)
    assert [one.expected for one in found.changes] == [True]
