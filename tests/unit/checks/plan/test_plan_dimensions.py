"""Every code of the judgment belongs to the dimensions that it touches."""

import pytest

from checks.model import Finding, Severity
from checks.plan.dimensions import DIMENSIONS, WITHOUT, dimensions
from checks.plan.hazards import RULES
from tests.support.codes import used

NONE = dict.fromkeys(DIMENSIONS, "none")


def found(code: str, severity: Severity = Severity.HIGH) -> Finding:
    """A finding of a code."""
    return Finding(code, severity, blocks=False, subject="s", because=(), remedy="r")


def test_every_code_is_placed() -> None:
    """What the judgment of a plan can find touches a dimension, or is named as touching none; nothing else is listed."""
    judged = {code for code, places in used().items() if any("checks/plan/" in one for one in places)} - WITHOUT
    judged |= {one.code for one in RULES}
    listed = {code for codes in DIMENSIONS.values() for code in codes}
    errors = {code for code in judged if code.startswith("plan-")} - {"plan-incomplete"}
    assert listed == judged - errors
    assert not listed & WITHOUT


@pytest.mark.parametrize("codes", DIMENSIONS.values(), ids=DIMENSIONS)
def test_each_is_listed_once(codes: tuple[str, ...]) -> None:
    """A dimension's codes are sorted, and none is there twice."""
    assert list(codes) == sorted(set(codes))


@pytest.mark.parametrize("findings", [[], [found("unexpected-change"), found("drift-seen")]])
def test_nothing_touched(findings: list[Finding]) -> None:
    """Without a finding, and by what is no effect of the plan."""
    assert dimensions(findings) == NONE


def test_the_worst_counts() -> None:
    """Each dimension has the level of the worst finding that touches it."""
    low, high = found("dns-record-replaced", Severity.LOW), found("retention-cut")
    worse = found("retention-cut", Severity.CRITICAL)
    assert dimensions([low]) == {**NONE, "availability": "low"}
    assert dimensions([high, low, worse]) == dimensions([worse, high, low])
    assert dimensions([worse, high, low]) == {
        **NONE, "availability": "low", "durability": "critical", "reversibility": "critical",
    }  # fmt: skip


def test_what_is_not_judged_may_be_anything() -> None:
    """A plan that is not whole has every dimension at its level."""
    assert set(dimensions([found("plan-incomplete", Severity.CRITICAL)]).values()) == {"critical"}
