"""What IAM's policy simulator says of the caller, against a double of IAM and a server that answers as documented."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.session import Session
from moto.server import ThreadedMotoServer

from checks.facts import Identity, Known, Missing, Place
from checks.facts.configuration import AwsProvider
from checks.facts.identity import Permissions
from migrator.probes import permissions
from migrator.probes.sources import Sources
from migrator.terraform.adapter import TerraformAdapter
from states.inputs import Inputs
from tests.support.facts import KNOWN, RUNBOOK
from tests.support.servers import LOCAL, http, serving

BLOCK = AwsProvider(None, Place("main.tf", 1), region="eu-west-1")


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some key; the double takes any."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIACANARY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-canary")


@pytest.fixture
def iam(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A double of IAM, to prepare it with."""
    server = ThreadedMotoServer(LOCAL, 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    yield Session().create_client("iam", region_name="eu-west-1")
    server.stop()


def sources() -> Sources:
    """What probes ask with."""
    inputs = Inputs(".", ())
    terraform = TerraformAdapter(("terraform",), {}, inputs, str, lambda _: None)
    return Sources.of(
        RUNBOOK, inputs, {}, terraform=terraform, licence=lambda: None, namespace=lambda: None, provider=lambda: BLOCK
    )


USER = Identity("123456789012", "arn:aws:iam::123456789012:user/path/ann")


def simulated(*results: tuple[str, str, bool]) -> bytes:
    """An answer of the simulator in its documented form: action, decision, whether context values are missing."""
    member = "<member><EvalActionName>{}</EvalActionName><EvalDecision>{}</EvalDecision>{}</member>"
    missing = "<MissingContextValues><member>iam:PassedToService</member></MissingContextValues>"
    said = "".join(member.format(action, decision, missing if open_ else "") for action, decision, open_ in results)
    return (
        "<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated>"
        f"<EvaluationResults>{said}</EvaluationResults>"
        "</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>"
    ).encode()


def test_decisions_are_sorted_by_what_they_are_worth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allowed; denied; denied as long as a condition is not known. Each resource is asked for once."""
    body = simulated(
        ("iam:GetRole", "allowed", True), ("iam:PassRole", "implicitDeny", True), ("iam:CreateRole", "explicitDeny", False)
    )
    with serving(http(200, body, "text/xml")) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{server.port}")
        found = permissions.permissions(sources(), KNOWN, USER)
    assert isinstance(found, Permissions)
    assert found.principal == USER.arn
    role = "arn:aws:iam::123456789012:role/wb-external-dns"
    assert f"iam:CreateRole on {role}" in found.denied
    assert f"iam:PassRole on {role}" in found.conditional
    assert found.asked == 3 * len(server.requests)
    assert len(server.requests) <= len({one.resource for one in RUNBOOK.permissions})


def test_a_session_is_asked_for_as_its_role(iam: Any) -> None:
    """With the path that the session's ARN leaves out; what follows is the simulator, which the double has not."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    iam.create_role(RoleName="sso-admin", Path="/aws-reserved/", AssumeRolePolicyDocument=trust)
    session = Identity("123456789012", "arn:aws:sts::123456789012:assumed-role/sso-admin/ann@example.com")
    principal = permissions.principal(sources(), session)
    assert principal == "arn:aws:iam::123456789012:role/aws-reserved/sso-admin"


def test_a_role_that_cannot_be_looked_up_is_missing(iam: Any) -> None:
    """With AWS's own word."""
    session = Identity("123456789012", "arn:aws:sts::123456789012:assumed-role/gone/ann")
    assert permissions.permissions(sources(), KNOWN, session) == Missing(
        "the role gone cannot be looked up: IAM answered NoSuchEntity"
    )


@pytest.mark.parametrize("arn", ["arn:aws:iam::1:root", "arn:aws:sts::1:federated-user/ann"])
def test_whoever_has_no_policies_to_simulate_is_missing(arn: str) -> None:
    """Said so, and nobody is asked."""
    found = permissions.permissions(sources(), KNOWN, Identity("1", arn))
    assert found == Missing(f"AWS simulates policies of users and roles, and the caller is {arn}")
    assert permissions.permissions(sources(), KNOWN, Missing("no")) == Missing("no")


@pytest.mark.parametrize(
    ("resource", "filled"),
    [
        ("*", "*"),
        ("arn:{partition}:eks:{region}:{account}:cluster/{namespace}", "arn:aws-cn:eks:cn-north-1:12:cluster/wb"),
        ("arn:{partition}:route53:::hostedzone/{zone}", "*"),
    ],
)
def test_resources_are_filled_in(resource: str, filled: str) -> None:
    """With the names that are known; where one is not, it is asked for everything."""
    known: Known = replace(KNOWN, values=replace(KNOWN.values, zone_id=None))
    assert permissions.filled(resource, "arn:aws-cn:iam::12:user/ann", known, "cn-north-1") == filled
