"""Known failures are recognised by their texts, for advice."""

import re

import pytest

from checks.diagnose import PLACE, advice, diagnose, passing
from runbooks.model import Failure
from tests.support.facts import RUNBOOK


def known(name: str, pattern: str) -> Failure:
    """A failure with a pattern."""
    return Failure(name, ("apply",), pattern, "", "", safe_to_retry=True, source="")


FIRST, SECOND = known("first", r"^Error: Unauthorized$"), known("second", "throttl")


@pytest.mark.parametrize("failure", RUNBOOK.failures, ids=lambda one: one.id)
def test_every_sample_is_recognised(failure: Failure) -> None:
    """The sample of each failure, as it stands among other text, is recognised as that failure."""
    assert failure.sample
    assert failure in diagnose([f"module.a: creating\n{failure.sample}\n"], RUNBOOK.failures)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["Error: Unauthorized"], (FIRST,)),
        (["on main.tf\nerror: unauthorized\nmore"], (FIRST,)),
        (["Error: Unauthorized for x"], ()),
        (["Throttling", "Error: Unauthorized"], (FIRST, SECOND)),
        (["Throttling", "throttled"], (SECOND,)),
        ([], ()),
    ],
)
def test_what_is_recognised(texts: list[str], found: tuple[Failure, ...]) -> None:
    """Each failure that occurs is told once, in the runbook's order; lines count, and case does not."""
    assert diagnose(iter(texts), (FIRST, SECOND)) == found


def test_patterns_are_no_catch_alls() -> None:
    """No known failure is seen in a text that holds none."""
    assert diagnose(["", "Apply complete! Resources: 33 added, 15 changed, 10 destroyed."], RUNBOOK.failures) == ()
    assert not [one.id for one in RUNBOOK.failures if re.search(one.pattern, "")]


NAMES = {"cluster": "wb", "namespace": "wb", "region": "us-west-2", "account": "123456789012", "address": "module.a.aws_x.y"}
LOCK = "\nLock Info:\n  ID:        9db5-7a\n  Who:       ops@bastion"


@pytest.mark.parametrize("failure", RUNBOOK.failures, ids=lambda one: one.id)
def test_every_remedy_has_the_real_names(failure: Failure) -> None:
    """For the sample of each failure the remedy is told without a placeholder, with what the text itself says filled in."""
    text = failure.sample + (LOCK if failure.id == "state-lock" else "")
    told = next(one for one in advice(text, RUNBOOK.failures, NAMES) if one.failure is failure)
    assert not re.search(rf"{PLACE.pattern}|<\w+>", told.remedy)
    assert not {name.upper() for name in (*NAMES, *failure.find)} & set(re.findall(r"[\w-]+", told.remedy)), told.remedy


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("state-lock", "terraform force-unlock 9db5-7a"),
        ("addon-exists", "'module.wandb_infra.module.app_eks.aws_eks_addon.efs' wb:aws-efs-csi-driver"),
        ("oidc-exists", "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/X"),
        ("iam-exists", "terraform import 'module.a.aws_x.y' wandb-external-dns"),
        ("eks-downgrade", 'eks_cluster_version = "1.29"'),
        ("rds-downgrade", 'database_engine_version = "8.0.mysql_aurora.3.05.2"'),
        ("sg-dep", "sg-1"),
        ("r53-exists", "w.x.y."),
    ],
)
def test_what_is_filled_in(name: str, words: str) -> None:
    """The names of the deployment and those in the text stand where a person would otherwise have to look them up."""
    failure = next(one for one in RUNBOOK.failures if one.id == name)
    told = [one.remedy for one in advice(failure.sample + LOCK, RUNBOOK.failures, NAMES) if one.failure is failure]
    assert words in told[0]


def test_what_nobody_knows_stands_in_capitals() -> None:
    """Without the names, the remedy says which one is wanted."""
    (told,) = advice("Addon already exists. ResourceInUseException: Addon already exists", RUNBOOK.failures, {})
    assert "CLUSTER:aws-efs-csi-driver" in told.remedy


THROTTLED, BUSY = (
    "Error: Throttling: Rate exceeded",
    "InvalidDBClusterStateFault: it is not currently in the available state",
)


@pytest.mark.parametrize(
    ("texts", "causes"),
    [
        ([THROTTLED], ("r53-throttle",)),
        ([THROTTLED, THROTTLED, BUSY], ("rds-busy", "r53-throttle")),
        ([THROTTLED, "something else"], ()),
        ([THROTTLED + ", toomanyrequests: pull rate limit"], ()),
        (["read: connection reset by peer"], ()),
        (["ServiceUnavailable, StatusCode: 503"], ()),
        (["Error: timed out waiting for the condition"], ()),
        ([], ()),
    ],
)
def test_what_goes_away_by_itself(texts: list[str], causes: tuple[str, ...]) -> None:
    """Only where every text is known to be refused before it began; a lost answer, or anything unknown besides, is not."""
    assert set(passing(texts, RUNBOOK.failures)) == set(causes)


def test_what_is_tried_again_without_a_person() -> None:
    """The list of what is both safe and passing is short, and known here by name."""
    both = {one.id for one in RUNBOOK.failures if one.safe_to_retry and one.transient}
    assert both == {"r53-throttle", "s3-conflict", "rds-busy", "iam-not-yet", "registry-unavailable"}
