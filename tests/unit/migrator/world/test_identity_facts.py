"""Who Terraform is for AWS: sessions as its provider would open them, against a double of STS and IAM."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session
from moto.server import ThreadedMotoServer

from checks.facts import Identity, Missing, NotThere, Place
from checks.facts.configuration import AssumedRole, AwsProvider
from checks.facts.identity import Credentials, Home
from migrator.aws import Aws, Limits
from migrator.probes.identity import homes
from migrator.terraform.statefile import Instance, StateFile
from tests.support.servers import LOCAL, http, serving

ONCE = Limits(attempts=1)
BLOCK = AwsProvider(None, Place("main.tf", 1))
ROLE = "arn:aws:iam::210987654321:role/deployer"
CONFIG = """
[profile asking]
role_arn = arn:aws:iam::210987654321:role/admin
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/ann
[profile process]
region = eu-central-1
credential_process = echo '{"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "s"}'
"""
CREDENTIALS = """
[base]
aws_access_key_id = AKIABASE
aws_secret_access_key = secret-canary
[saml]
aws_access_key_id = ASIASAML
aws_secret_access_key = secret-canary
aws_session_token = token-canary
x_security_token_expires = 2099-01-01T00:00:00+00:00
"""


@pytest.fixture(autouse=True)
def _files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Profiles, and keys in the environment."""
    (tmp_path / "config").write_text(CONFIG)
    (tmp_path / "credentials").write_text(CREDENTIALS)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIACANARY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-canary")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The services' double; its address."""
    server = ThreadedMotoServer(LOCAL, 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def moto(address: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """From now on it is where AWS is; clients to prepare it with."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    return lambda service: Session().create_client(service, region_name="eu-west-1")


def aws(**said: Any) -> Aws:
    """AWS, asked as a provider block with these settings would."""
    block = replace(BLOCK, **said)
    return Aws(ONCE, lambda: block)


def test_the_role_of_the_block_is_assumed(moto: Callable[[str], Any]) -> None:
    """Account and session name are the role's."""
    found = aws(role=AssumedRole(ROLE, "me", 900, "id")).identity()
    assert found == Identity("210987654321", "arn:aws:sts::210987654321:assumed-role/deployer/me")


def test_a_role_is_assumed_with_the_profile_of_the_block(moto: Callable[[str], Any]) -> None:
    """Not with the keys of the environment, and its lifetime is the one that counts."""
    block = aws(profile="process", role=AssumedRole(ROLE))
    assert block.identity() == Identity("210987654321", "arn:aws:sts::210987654321:assumed-role/deployer/migrator")
    assert block.credentials() == Credentials("a credential process (process)", temporary=False, renewed=True, seconds=None)


def test_a_role_that_is_refused_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every question, with AWS's own word."""
    body = b"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
    with serving(http(403, body, "text/xml")) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{server.port}")
        block = aws(role=AssumedRole(ROLE))
        expected = Missing("AWS refuses the role of the provider block to these credentials (AccessDenied)", refused=True)
        assert [block.identity(), block.zone("Z1")] == [expected, expected]


def test_a_block_that_cannot_be_read_is_not_guessed(moto: Callable[[str], Any]) -> None:
    """Nobody is asked as somebody else."""
    found = aws(unclear=("access_key", "secret_key"))
    expected = Missing(
        "who Terraform is for AWS cannot be told: access_key, secret_key of provider aws at main.tf:1 cannot be read here"
    )
    assert [found.identity(), found.credentials(), found.zone("Z1")] == [expected] * 3


def test_a_code_is_asked_of_nobody(moto: Callable[[str], Any]) -> None:
    """Terraform could not ask for it either."""
    found = aws(profile="asking").identity()
    assert found == Missing("the AWS profile asks for an MFA code, and Terraform asks nobody for one", refused=True)


def test_files_of_the_block_are_read(moto: Callable[[str], Any], tmp_path: Path) -> None:
    """Instead of the usual ones."""
    (tmp_path / "own").write_text("[own]\naws_access_key_id = AKIAOWN\naws_secret_access_key = s\n")
    (tmp_path / "config-of-its-own").write_text("[profile own]\nregion = ap-south-1\n")
    block = aws(profile="own", credentials_file=str(tmp_path / "own"), config_file=str(tmp_path / "config-of-its-own"))
    assert block.credentials() == Credentials("a profile (own)", temporary=False, renewed=False, seconds=None)


@pytest.mark.parametrize(
    ("block", "env", "region"),
    [
        ({"region": "us-east-1"}, {"AWS_REGION": "eu-west-1"}, "us-east-1"),
        ({}, {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"}, "eu-west-1"),
        ({}, {"AWS_DEFAULT_REGION": "eu-west-2"}, "eu-west-2"),
        ({"profile": "process"}, {}, "eu-central-1"),
    ],
    ids=["block", "environment", "older", "profile"],
)
def test_the_region_is_where_terraform_would_work(
    monkeypatch: pytest.MonkeyPatch, block: dict[str, str], env: dict[str, str], region: str
) -> None:
    """The block's, else the environment's, else the profile's."""
    monkeypatch.delenv("AWS_REGION")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert aws(**block).where() == region


def test_no_region_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Terraform would not begin."""
    monkeypatch.delenv("AWS_REGION")
    assert aws().where() == NotThere("the region of provider aws")


def test_a_key_of_the_environment(moto: Callable[[str], Any]) -> None:
    """It has no end."""
    assert aws().credentials() == Credentials("the environment", temporary=False, renewed=False, seconds=None)


@pytest.mark.parametrize("name", ["AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION"])
def test_the_end_of_a_session_in_the_environment(
    moto: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As tools write it beside the keys."""
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token-canary")
    monkeypatch.setenv(name, (datetime.now(UTC) + timedelta(hours=3)).isoformat())
    found = aws().credentials()
    assert isinstance(found, Credentials)
    assert found.seconds is not None
    assert (found.temporary, found.renewed, round(found.seconds / 60)) == (True, False, 180)
    assert "canary" not in repr(found)


def test_an_end_that_is_no_time_is_not_known(moto: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than guessed at."""
    monkeypatch.setenv("AWS_SESSION_TOKEN", "t")
    monkeypatch.setenv("AWS_SESSION_EXPIRATION", "soon")
    found = aws().credentials()
    assert isinstance(found, Credentials)
    assert found.seconds is None


def test_credentials_that_have_ended_are_refused(moto: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3's library says so before anybody is asked."""
    monkeypatch.setenv("AWS_SESSION_TOKEN", "t")
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2020-01-01T00:00:00Z")
    expected = Missing("the AWS credentials have expired, and nothing renews them", refused=True)
    assert [aws().identity(), aws().credentials()] == [expected, expected]


def test_the_end_of_a_session_in_a_profile(moto: Callable[[str], Any]) -> None:
    """As saml2aws writes it."""
    found = aws(profile="saml").credentials()
    assert isinstance(found, Credentials)
    assert found.source == "a profile (saml)"
    assert found.seconds is not None
    assert found.seconds > timedelta(days=365).total_seconds()


def test_a_role_assumed_with_a_role_is_chained(moto: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """STS knows whose the first credentials are."""
    first = moto("sts").assume_role(RoleArn=ROLE, RoleSessionName="ci")["Credentials"]
    for name, key in (("ACCESS_KEY_ID", "AccessKeyId"), ("SECRET_ACCESS_KEY", "SecretAccessKey")):
        monkeypatch.setenv(f"AWS_{name}", first[key])
    monkeypatch.setenv("AWS_SESSION_TOKEN", first["SessionToken"])
    found, without = aws(role=AssumedRole(ROLE)).credentials(), aws().credentials()
    assert isinstance(found, Credentials)
    assert isinstance(without, Credentials)
    assert (found.chained, without.chained) == (True, False)


def test_without_credentials_there_is_no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """With or without a role to assume."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    expected = Missing("no AWS credentials were found in the environment, profile or instance", refused=True)
    assert aws().credentials() == expected
    assert aws(role=AssumedRole(ROLE)).identity() == expected


def test_where_the_state_has_the_deployment() -> None:
    """Cluster and database alone, from their ARNs; what is no ARN of a place counts for nothing."""
    kinds = {
        "aws_eks_cluster": "arn:aws:eks:eu-west-1:123456789012:cluster/wb",
        "aws_rds_cluster": "arn:aws-cn:rds:cn-north-1:1:cluster:wb",
        "aws_s3_bucket": "arn:aws:s3:::wb",
    }
    held = tuple(Instance(f"{kind}.this", kind, False, {"arn": arn}) for kind, arn in kinds.items())
    odd = Instance("aws_eks_cluster.odd", "aws_eks_cluster", False, {"arn": None})
    assert homes(StateFile("l", 1, "1.5", (*held, odd))) == (
        Home("aws_eks_cluster.this", "123456789012", "eu-west-1"),
        Home("aws_rds_cluster.this", "1", "cn-north-1"),
    )
    assert homes(Missing("no")) == Missing("no")
