"""Known failures are recognised by their texts, for advice."""

import re

import pytest

from checks.diagnose import diagnose
from runbooks.model import Failure
from tests.support.facts import RUNBOOK


def known(name: str, pattern: str) -> Failure:
    """A failure with a pattern."""
    return Failure(name, ("apply",), pattern, "", "", safe_to_retry=True, source="")


FIRST, SECOND = known("first", r"^Error: Unauthorized$"), known("second", "throttl")


@pytest.mark.parametrize("failure", RUNBOOK.failures, ids=lambda one: one.id)
def test_every_sample_is_recognised(failure: Failure) -> None:
    """The sample of each failure, as it stands among other text, is recognised as that failure."""
    assert failure.sample
    assert failure in diagnose([f"module.a: creating\n{failure.sample}\n"], RUNBOOK.failures)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["Error: Unauthorized"], (FIRST,)),
        (["on main.tf\nerror: unauthorized\nmore"], (FIRST,)),
        (["Error: Unauthorized for x"], ()),
        (["Throttling", "Error: Unauthorized"], (FIRST, SECOND)),
        (["Throttling", "throttled"], (SECOND,)),
        ([], ()),
    ],
)
def test_what_is_recognised(texts: list[str], found: tuple[Failure, ...]) -> None:
    """Each failure that occurs is told once, in the runbook's order; lines count, and case does not."""
    assert diagnose(iter(texts), (FIRST, SECOND)) == found


def test_patterns_are_no_catch_alls() -> None:
    """No known failure is seen in a text that holds none."""
    assert diagnose(["", "Apply complete! Resources: 33 added, 15 changed, 10 destroyed."], RUNBOOK.failures) == ()
    assert not [one.id for one in RUNBOOK.failures if re.search(one.pattern, "")]
