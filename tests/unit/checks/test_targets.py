"""Which target a version constraint means: Terraform takes the newest version that it admits."""

from dataclasses import replace

import pytest

from checks import targets
from tests.support.facts import AFTER, GUIDE, LATER, RUNBOOK


@pytest.mark.parametrize("constraint", ["4.7.2", "= 4.7.2", "~> 4.7.0", ">= 4.0, < 4.8", "~> 4.7.2"])
def test_the_guides_version(constraint: str) -> None:
    """Constraints whose newest version is 4.7.2."""
    assert targets.asked(constraint, RUNBOOK) == GUIDE


@pytest.mark.parametrize("constraint", ["4.24.0", "~> 4.0", "~> 4.24.0", ">= 4.7.2, < 5", "> 4.7.2, < 5.0.0"])
def test_the_last_of_its_kind(constraint: str) -> None:
    """Constraints whose newest version is 4.24.0."""
    assert targets.asked(constraint, RUNBOOK) == LATER


@pytest.mark.parametrize(
    "constraint", [None, "", "latest", "4.22.0", ">= 4.7.2", ">= 4.7.2, < 4.20", "~> 5.0", "!= 4.24.0, ~> 4.0"]
)
def test_another_version(constraint: str | None) -> None:
    """Constraints whose newest version is another one, or that say nothing."""
    assert targets.asked(constraint, RUNBOOK) is None


def test_of_a_configuration() -> None:
    """A configuration goes where its module call says; without such a call, nowhere that is known."""
    assert targets.of(AFTER, RUNBOOK) == GUIDE
    assert targets.of(replace(AFTER, modules=()), RUNBOOK) is None
