"""The checks of the group `identity`, each red and green through the command line."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from migrator.sandbox.names import ACCOUNT
from tests.support.redgreen import Case, Deed, edited, red_then_green
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.e2e

AFTER = "post-operator.tf.disabled"
REGION = '  region = "us-west-2"\n'
OTHER = "arn:aws:iam::210987654321:role/deployer"
OWN = f"arn:aws:iam::{ACCOUNT}:role/deployer"
SOON = (datetime.now(UTC) + timedelta(minutes=100)).isoformat()
CREDENTIALS = "credentials-of-a-role"


def block(*lines: str) -> tuple[Deed, Deed]:
    """Lines in the provider block, and without them."""
    return edited(AFTER, REGION, REGION + "".join(f"  {one}\n" for one in lines))


def both(*deeds: Deed) -> Deed:
    """One after the other."""

    def all_of_them(sandbox: Sandbox) -> None:
        for one in deeds:
            one(sandbox)

    return all_of_them


def faults(*rules: dict[str, Any]) -> Callable[[Sandbox], None]:
    """Put these faults in force."""
    return lambda sandbox: sandbox.faults(*rules)


def be_a_role(sandbox: Sandbox) -> None:
    """A credentials file with the session of a role, as a tool writes it that also says when it ends."""
    keys = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox", "region_name": "us-west-2"}
    sts = boto3.client("sts", endpoint_url=sandbox.env["AWS_ENDPOINT_URL"], **keys)
    got = sts.assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/ci", RoleSessionName="ci")["Credentials"]
    lines = (
        "[role]",
        f"aws_access_key_id = {got['AccessKeyId']}",
        f"aws_secret_access_key = {got['SecretAccessKey']}",
        f"aws_session_token = {got['SessionToken']}",
        "x_security_token_expires = 2099-01-01T00:00:00Z",
    )
    (sandbox.path / CREDENTIALS).write_text("\n".join(lines))


def be_nobody(sandbox: Sandbox) -> None:
    """Without the file."""
    (sandbox.path / CREDENTIALS).unlink()


def assuming(role: str) -> str:
    """A provider's block."""
    return f'assume_role {{\n    role_arn = "{role}"\n  }}'


no_profile, named = block('profile = "nowhere"')
of_another_account, of_this_account = block(assuming(OTHER))
not_allowed, allowed = block('allowed_account_ids = ["210987654321"]')
refused_role, no_role = block(assuming(OWN))
elsewhere, here = edited(AFTER, REGION, '  region = "eu-west-1"\n')
chained, unchained = block(f'shared_credentials_files = ["{CREDENTIALS}"]', 'profile = "role"', assuming(OWN))

CASES = (
    Case(
        "aws-credentials",
        "expired",
        faults({"aws": "sts:GetCallerIdentity", "error": "ExpiredToken"}),
        faults(),
        says=("ExpiredToken", "aws sts get-caller-identity"),
    ),
    Case(
        "aws-credentials",
        "no such profile",
        no_profile,
        named,
        says=("ProfileNotFound", "--profile nowhere"),
    ),
    Case(
        "aws-credentials",
        "a role that may not be assumed",
        both(refused_role, faults({"aws": "sts:AssumeRole", "error": "AccessDenied"})),
        both(no_role, faults()),
        says=("AccessDenied", OWN, "post-operator.tf.disabled:"),
    ),
    Case(
        "account-mismatch",
        "a role of another account",
        of_another_account,
        of_this_account,
        says=(f"is in account {ACCOUNT}; Terraform would be arn:aws:sts::210987654321:assumed-role/deployer/", "role_arn"),
    ),
    Case(
        "account-mismatch",
        "not allowed by the block",
        not_allowed,
        allowed,
        says=("allowed_account_ids at post-operator",),
    ),
    Case("region-mismatch", "another region in the block", elsewhere, here, says=("in eu-west-1", 'region = "us-west-2"')),
    Case(
        "session-too-short",
        "it ends soon",
        says=("the session from the environment lasts 1 h", "renews itself"),
        env={"AWS_SESSION_TOKEN": "sandbox", "AWS_CREDENTIAL_EXPIRATION": SOON},
    ),
    Case(
        "session-too-short",
        "nobody says when it ends",
        says=("nobody says when it ends",),
        env={"AWS_SESSION_TOKEN": "sandbox"},
        unknown=True,
        blocks=False,
    ),
    Case(
        "session-too-short",
        "a role assumed with a role",
        both(be_a_role, chained),
        both(be_nobody, unchained),
        says=(f"AWS caps {OWN} (post-operator.tf.disabled:", "at 1 h at a time"),
        blocks=False,
    ),
    Case(
        "permission-denied",
        "three actions",
        faults({"denied": ["iam:PassRole", "iam:AttachRolePolicy", "iam:CreateOpenIDConnectProvider"]}),
        faults(),
        says=(
            f"iam:PassRole on arn:aws:iam::{ACCOUNT}:role/wandb-sandbox-node",
            "iam:AttachRolePolicy on",
            "iam:CreateOpenIDConnectProvider on",
        ),
    ),
    Case(
        "permission-denied",
        "nobody may ask",
        faults({"aws": "iam:SimulatePrincipalPolicy", "error": "AccessDenied"}),
        faults(),
        says=("IAM refuses SimulatePrincipalPolicy",),
        unknown=True,
        blocks=False,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_fault_turns_it_red_and_the_remedy_green(remedied: Sandbox, case: Case) -> None:
    """One fault, one remedy."""
    red_then_green(remedied, case)
