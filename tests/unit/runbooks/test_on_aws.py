"""What the targets ask of AWS agrees with what is expected of them."""

import pytest

import runbooks
from runbooks.model import Action, Created, Target

RUNBOOK = runbooks.load("wandb-aws-operator")
CREATES = [(target, one) for target in RUNBOOK.targets for one in target.aws.creates if one.address]


@pytest.mark.parametrize(("target", "one"), CREATES, ids=lambda one: getattr(one, "version", "") or one.name)
def test_what_has_a_name_is_expected_to_be_created(target: Target, one: Created) -> None:
    """Each address with a name of its own is among the creations of that target."""
    made = {action.address for action in target.expected if action.action is Action.CREATE}
    assert f"module.{RUNBOOK.infra_call}.{one.address}" in made


@pytest.mark.parametrize("target", RUNBOOK.targets, ids=lambda one: one.version)
def test_every_pinned_addon_is_created(target: Target) -> None:
    """The names that can be taken have every add-on that is pinned."""
    assert {one.name for one in target.aws.creates if one.kind == "addon"} == set(target.aws.addons)


@pytest.mark.parametrize("target", RUNBOOK.targets, ids=lambda one: one.version)
def test_the_sizes_are_those_of_the_module(target: Target) -> None:
    """Five, from small to xxlarge, each with nodes."""
    assert list(target.aws.sizes) == ["small", "medium", "large", "xlarge", "xxlarge"]
    assert all(one.nodes >= 2 for one in target.aws.sizes.values())
