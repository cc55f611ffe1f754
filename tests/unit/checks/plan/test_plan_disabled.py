"""A delete is explained by the file that its block was put aside in."""

import pytest

from checks.plan import judge
from checks.plan.disabled import explained
from tests.support.plans import REPLACE, entry, plan

ASIDE = {"module.app": "old.tf.disabled", "aws_sqs_queue.mine": "more.tf.disabled"}


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("module.app.aws_sqs_queue.x", "module.app stands in old.tf.disabled, which Terraform does not read"),
        ("module.app[0].module.b.aws_sqs_queue.x", "module.app stands in old.tf.disabled, which Terraform does not read"),
        ("aws_sqs_queue.mine[0]", "aws_sqs_queue.mine stands in more.tf.disabled, which Terraform does not read"),
    ],
)
@pytest.mark.parametrize("action", ["delete", "forget"])
def test_what_goes_with_its_file(address: str, line: str, action: str) -> None:
    """The block and the file are named first."""
    assert explained(judge(plan(entry(address, action)), None), ASIDE).changes[0].because[0] == line


@pytest.mark.parametrize(
    "one",
    [entry("module.app.aws_a.b", *REPLACE), entry("module.app.aws_a.b", "create"), entry("module.apple.aws_a.b", "delete")],
)
def test_what_has_another_cause(one: dict[str, object]) -> None:
    """What stays, and what is of another block, has nothing to do with the file."""
    found = judge(plan(one), None)
    assert explained(found, ASIDE) == found


def test_without_a_workspace_nothing_is_added() -> None:
    """The judgment is the very same."""
    found = judge(plan(entry("module.app.aws_a.b", "delete")), None)
    assert explained(found, {}) is found
