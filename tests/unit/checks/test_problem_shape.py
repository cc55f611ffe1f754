"""The shape of every error, and the exit codes of the contract."""

import pytest

from checks.problem import Exit, Problem


@pytest.mark.parametrize(
    ("name", "code"),
    [("DONE", 0), ("FAILED", 1), ("USAGE", 2), ("BLOCKED", 3), ("WAITING", 4), ("UNHEALTHY", 5), ("INTERRUPTED", 130)],
)
def test_exit_codes_are_the_contracts(name: str, code: int) -> None:
    """Each exit code is the documented number."""
    assert Exit[name] == code


def test_a_problem_keeps_its_parts() -> None:
    """A problem says code and event as text, keeps all four parts, and means failure unless it says otherwise."""
    problem = Problem("lock-held", what="Another run holds the lock.", why="pid 1", next="migrator status")
    assert str(problem) == "lock-held: Another run holds the lock."
    assert (problem.code, problem.why, problem.next) == ("lock-held", "pid 1", "migrator status")
    assert problem.exit is Exit.FAILED
