"""The verdict: sorted, and its blocking codes less what a person accepted."""

import pytest

from checks.model import Finding, Passed, Severity, Unknown, Verdict

MEDIUM = Finding("b-medium", Severity.MEDIUM, blocks=False, subject="x", because=(), remedy="")
FIRST = Finding("a-critical", Severity.CRITICAL, blocks=True, subject="x", because=(), remedy="")
SECOND = Finding("a-critical", Severity.CRITICAL, blocks=True, subject="y", because=(), remedy="")
VERDICT = Verdict.of(
    [MEDIUM, Passed("d", ""), SECOND, Unknown("f", "", blocks=False), Unknown("e", "", blocks=True), Passed("c", ""), FIRST]
)


def test_severities_rank_from_info_to_critical() -> None:
    """The rank grows with how bad it is."""
    assert [one.rank for one in (Severity.INFO, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)] == [
        0,
        1,
        2,
        3,
        4,
    ]


def test_a_verdict_is_sorted() -> None:
    """Findings come by severity, code and subject; what passed and what is unknown by code."""
    assert VERDICT.findings == (FIRST, SECOND, MEDIUM)
    assert [one.code for one in VERDICT.passed] == ["c", "d"]
    assert [one.code for one in VERDICT.unknown] == ["e", "f"]


@pytest.mark.parametrize(
    ("accepted", "left"),
    [
        ((), ("a-critical", "e")),
        (("a-critical",), ("e",)),
        (("a-critical", "e"), ()),
        (("b-medium",), ("a-critical", "e")),
    ],
)
def test_what_blocks(accepted: tuple[str, ...], left: tuple[str, ...]) -> None:
    """A blocking finding and an unknown in its place stop a run, each code once, until it is accepted."""
    assert VERDICT.blocking(frozenset(accepted)) == left
