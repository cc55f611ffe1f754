"""The data of the operator migration: what the guide documents, consistent in itself."""

import re
from collections import Counter
from dataclasses import fields

import pytest

from checks import catalogue
from checks.versions import admits
from runbooks import names
from runbooks.model import Action, ExpectedAction, Failure, Target
from tests.support.facts import GUIDE, LATER, RUNBOOK

STAGES = {"init", "plan", "swap", "apply", "destroy", "verify", "rollback", "any"}


def test_it_is_there() -> None:
    """The runbook is found by its name, and knows it."""
    assert RUNBOOK.name in names()
    assert RUNBOOK.name == "wandb-aws-operator"


@pytest.mark.parametrize(("target", "counts"), [(GUIDE, (30, 15, 7, 3)), (LATER, (44, 15, 8, 3))], ids=["4.7.2", "4.24.0"])
def test_the_actions_are_counted(target: Target, counts: tuple[int, ...]) -> None:
    """The guide documents 55 actions: 30 creates, 15 updates, 7 destroys, 3 replacements; 4.24.0 has 70."""
    counted = Counter(one.action for one in target.expected)
    assert counted == dict(zip((Action.CREATE, Action.UPDATE, Action.DELETE, Action.REPLACE), counts, strict=True))


@pytest.mark.parametrize("target", [GUIDE, LATER], ids=["4.7.2", "4.24.0"])
def test_no_address_comes_twice(target: Target) -> None:
    """Each action is one resource instance with an address of its own."""
    assert len({one.address for one in target.expected}) == len(target.expected)


@pytest.mark.parametrize(("target", "record"), [(GUIDE, "delete-create"), (LATER, "create-delete")], ids=["4.7.2", "4.24.0"])
def test_only_replacements_have_an_order(target: Target, record: str) -> None:
    """The attachment is deleted first, the node group created first, the record either; nothing else has an order."""
    orders = {one.address.rpartition(".")[0].rpartition(".")[2]: one.order for one in target.expected if one.order}
    assert orders == {
        "aws_autoscaling_attachment": "delete-create",
        "aws_route53_record": record,
        "aws_eks_node_group": "create-delete",
    }


def test_what_the_guide_documents_belongs_to_the_later_version_too() -> None:
    """Of the 55 documented actions one is missing at 4.24.0; the 16 more say why they are there and where that stands."""
    documented = {(one.documented, one.address, one.action) for one in GUIDE.expected}
    kept = {(one.documented, one.address, one.action) for one in LATER.expected if one.documented}
    assert {one for one, _, _ in documented - kept} == {"aws_eks_addon.efs"}
    assert kept <= documented
    more = [one for one in LATER.expected if not one.documented]
    assert len(more) == 16
    assert all(one.why and one.source for one in more)


def test_the_targets_are_in_order() -> None:
    """The guide's target comes first, and none is followed by a version that the next one is older than."""
    assert [(one.version, one.followed_by) for one in RUNBOOK.targets] == [("4.7.2", "4.8.0"), ("4.24.0", "5.0.0")]


@pytest.mark.parametrize("one", GUIDE.expected, ids=lambda one: one.address)
def test_an_address_ends_as_the_guide_writes_it(one: ExpectedAction) -> None:
    """The full address ends with the guide's own words, less its numbering of namesakes."""
    written = re.sub(r" \(\d\w\w\)$", "", one.documented or "")
    assert one.address.startswith("module.wandb_")
    assert one.address.endswith(f".{written}")


@pytest.mark.parametrize("target", [GUIDE, LATER], ids=["4.7.2", "4.24.0"])
def test_nothing_expected_is_forbidden(target: Target) -> None:
    """No expected delete or replacement is of a kind that must never be touched."""
    going = [one.address for one in target.expected if one.action in (Action.DELETE, Action.REPLACE)]
    named = [address.rpartition("[")[0] or address for address in going]
    tails = {".".join(one.split(".")[-2:]) for one in named}
    assert not (tails | {one.partition(".")[0] for one in tails}) & set(RUNBOOK.never_touch)


@pytest.mark.parametrize(
    "kind", ["aws_rds_cluster", "aws_s3_bucket", "aws_kms_key", "aws_eks_cluster", "random_string.master_password"]
)
def test_where_data_lives_is_never_touched(kind: str) -> None:
    """Database, bucket, keys, cluster and master password are on the list."""
    assert kind in RUNBOOK.never_touch


def test_failures_have_names_of_their_own() -> None:
    """Forty-five failures are known, each with an id of its own."""
    assert len({one.id for one in RUNBOOK.failures}) == len(RUNBOOK.failures) == 45


@pytest.mark.parametrize("failure", RUNBOOK.failures, ids=lambda one: one.id)
def test_a_failure_is_told_whole(failure: Failure) -> None:
    """Each failure has every text, and stages that there are."""
    assert all(getattr(failure, one.name) not in ("", ()) for one in fields(Failure))
    assert set(failure.stages) <= STAGES


def test_the_target_and_helm_fit_their_constraints() -> None:
    """The helm constraint keeps 3 out, and Terraform's range takes every 1.x."""
    assert admits(RUNBOOK.helm_constraint, "2.17.0")
    assert not admits(RUNBOOK.helm_constraint, "3.0.0")
    assert admits(RUNBOOK.terraform, "1.15.5")
    assert not admits(RUNBOOK.terraform, "2.0.0")


def test_the_last_step_waits_long_enough() -> None:
    """A missing name is cached for up to 900 seconds, and comes after what it needs."""
    codes = RUNBOOK.verification.codes
    assert codes["dns-answers"].deadline >= 900
    assert RUNBOOK.verification.longest > 900 + codes["custom-resource-completed"].deadline


def test_every_check_of_verify_has_its_pace() -> None:
    """The catalogue and the runbook name the same codes."""
    assert set(RUNBOOK.verification.codes) == set(catalogue.verify())


def test_what_is_usual_is_within_the_deadline() -> None:
    """Nothing usually takes longer than it may."""
    assert [code for code, one in RUNBOOK.verification.codes.items() if one.usually > one.deadline] == []
