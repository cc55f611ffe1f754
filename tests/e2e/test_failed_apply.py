"""An apply that fails, with real Terraform: what passes is tried again by itself, and everything else has its advice."""

from tests.support.sandbox import Sandbox

THROTTLED = {"op": "create", "type": "aws_eks_addon", "nth": 1, "times": 1, "error": "Throttling: Rate exceeded"}


def test_a_throttled_creation_ends_done_without_a_person(waiting: Sandbox) -> None:
    """AWS refuses one creation for a moment: it is planned and tried again under the same approval; the report has both."""
    approval = waiting.offer()
    waiting.faults(THROTTLED)
    said = waiting.migrator("run", "--approve", approval)
    assert said.code == 0, said
    assert "r53-throttle: planned and tried again in 10 s (1 of 3)" in said.err
    report = waiting.document("report")
    assert report["retried"] == [{"exit_code": 1, "failures": ["r53-throttle"]}]
    assert [one["state"] for one in report["visits"]].count("apply") == 2
    assert set(waiting.creations().values()) == {1}
