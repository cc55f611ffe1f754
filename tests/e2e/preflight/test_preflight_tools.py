"""The checks of the group `tools`, each red and green through the command line."""

import pytest

from tests.support.redgreen import Case, edited, red_then_green
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.e2e

AFTER = "post-operator.tf.disabled"
LOCK_FILE, ASIDE = ".terraform.lock.hcl", "lock-file-put-aside"
too_old, fitting = edited(AFTER, 'required_version = "~> 1.0"', 'required_version = "~> 0.14"')


def put_aside(sandbox: Sandbox) -> None:
    """Take the lock file away."""
    (sandbox.path / LOCK_FILE).rename(sandbox.path / ASIDE)


def put_back(sandbox: Sandbox) -> None:
    """Give it back."""
    (sandbox.path / ASIDE).rename(sandbox.path / LOCK_FILE)


CASES = (
    Case("terraform-version", "the files want another", too_old, fitting, says=("~> 0.14 is needed",)),
    Case(
        "aws-cli-missing",
        "no aws on the PATH",
        says=(
            'provider "kubernetes" at post-operator.tf.disabled:',
            "`aws`, which is not on the PATH",
            "install the AWS CLI",
        ),
        env={"PATH": "/nowhere"},
    ),
    Case("lock-file-missing", "never saved", put_aside, put_back, says=("terraform init",), blocks=False),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_fault_turns_it_red_and_the_remedy_green(remedied: Sandbox, case: Case) -> None:
    """One fault, one remedy."""
    red_then_green(remedied, case)
