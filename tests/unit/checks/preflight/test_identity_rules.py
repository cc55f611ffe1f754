"""Who Terraform will be: each rule as finding, as passed, as unknown."""

from dataclasses import replace
from typing import Any

import pytest

from checks.facts import Facts, Identity, Missing, NotThere
from checks.facts.configuration import AssumedRole, AwsProvider
from checks.facts.identity import Credentials, Home, Permissions
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.preflight.identity import judge
from tests.support.facts import RUNBOOK, at, world
from tests.support.healthy.identity import ARN, CLUSTER

SILENT = Missing("STS cannot be reached (EndpointConnectionError)")
BLOCK = AwsProvider(None, at(20))
ROLE = "arn:aws:iam::111122223333:role/deployer"
HOURS = 3600.0
SESSION = Credentials("the environment", temporary=True, renewed=False, seconds=5 * HOURS)


def judged(code: str, block: AwsProvider | None = None, **broken: Any) -> Result:
    """What the group says of a code; each has one result."""
    facts: Facts = world("identity", **broken)
    after = replace(facts.known.after, aws=(block,) if block else ())
    facts = replace(facts, known=replace(facts.known, after=after))
    (found,) = (one for one in judge(facts, RUNBOOK) if one.code == code)
    return found


def finding(code: str, block: AwsProvider | None = None, **broken: Any) -> Finding:
    """The finding of a code."""
    found = judged(code, block, **broken)
    assert isinstance(found, Finding), found
    return found


def evidence(code: str, block: AwsProvider | None = None, **broken: Any) -> str:
    """What a passed check has seen."""
    found = judged(code, block, **broken)
    assert isinstance(found, Passed), found
    return found.evidence


def reason(code: str, block: AwsProvider | None = None, **broken: Any) -> str:
    """Why a check could not be told; it blocks nothing."""
    found = judged(code, block, **broken)
    assert isinstance(found, Unknown), found
    assert not found.blocks
    return found.reason


@pytest.mark.parametrize("code", ["account-mismatch", "region-mismatch", "session-too-short", "permission-denied"])
def test_a_healthy_world_passes(code: str) -> None:
    """Each says what it has seen."""
    assert evidence(code)


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("account-mismatch", "caller"),
        ("account-mismatch", "homes"),
        ("region-mismatch", "region"),
        ("region-mismatch", "homes"),
        ("session-too-short", "credentials"),
        ("permission-denied", "permissions"),
    ],
)
def test_what_could_not_be_asked_is_unknown(code: str, field: str) -> None:
    """With the reason."""
    assert reason(code, **{field: SILENT}) == SILENT.why


@pytest.mark.parametrize("code", ["account-mismatch", "region-mismatch"])
def test_a_state_without_the_deployment_tells_nothing(code: str) -> None:
    """Whether it is the right state is another check's matter."""
    assert reason(code, homes=()) == "the state has neither an EKS cluster nor an Aurora cluster"


def test_a_refused_role_is_named_with_its_place() -> None:
    """The remedy is for whoever may let it be assumed."""
    block = replace(BLOCK, role=AssumedRole(ROLE))
    found = finding("aws-credentials", block, caller=Missing("AWS refuses the role", refused=True))
    assert found.subject == ROLE
    assert f"assume {ROLE} ({at(20)})" in found.remedy


def test_a_refused_profile_is_asked_for_by_name() -> None:
    """The command asks as the provider block would."""
    found = finding("aws-credentials", replace(BLOCK, profile="prod"), caller=Missing("no", refused=True))
    assert found.remedy.startswith("aws sts get-caller-identity --profile prod ")


@pytest.mark.parametrize(
    ("block", "remedy"),
    [
        (None, "log in to account 210987654321: export AWS_PROFILE=NAME"),
        (replace(BLOCK, profile="prod"), f"make profile prod ({at(20)}) one of account 210987654321"),
        (replace(BLOCK, role=AssumedRole(ROLE)), f"make role_arn of provider aws ({at(20)}) a role of account 210987654321"),
    ],
    ids=["environment", "profile", "role"],
)
def test_another_account_than_the_states_blocks(block: AwsProvider | None, remedy: str) -> None:
    """The remedy changes whatever decides about the account."""
    found = finding("account-mismatch", block, homes=(replace(CLUSTER, account="210987654321"),))
    assert found.blocks
    assert found.because == (f"{CLUSTER.address} is in account 210987654321; Terraform would be {ARN}",)
    assert found.remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        (replace(BLOCK, allowed_accounts=("1", "2")), f"allowed_account_ids at {at(20)} is 1, 2"),
        (replace(BLOCK, forbidden_accounts=("111122223333",)), f"forbidden_account_ids at {at(20)} has 111122223333"),
    ],
    ids=["allowed", "forbidden"],
)
def test_an_account_that_the_block_refuses_blocks(block: AwsProvider, says: str) -> None:
    """Terraform would refuse it, too; this needs no state."""
    found = finding("account-mismatch", block, homes=SILENT)
    assert found.blocks
    assert found.because[0].startswith(says)


