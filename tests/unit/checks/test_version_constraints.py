"""Terraform's version constraints: what they admit, what they refuse, what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from packaging.specifiers import SpecifierSet

from checks.versions import admits, parse, reaches, understood

NUMBERS = some.integers(0, 4)
VERSIONS = some.lists(NUMBERS, min_size=1, max_size=3).map(lambda parts: ".".join(map(str, parts)))
PARTS = some.tuples(some.sampled_from(["=", "!=", ">", ">=", "<", "<="]), VERSIONS)


@pytest.mark.parametrize(
    ("constraint", "version", "holds"),
    [
        ("~> 2.17", "2.17.0", True),
        ("~> 2.17", "2.99.1", True),
        ("~> 2.17", "2.16.9", False),
        ("~> 2.17", "3.0.0", False),
        ("~> 4.7.2", "4.7.9", True),
        ("~> 4.7.2", "4.8.0", False),
        ("~> 2", "2.9", True),
        ("~> 2", "3.0", False),
        ("1.2", "1.2.0", True),
        ("v1.2.0", "v1.2", True),
        (">= 1.0, < 2", "1.15.5", True),
        (">= 1.0, < 2", "2.0.0", False),
        ("1.0.0-rc1", "1.0.0", True),
        ("!= 1.5.0", "1.5.0", False),
        (">1", "1.0.1", True),
    ],
)
def test_what_a_constraint_admits(constraint: str, version: str, holds: bool) -> None:
    """Each operator means what Terraform means by it."""
    assert admits(constraint, version) is holds


@given(some.lists(PARTS, min_size=1, max_size=3), VERSIONS)
def test_plain_operators_mean_what_pythons_mean(parts: list[tuple[str, str]], version: str) -> None:
    """Joined comparisons agree with packaging's, which spells equality with two signs."""
    ours = ", ".join(f"{sign} {bound}" for sign, bound in parts)
    theirs = ",".join(f"{'==' if sign == '=' else sign}{bound}" for sign, bound in parts)
    assert admits(ours, version) is (version in SpecifierSet(theirs))


@given(some.lists(NUMBERS, min_size=2, max_size=3).map(lambda parts: ".".join(map(str, parts))), VERSIONS)
def test_the_pessimistic_operator_means_pythons_compatible(bound: str, version: str) -> None:
    """`~> 1.2` is `~=1.2`, wherever the bound has two parts or three."""
    assert admits(f"~> {bound}", version) is (version in SpecifierSet(f"~={bound}"))


@pytest.mark.parametrize("text", ["", "latest", ">= 1.0,", "=> 1", "1.x", "~> ", "${var.v}"])
def test_what_is_no_constraint(text: str) -> None:
    """A text that is no constraint is told from one, and asking it is an error that names it."""
    assert not understood(text)
    with pytest.raises(ValueError, match="not a version constraint"):
        admits(text, "1")


@pytest.mark.parametrize("text", ["~> 2.17", "1", ">= 1.0, < 2", " = v1.2.3-beta.1 "])
def test_what_is_one(text: str) -> None:
    """Every spelling that Terraform reads is understood."""
    assert understood(text)


def test_a_version_is_numbers() -> None:
    """A version is its numbers without a pre-release; another text is an error that names it."""
    assert parse(" v1.12.0-rc1") == (1, 12, 0)
    with pytest.raises(ValueError, match="not a version: 'next'"):
        parse("next")


@pytest.mark.parametrize(
    ("constraints", "may"),
    [
        ((), True),
        (("~> 2.17",), False),
        (("~> 2",), False),
        (("< 3.0.0",), False),
        ((">= 2.9",), True),
        (("~> 3.5.0",), True),
        ((">= 3.2",), True),
        (("> 3.4.9",), True),
        (("3.1.4",), True),
        (("!= 3.0.0, < 3.0.1",), False),
        ((">= 2.9", "< 3"), False),
        ((">= 2.9", "!= 3.0.0"), True),
        (("nonsense",), True),
        (("nonsense", "< 3"), False),
    ],
)
def test_whether_constraints_reach_a_version(constraints: tuple[str, ...], may: bool) -> None:
    """Constraints together reach 3 exactly where some version from 3 on satisfies all that are understood."""
    assert reaches(constraints, "3") is may


@given(some.lists(PARTS, min_size=1, max_size=3), some.integers(1, 3))
def test_reaching_is_never_missed(parts: list[tuple[str, str]], floor: int) -> None:
    """Where any small version from the floor on satisfies the constraints, they are said to reach it."""
    written = [f"{sign} {bound}" for sign, bound in parts]
    small = (f"{a}.{b}.{c}" for a in range(floor, 6) for b in range(6) for c in range(6))
    found = any(all(admits(one, version) for one in written) for version in small)
    assert reaches(written, str(floor)) is found
