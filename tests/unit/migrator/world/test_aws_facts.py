"""AWS over HTTP: facts from a double of the services, and every way in which they can fail to answer."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from checks.facts import Identity, Missing, NoSuchZone, NotThere, Zone
from migrator.aws import Aws, Endpoint, Limits
from tests.support.servers import LOCAL, Script, dripping, http, raw, refused, reset, serving, silent

# For servers that do not answer; whoever answers gets the time that a busy machine needs.
QUICK = Limits(connect=0.5, read=0.3, total=1.0, attempts=1)
ONCE = Limits(attempts=1)
ASKS: dict[str, Callable[[Aws], object]] = {
    "STS": lambda aws: aws.identity(),
    "Route53": lambda aws: aws.zone("Z1"),
    "Route53 record": lambda aws: aws.record("Z1", "w.example"),
    "EKS": lambda aws: aws.cluster("c"),
}


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some key; the double takes any."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIACANARY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-canary")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """The services' double; its address."""
    server = ThreadedMotoServer(LOCAL, 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def client(moto: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """A client to prepare the double with; from now on it is where AWS is."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)
    return lambda service: boto3.session.Session(region_name="eu-west-1").client(service)


def test_who_the_credentials_are(client: Callable[[str], Any]) -> None:
    """Account and ARN of the caller."""
    found = Aws().identity()
    assert isinstance(found, Identity)
    assert found.account == "123456789012"
    assert found.arn.startswith("arn:aws:")


def zone_id(client: Callable[[str], Any], *, private: bool = False) -> str:
    """A new hosted zone for w.example."""
    vpc = {"VPC": {"VPCRegion": "eu-west-1", "VPCId": "vpc-1"}} if private else {}
    made = client("route53").create_hosted_zone(
        Name="w.example", CallerReference="r", HostedZoneConfig={"PrivateZone": private}, **vpc
    )
    return str(made["HostedZone"]["Id"].removeprefix("/hostedzone/"))


@pytest.mark.parametrize("private", [False, True])
def test_a_zone_is_known_by_name_and_kind(client: Callable[[str], Any], private: bool) -> None:
    """Without the final dot, and private or not."""
    it = zone_id(client, private=private)
    found = Aws().zone(it)
    assert isinstance(found, Zone)
    assert (found.id, found.name, found.private) == (it, "w.example", private)


def test_a_zone_that_is_not_there_is_a_fact(client: Callable[[str], Any]) -> None:
    """Route53 answered: that is not the same as no answer."""
    assert Aws().zone("Z0NOWHERE") == NoSuchZone("Z0NOWHERE")


ALIAS = {
    "AliasTarget": {"HostedZoneId": "Z2", "DNSName": "dualstack.alb-1.elb.amazonaws.com.", "EvaluateTargetHealth": False}
}
PLAIN = {"TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}


@pytest.mark.parametrize(
    ("name", "record", "target"),
    [
        ("host.w.example", ALIAS, "alb-1.elb.amazonaws.com"),
        ("HOST.w.example", ALIAS, "alb-1.elb.amazonaws.com"),
        ("host.w.example", PLAIN, "192.0.2.1"),
    ],
)
def test_a_record_is_what_it_points_at(client: Callable[[str], Any], name: str, record: dict[str, Any], target: str) -> None:
    """The alias target without dot and dualstack, or the first address; capitals in the name do not matter."""
    it = zone_id(client)
    change = {"Action": "CREATE", "ResourceRecordSet": {"Name": "host.w.example", "Type": "A", **record}}
    client("route53").change_resource_record_sets(HostedZoneId=it, ChangeBatch={"Changes": [change]})
    assert Aws().record(it, name) == target


def test_a_record_that_is_not_there_is_a_fact(client: Callable[[str], Any]) -> None:
    """The next name in the zone is not mistaken for it."""
    it = zone_id(client)
    change = {"Action": "CREATE", "ResourceRecordSet": {"Name": "z.w.example", "Type": "A", **PLAIN}}
    client("route53").change_resource_record_sets(HostedZoneId=it, ChangeBatch={"Changes": [change]})
    assert Aws().record(it, "host.w.example") == NotThere("the A record of host.w.example")


def test_a_cluster_has_an_endpoint_and_a_ca(client: Callable[[str], Any]) -> None:
    """Asked in the region that AWS_REGION names, as Terraform's provider does."""
    network = {"subnetIds": ["s-1", "s-2"]}
    client("eks").create_cluster(name="it", roleArn="arn:aws:iam::123456789012:role/eks", resourcesVpcConfig=network)
    found = Aws().cluster("it")
    assert isinstance(found, Endpoint)
    assert "eu-west-1" in found.url
    assert Aws().cluster("nowhere") == NotThere("the EKS cluster nowhere in eu-west-1")


def test_many_may_ask_at_once(client: Callable[[str], Any]) -> None:
    """A fresh object that eight threads ask in the same instant answers all of them."""
    aws, together = Aws(), Barrier(8)

    def ask(number: int) -> object:
        together.wait()
        return list(ASKS.values())[number % 4](aws)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(8)))
    assert not [one for one in found if isinstance(one, Missing) and "answered" not in one.why], found


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize(
    "script",
    [
        http(200, b"<html>Log in</html>", "text/html"),
        http(200, b"", "text/xml"),
        http(200, b'{"a": 1}'),
        http(200, b"[]"),
        http(200, b"<a><b/></a>", "text/xml"),
        http(200, b'{"cluster": {"endpoint": "https://e"}}'),
        http(403, b"<html><hr></html>", "text/html"),
        http(429, b"slow down", "text/plain", Retry_After="600"),
        http(500, b"oh"),
        http(503, b"<html>", "text/html"),
        raw(b"SSH-2.0-OpenSSH\r\n"),
        raw(b""),
        reset(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nab"),
        silent,
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"),
    ],
    ids=[
        "page",
        "empty",
        "json",
        "list",
        "xml",
        "half",
        "403",
        "429",
        "500",
        "503",
        "ssh",
        "closed",
        "reset",
        "silent",
        "drip",
    ],
)
def test_garbage_is_missing(monkeypatch: pytest.MonkeyPatch, ask: str, script: Script) -> None:
    """Whatever comes instead of an answer, within the limit there is one sentence that names the service and no key."""
    with serving(script) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{server.port}")
        found = ASKS[ask](Aws(QUICK))
    assert isinstance(found, Missing)
    assert found.why.startswith(ask.split(maxsplit=1)[0])
    assert "canary" not in repr(found).lower()
    assert not found.refused


def error(code: str, ask: str) -> Script:
    """An error in the form of the service."""
    if ask == "EKS":
        return http(403, json.dumps({"message": "m"}).encode(), x_amzn_ErrorType=code)
    return http(403, f"<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>".encode(), "text/xml")


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch", "AuthFailure"])
def test_credentials_that_are_refused_are_told_from_no_answer(monkeypatch: pytest.MonkeyPatch, ask: str, code: str) -> None:
    """Expired, unknown or wrongly signed: `refused`, with AWS's own word."""
    with serving(error(code, ask)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{server.port}")
        assert ASKS[ask](Aws(ONCE)) == Missing(f"{ask.split(maxsplit=1)[0]} answered {code}", refused=True)


@pytest.mark.parametrize("ask", ASKS)
def test_a_denied_question_names_what_is_denied(monkeypatch: pytest.MonkeyPatch, ask: str) -> None:
    """AccessDenied names the operation to be allowed; only of STS does it say that the credentials are no good."""
    with serving(error("AccessDenied", ask)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{server.port}")
        found = ASKS[ask](Aws(ONCE))
    assert isinstance(found, Missing)
    assert "to these credentials (AccessDenied)" in found.why
    assert found.refused == (ask == "STS")


def test_nobody_listening_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused connection names the service."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{refused()}")
    assert Aws(ONCE).identity() == Missing("STS cannot be reached (EndpointConnectionError)")


@pytest.mark.parametrize("url", ["nonsense", "http://", "http://[::1"])
def test_an_endpoint_that_is_no_address_is_missing(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """AWS_ENDPOINT_URL may hold anything."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    assert isinstance(Aws(ONCE).identity(), Missing)


@pytest.mark.parametrize("ask", ASKS)
def test_without_credentials_it_says_so(monkeypatch: pytest.MonkeyPatch, ask: str) -> None:
    """None in the environment, no profile, no instance: `refused`, for no question can be asked."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    found = ASKS[ask](Aws(ONCE))
    assert isinstance(found, Missing)
    assert found.refused


CONFIG = """
[profile broken]
credential_process = /nonexistent/credentials
[profile failing]
credential_process = false
[profile loop]
role_arn = arn:aws:iam::123456789012:role/r
source_profile = loop-back
"""


@pytest.mark.parametrize(
    ("profile", "kind"),
    [
        ("nowhere", "ProfileNotFound"),
        ("broken", "FileNotFoundError"),
        ("failing", "CredentialRetrievalError"),
        ("loop", "InvalidConfigError"),
    ],
)
def test_a_profile_that_cannot_be_used_is_named_by_its_kind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, profile: str, kind: str
) -> None:
    """A profile that is missing, whose command fails or that hangs on another one: `refused`, every time anew."""
    (tmp_path / "config").write_text(CONFIG)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", profile)
    aws = Aws(ONCE)
    expected = Missing(f"the configured AWS credentials cannot be used ({kind})", refused=True)
    assert [aws.identity(), aws.identity()] == [expected, expected]
