"""What IAM has to allow: in step with the expected actions, and spelled as AWS spells it."""

import re
from string import Formatter

from botocore.session import Session

from tests.support.facts import RUNBOOK

# IAM's prefix -> botocore's name of the service.
SERVICES = {"elasticfilesystem": "efs"}
# Actions that no operation is called like.
OWN = {
    "iam:PassRole",
    "s3:GetBucketCORS",
    "s3:GetEncryptionConfiguration",
    "s3:PutBucketCORS",
    "s3:PutEncryptionConfiguration",
}


def types() -> set[str]:
    """The AWS types that have expected actions, on any target: what stands before the last name of an address."""
    addresses = [one.address for target in RUNBOOK.targets for one in target.expected]
    return {found[1] for one in addresses if (found := re.search(r"(?:^|\.)(aws_\w+)\.[^.]+$", one))}


def test_every_type_with_an_expected_action_is_covered() -> None:
    """And no other is."""
    listed = {kind for one in RUNBOOK.permissions for kind in one.types}
    assert listed == types()


def test_actions_are_aws_own_names() -> None:
    """Each is an operation of its service, or one of the few that are not."""
    models, wrong = Session(), set()
    for action in sorted({one for each in RUNBOOK.permissions for one in each.actions} - OWN):
        service, _, operation = action.partition(":")
        if operation not in models.get_service_model(SERVICES.get(service, service)).operation_names:
            wrong.add(action)
    assert wrong == set()


def test_resources_name_what_can_be_filled_in() -> None:
    """Nothing else stands in braces."""
    used = {name for one in RUNBOOK.permissions for _, name, _, _ in Formatter().parse(one.resource) if name}
    assert used == {"partition", "account", "region", "namespace", "zone"}
