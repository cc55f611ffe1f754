"""The probes as the states see them: release channel, registry, application; no secret shows in any answer."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest

from checks.facts import HttpAnswer, Missing, NotThere
from checks.health.groups import EVERY
from checks.problem import Problem
from migrator import dns
from migrator.dns import SETTING
from migrator.probes import Sources, WorldProbes, application, channel
from migrator.probes.sources import Answer
from migrator.terraform.adapter import TerraformAdapter
from migrator.web import RULE
from runbooks.model import Runbook
from states.inputs import Inputs
from tests.support.directories import RUNBOOK
from tests.support.facts import KNOWN, VALUES
from tests.support.servers import LOCAL, Authority, Script, http, naming, raw, refused, serving

LICENCE = "eyJ-licence-canary"
PAGE = http(200, b"<html>Please log in</html>", "text/html; charset=utf-8")


def sources(env: dict[str, str], licence: Answer = lambda: LICENCE, runbook: Runbook = RUNBOOK) -> Sources:
    """What probes ask with in an environment."""
    inputs = Inputs(".", ())
    terraform = TerraformAdapter(("terraform",), env, inputs, str, lambda _: None)
    return Sources.of(runbook, inputs, env, terraform=terraform, licence=licence, namespace=lambda: None)


def probes(env: dict[str, str]) -> WorldProbes:
    """Probes in an environment."""
    return WorldProbes(sources(env))


def asked_of(it: Sources) -> object:
    """What the facts have of the deployer."""
    return next(one.ask() for one in channel.questions(it, KNOWN) if one.field == "deployer")


def deployer(script: Script, licence: str | None = LICENCE) -> tuple[object, str | None]:
    """The deployer's answer, and the credentials that reached it."""
    with serving(script) as server:
        env = {"MIGRATOR_DEPLOYER_URL": f"http://{LOCAL}:{server.port}/"}
        return asked_of(sources(env, lambda: licence)), server.header("Authorization", 0)


@pytest.mark.parametrize("status", [200, 401, 403, 404, 429, 500, 503])
def test_the_deployers_status_is_the_answer(status: int) -> None:
    """Asked with the licence as basic authentication; neither answer nor address shows it."""
    found, sent = deployer(http(status, LICENCE.encode()))
    assert isinstance(found, HttpAnswer)
    assert found.status == status
    assert found.url.endswith("/api/v1/operator/channel")
    assert sent == "Basic " + base64.b64encode(f"license:{LICENCE}".encode()).decode()
    assert "canary" not in repr(found)


@pytest.mark.parametrize("licence", [None, "", "ü\udcff"])
def test_any_licence_can_be_asked_with(licence: str | None) -> None:
    """None at all, or bytes that are no text, are for the deployer to refuse."""
    assert isinstance(deployer(http(401), licence)[0], HttpAnswer)


def test_a_web_page_is_not_the_deployer() -> None:
    """A portal's page with status 200 proves neither egress nor licence; with 403 its status counts."""
    found, _ = deployer(PAGE)
    assert isinstance(found, Missing)
    assert "a web page came in place of the answer" in found.why
    assert isinstance(deployer(http(403, b"<html>", "text/html"))[0], HttpAnswer)


def test_a_licence_that_cannot_be_told_is_missing() -> None:
    """Files that were edited in the meantime are a sentence, not a traceback."""

    def wrong() -> str:
        raise Problem("hcl-syntax", what="main.tf:3 is not valid HCL.", why="", next="")

    assert asked_of(sources({}, wrong)) == Missing("main.tf:3 is not valid HCL.")


def test_a_deployer_that_is_not_there_is_missing() -> None:
    """Its address is in the sentence, the licence is not."""
    found = asked_of(sources({"MIGRATOR_DEPLOYER_URL": f"http://{LOCAL}:{refused()}"}))
    assert isinstance(found, Missing)
    assert "canary" not in found.why


def test_an_empty_setting_is_the_documented_deployer(authority: Authority) -> None:
    """MIGRATOR_DEPLOYER_URL='' is as good as none: the runbook's own address over TLS."""
    with serving(http(), certificate=authority.certificate("deploy.wandb.ai")) as server:
        rule = {RULE: f"deploy.wandb.ai:443:{LOCAL}:{server.port}", "MIGRATOR_DEPLOYER_URL": ""}
        assert asked_of(sources({**authority.env, **rule})) == HttpAnswer(RUNBOOK.deployer, 200)


def registry(authority: Authority, reference: str, *scripts: Script) -> tuple[object, list[str]]:
    """The answer about an image, and the requests; every host is the one server."""
    names = ("gcr.io", "registry-1.docker.io", "auth.example")
    with serving(*scripts, certificate=authority.certificate(*names)) as server:
        env = {**authority.env, RULE: f"::{LOCAL}:{server.port}"}
        return channel.image(sources(env), reference), server.requests


@pytest.mark.parametrize(
    ("reference", "path", "host"),
    [
        ("gcr.io/kubebuilder/kube-rbac-proxy:v0.5.0", "/v2/kubebuilder/kube-rbac-proxy/manifests/v0.5.0", "gcr.io"),
        ("gcr.io/a/b", "/v2/a/b/manifests/latest", "gcr.io"),
        ("gcr.io/a/b@sha256:abc", "/v2/a/b/manifests/sha256:abc", "gcr.io"),
        ("gcr.io/a/b:v1@sha256:abc", "/v2/a/b/manifests/sha256:abc", "gcr.io"),
        ("docker.io/wandb/local:1", "/v2/wandb/local/manifests/1", "registry-1.docker.io"),
    ],
)
def test_a_manifest_is_asked_for_by_tag_or_digest(authority: Authority, reference: str, path: str, host: str) -> None:
    """At the registry of the reference, for every kind of manifest."""
    found, requests = registry(authority, reference, http(200))
    assert isinstance(found, HttpAnswer)
    assert requests[0].startswith(f"GET {path} ")
    assert f"Host: {host}\r\n" in requests[0]
    assert "application/vnd.oci.image.index.v1+json" in requests[0]


