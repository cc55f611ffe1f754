"""The way to an EKS cluster without a kubeconfig: endpoint and CA from EKS, and a token signed for it."""

import base64
import json
import urllib.parse
from collections.abc import Callable

import pytest

from checks.facts import Missing
from checks.facts.health.operator import Resource
from checks.problem import Problem
from migrator import eks_token
from migrator.aws import Aws
from migrator.cluster import Cluster, Limits
from tests.support.clusters import Api, Object
from tests.support.directories import RUNBOOK
from tests.support.servers import LOCAL, Authority, Script, http, refused, serving

WHERE = RUNBOOK.health
QUICK = Limits(patience=0.2)
RESOURCE = (
    f"/apis/{WHERE.custom_resource_group}/{WHERE.custom_resource_version}/namespaces/{WHERE.custom_resource_namespace}"
    f"/{WHERE.custom_resource_plural}/{WHERE.custom_resource_name}"
)


def cluster(name: Callable[[], str | None]) -> Cluster:
    """A cluster with that name, and no kubeconfig."""
    return Cluster(Aws(), {}, name, WHERE, QUICK)


def wrong() -> str:
    """A name that cannot be told: the files were edited in the meantime."""
    raise Problem("hcl-syntax", what="main.tf:3 is not valid HCL.", why="", next="")


@pytest.mark.parametrize(("name", "why"), [(lambda: None, "set KUBECONFIG"), (wrong, "main.tf:3 is not valid HCL.")])
def test_without_kubeconfig_or_name_it_says_what_is_needed(name: Callable[[], str | None], why: str) -> None:
    """A name that only Terraform could tell, or files that cannot be read."""
    found = cluster(name).operator()
    assert isinstance(found, Missing)
    assert found.why.endswith(why)


def eks(server: str, authority: str | None) -> Script:
    """EKS's answer about a cluster."""
    said: Object = {"name": "it", "endpoint": server}
    if authority is not None:
        said["certificateAuthority"] = {"data": authority}
    return http(body=json.dumps({"cluster": said}).encode())


@pytest.fixture
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-canary")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")


@pytest.mark.usefixtures("_keys")
def test_eks_gives_the_way_and_the_token_is_signed_for_it(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """Endpoint and CA come from EKS; the token is a presigned URL that names the cluster and holds no secret."""
    api = Api({RESOURCE: {"metadata": {}, "status": {}}})
    with serving(api.script(), certificate=authority.certificate(LOCAL)) as server:
        data = base64.b64encode((authority.path / "ca.pem").read_bytes()).decode()
        with serving(eks(f"https://{LOCAL}:{server.port}", data)) as aws:
            monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{aws.port}")
            assert cluster(lambda: "it").custom_resource() == Resource(None, None)
        sent = server.header("Authorization") or ""
    assert sent.startswith("Bearer ")
    scheme, _, token = sent.removeprefix("Bearer ").partition(".")
    url = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
    assert scheme == "k8s-aws-v1"
    assert (query["Action"], query["X-Amz-Expires"]) == ("GetCallerIdentity", "60")
    assert "x-k8s-aws-id" in query["X-Amz-SignedHeaders"]
    assert "eu-west-1" in query["X-Amz-Credential"]
    assert "canary" not in url


@pytest.mark.usefixtures("_keys")
@pytest.mark.parametrize("data", ["***", base64.b64encode(b"no certificate").decode(), None], ids=["base64", "pem", "none"])
def test_a_ca_that_is_none_is_missing(monkeypatch: pytest.MonkeyPatch, data: str | None) -> None:
    """Whatever EKS gives for a CA, the answer is one sentence."""
    with serving(eks(f"https://{LOCAL}:{refused()}", data)) as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{aws.port}")
        assert isinstance(cluster(lambda: "it").operator(), Missing)


@pytest.mark.usefixtures("_keys")
def test_a_cluster_that_does_not_exist_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a cluster nothing inside it can be known, absence included."""
    with serving(http(404, b'{"message": "m"}', x_amzn_ErrorType="ResourceNotFoundException")) as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{aws.port}")
        assert cluster(lambda: "it").workloads() == Missing("the EKS cluster it in eu-west-1 does not exist")


@pytest.mark.usefixtures("_keys")
@pytest.mark.parametrize(("age", "signed"), [(601.0, 2), (0.0, 1)])
def test_a_token_is_made_anew_in_time(monkeypatch: pytest.MonkeyPatch, age: float, signed: int) -> None:
    """After ten of its fifteen minutes, and not with every question."""
    from kubernetes.client import Configuration  # noqa: PLC0415

    token, configuration, seen = eks_token.Token(Aws(), "it"), Configuration(), []
    now = eks_token.time.monotonic()
    for moment in (now, now + age):
        monkeypatch.setattr(eks_token.time, "monotonic", lambda moment=moment: moment)
        configuration.api_key.setdefault("authorization", "")
        before = configuration.api_key["authorization"]
        configuration.api_key["authorization"] = f"kept-{before}"
        token.refresh(configuration)
        seen.append(configuration.api_key["authorization"])
    assert sum(not one.startswith("kept-") for one in seen) == signed


@pytest.mark.usefixtures("_keys")
def test_a_token_that_is_refused_in_the_middle_is_made_anew(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once: another token is signed and the answer comes; refused again, that is the answer."""
    api = Api({RESOURCE: {"metadata": {}, "status": {"phase": "p"}}})
    refusal = http(401, b'{"kind": "Status", "code": 401}')
    with serving(refusal, api.script(), refusal, certificate=authority.certificate(LOCAL)) as server:
        data = base64.b64encode((authority.path / "ca.pem").read_bytes()).decode()
        with serving(eks(f"https://{LOCAL}:{server.port}", data)) as aws:
            monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{aws.port}")
            it = cluster(lambda: "it")
            assert it.custom_resource() == Resource("p", None)
            assert isinstance(it.custom_resource(), Missing)