def test_an_account_that_the_block_allows() -> None:
    """A list that has it, and one that forbids others, are in nobody's way."""
    block = replace(BLOCK, allowed_accounts=("111122223333",), forbidden_accounts=("1",))
    assert "111122223333" in evidence("account-mismatch", block)


@pytest.mark.parametrize(
    ("block", "remedy"),
    [
        (None, "export AWS_REGION=eu-west-1"),
        (replace(BLOCK, region="us-east-1"), f'region = "eu-west-1" in provider aws ({at(20)})'),
    ],
    ids=["environment", "block"],
)
def test_another_region_than_the_states_blocks(block: AwsProvider | None, remedy: str) -> None:
    """The remedy changes whatever decides about the region."""
    found = finding("region-mismatch", block, region="us-east-1")
    assert found.blocks
    assert found.because[0].startswith(f"{CLUSTER.address} is in eu-west-1; Terraform would work in us-east-1")
    assert found.remedy == remedy


def test_no_region_at_all_blocks() -> None:
    """Terraform would not even begin."""
    found = finding("region-mismatch", region=NotThere("the region of provider aws"))
    assert (found.blocks, found.remedy) == (True, "export AWS_REGION=eu-west-1")


def test_every_home_counts() -> None:
    """A database elsewhere is not made good by a cluster here."""
    database = Home("module.wandb_infra.aws_rds_cluster.this[0]", CLUSTER.account, "us-east-1")
    assert database.address in finding("region-mismatch", homes=(CLUSTER, database)).because[0]


def test_a_key_without_a_session_has_no_end() -> None:
    """Nothing to measure."""
    assert evidence("session-too-short").endswith("has no end")


@pytest.mark.parametrize("seconds", [None, 60.0, -5.0])
def test_credentials_that_renew_themselves_are_never_red(seconds: float | None) -> None:
    """However little is left of the present ones."""
    renewed = replace(SESSION, source="single sign-on (prod)", renewed=True, seconds=seconds)
    said = evidence("session-too-short", credentials=renewed)
    assert said == "the credentials come from single sign-on (prod), which renews them"


@pytest.mark.parametrize(
    ("seconds", "said"), [(7199.0, "1 h 59 min"), (60.0, "1 min"), (-5.0, "0 min")], ids=["just", "soon", "over"]
)
def test_a_session_that_ends_within_two_hours_blocks(seconds: float, said: str) -> None:
    """An apply could end with it."""
    found = finding("session-too-short", credentials=replace(SESSION, seconds=seconds))
    assert (found.severity, found.blocks) == (Severity.HIGH, True)
    assert f"lasts {said} more" in found.because[0]


def test_a_session_of_two_hours_is_enough() -> None:
    """To the second."""
    said = evidence("session-too-short", credentials=replace(SESSION, seconds=7200.0))
    assert said == "the session from the environment lasts 2 h 0 min more"


def test_a_session_whose_end_nobody_says_is_unknown() -> None:
    """Not green, and blocking nobody."""
    assert "nobody says when it ends" in reason("session-too-short", credentials=replace(SESSION, seconds=None))


def test_a_role_assumed_with_a_role_is_capped() -> None:
    """Medium where the first session has an end; said where it renews itself, and where its end is not known."""
    chained, block = replace(SESSION, chained=True), replace(BLOCK, role=AssumedRole(ROLE))
    capped = f"AWS caps {ROLE} ({at(20)}) at 1 h at a time"
    found = finding("session-too-short", block, credentials=chained)
    assert (found.severity, found.blocks) == (Severity.MEDIUM, False)
    assert capped in found.because[0]
    assert capped in evidence("session-too-short", block, credentials=replace(chained, renewed=True))
    assert capped in reason("session-too-short", block, credentials=replace(chained, seconds=None))


def test_denied_actions_are_listed() -> None:
    """Each with what it was asked for; the remedy asks for the same again, each action once."""
    denied = ("iam:PassRole on arn:a", "iam:PassRole on arn:b", "rds:ModifyDBCluster")
    found = finding("permission-denied", permissions=Permissions(ARN, 90, denied, ("iam:CreateRole",)))
    assert (found.severity, found.blocks, found.because) == (Severity.HIGH, True, denied)
    assert f"--policy-source-arn {ARN} --action-names iam:PassRole rds:ModifyDBCluster  #" in found.remedy


def test_actions_under_conditions_are_unknown() -> None:
    """The simulation was not told what the conditions ask for."""
    said = reason("permission-denied", permissions=Permissions(ARN, 90, (), ("iam:PassRole",)))
    assert said.startswith("iam:PassRole: allowed under conditions")


def test_nothing_is_judged_of_a_caller_that_is_not_known() -> None:
    """The credentials' own check says why."""
    assert isinstance(judged("aws-credentials", caller=SILENT), Unknown)
    assert isinstance(judged("aws-credentials", caller=Identity("1", ARN)), Passed)