IMAGE = "gcr.io/a/b:1"
CHALLENGE = 'Bearer realm="https://auth.example/token",service="gcr.io",scope="repository:a/b:pull"'
WANTS_TOKEN = http(401, WWW_Authenticate=CHALLENGE)


@pytest.mark.parametrize("name", ["token", "access_token"])
def test_a_registry_that_wants_a_token_gets_an_anonymous_one(authority: Authority, name: str) -> None:
    """The challenge names where to ask; the token is used and never shown."""
    given = http(200, json.dumps({name: "token-canary"}).encode())
    found, requests = registry(authority, IMAGE, WANTS_TOKEN, given, http(404))
    assert found == HttpAnswer("https://gcr.io/v2/a/b/manifests/1", 404)
    assert requests[1].startswith("GET /token?service=gcr.io&scope=repository%3Aa%2Fb%3Apull ")
    assert "Authorization: Bearer token-canary\r\n" in requests[2]


@pytest.mark.parametrize(
    "answer",
    [http(403), http(200, b"<html>"), http(200, b"[]"), http(200, b'{"token": {"a": 1}}'), http(200, b"{}"), raw(b"")],
    ids=["403", "page", "list", "object", "empty", "closed"],
)
def test_without_a_token_the_refusal_stands(authority: Authority, answer: Script) -> None:
    """Whatever goes wrong on the way to a token, the registry's 401 is the answer."""
    found, requests = registry(authority, IMAGE, WANTS_TOKEN, answer, http(200))
    assert found == HttpAnswer("https://gcr.io/v2/a/b/manifests/1", 401)
    assert len(requests) == 2


@pytest.mark.parametrize("challenge", ["Basic realm=x", 'Bearer realm="http://auth.example/token"', ""])
def test_a_token_is_only_asked_for_over_tls(authority: Authority, challenge: str) -> None:
    """A challenge of another kind, or one that names an address without TLS, is not followed."""
    found, requests = registry(authority, IMAGE, http(401, WWW_Authenticate=challenge), http(200))
    assert found == HttpAnswer("https://gcr.io/v2/a/b/manifests/1", 401)
    assert len(requests) == 1


def test_a_token_that_no_header_can_hold_is_missing(authority: Authority) -> None:
    """A line end inside it would be another header: nothing is sent, and it is not shown."""
    given = http(200, json.dumps({"token": "canary\r\nX: y"}).encode())
    found, requests = registry(authority, IMAGE, WANTS_TOKEN, given, http(200))
    assert isinstance(found, Missing)
    assert "canary" not in found.why
    assert len([one for one in requests if one]) == 2


def test_a_web_page_is_not_a_registry(authority: Authority) -> None:
    """A page with status 200 does not say that the image is there."""
    assert isinstance(registry(authority, IMAGE, PAGE)[0], Missing)


def test_the_application_is_asked_where_dns_says(authority: Authority) -> None:
    """Its name is resolved first, then the address is asked under that name; a page is a fine answer of an application."""
    with naming({"w.example": (LOCAL,)}) as place, serving(PAGE, certificate=authority.certificate("w.example")) as server:
        env = {**authority.env, SETTING: place, RULE: f"w.example:443:{LOCAL}:{server.port}"}
        assert application("w.example", "/healthz", env) == HttpAnswer("https://w.example/healthz", 200)
        assert dns.addresses("w.example", env) == (LOCAL,)


def test_a_name_that_does_not_resolve_is_missing(authority: Authority) -> None:
    """The application cannot be asked, whatever a rule says; for DNS itself the absence is a fact."""
    with naming({"broken.example": "SERVFAIL"}) as place:
        env = {SETTING: place, RULE: f"::{LOCAL}:{refused()}"}
        assert application("w.example", "/", env) == Missing("DNS has no address for it")
        assert dns.addresses("w.example", env) == NotThere("DNS: w.example")
        assert isinstance(application("broken.example", "/", env), Missing)


def test_nothing_raises_where_nothing_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With every setting broken each probe answers `Missing`, and no answer holds the licence."""
    broken = {"MIGRATOR_DEPLOYER_URL": "nonsense", RULE: "nonsense", SETTING: "nonsense", "KUBECONFIG": str(tmp_path / "no")}
    monkeypatch.setenv("AWS_PROFILE", "nowhere")
    env = {**broken, "https_proxy": "nonsense://", "SSL_CERT_FILE": str(tmp_path / "no")}
    it, asked = probes(env), sources(env)
    registry = (asked_of(asked), channel.image(asked, IMAGE))
    questions = it.health_questions(VALUES, EVERY)
    for found in (it.identity(), asked.aws.zone("Z"), *registry, *(one.ask() for one in questions)):
        assert isinstance(found, Missing), found
        assert "canary" not in repr(found)


def test_a_runbook_names_its_own_deployer(authority: Authority) -> None:
    """Path and host are the runbook's; the setting replaces the host alone."""
    runbook = replace(RUNBOOK, deployer="https://other.example/path")
    with serving(http()) as server:
        env = {"MIGRATOR_DEPLOYER_URL": f"http://{LOCAL}:{server.port}"}
        found = asked_of(sources(env, runbook=runbook))
    assert found == HttpAnswer(f"http://{LOCAL}:{server.port}/path", 200)
