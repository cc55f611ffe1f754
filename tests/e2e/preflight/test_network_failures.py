"""Whatever a network does wrong is one clear line that names the stage where it ended, and comes within its limit."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from migrator import web
from migrator.reach import LIMITS
from tests.support.sandbox import TFVARS, Sandbox
from tests.support.servers import (
    LOCAL,
    Authority,
    Script,
    black_hole,
    dripping,
    http,
    raw,
    refused,
    reset,
    serving,
    silent,
)

pytestmark = pytest.mark.e2e

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
PAGE = http(200, b"<html>Please log in</html>", "text/html; charset=utf-8")
CHANNEL = "deploy.wandb.ai"
CUT = "the connection was cut"
NAMED = "the certificate is not accepted"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One for the servers of this file."""
    return Authority.made(tmp_path_factory.mktemp("authority"))


class Place:
    """Servers that behave badly in the place of hosts, until the end of a test."""

    def __init__(self, sandbox: Sandbox, authority: Authority, path: Path, kept: ExitStack) -> None:
        self._sandbox = sandbox
        self._authority = authority
        self._kept = kept
        self._rules: list[str] = []
        self._trusted = path / "trusted.pem"
        self._trusted.write_bytes(Path(sandbox.env["SSL_CERT_FILE"]).read_bytes() + authority.pair.certificate)

    def at(self, host: str, port: int) -> None:
        """Lead a host to a port."""
        self._rules.append(f"{host}:443:{LOCAL}:{port}")

    def plain(self, host: str, script: Script) -> None:
        """In the place of a host a server without TLS."""
        self.at(host, self._kept.enter_context(serving(script)).port)

    def secure(self, host: str, script: Script, name: str = "", *, expired: bool = False) -> None:
        """In the place of a host a server with a certificate, for its name or another."""
        certificate = self._authority.certificate(name or host, expired=expired)
        self.at(host, self._kept.enter_context(serving(script, certificate=certificate)).port)

    @property
    def env(self) -> Mapping[str, str]:
        """What leads there; all other hosts are the sandbox's."""
        rules = ",".join([*self._rules, self._sandbox.env["MIGRATOR_CONNECT_TO"]])
        return {"MIGRATOR_CONNECT_TO": rules, "SSL_CERT_FILE": str(self._trusted)}


def lines(document: Mapping[str, Any]) -> dict[str, str]:
    """What happened to each host that was not reached."""
    found = {one["subject"]: one["because"][0] for one in document["findings"] if one["code"] == "egress-blocked"}
    assert not any("\n" in one for one in found.values())
    return found


def looked(sandbox: Sandbox, env: Mapping[str, str]) -> dict[str, Any]:
    """What preflight says of the hosts that this machine needs."""
    said = sandbox.migrator("preflight", *TFVARS, "--only", "egress-blocked", "--format", "json", env=env)
    assert "Traceback" not in said.err
    return said.document()


def test_each_failure_is_told_apart(remedied: Sandbox, authority: Authority, tmp_path: Path) -> None:
    """Seven hosts, seven ways to fail, all at once; together they take as long as the slowest."""
    with ExitStack() as kept:
        place = Place(remedied, authority, tmp_path, kept)
        place.at("registry.terraform.io", refused())
        place.at("releases.hashicorp.com", kept.enter_context(black_hole()))
        place.plain("github.com", silent)
        place.secure("charts.wandb.ai", http(), "other.example")
        place.secure("aws.github.io", http(), expired=True)
        place.secure("kubernetes-sigs.github.io", silent)
        place.secure("oidc.eks.us-west-2.amazonaws.com", reset(b"HTTP/1.1 200"))
        document = looked(remedied, place.env)
    assert lines(document) == {
        "registry.terraform.io": "TCP: connection refused",
        "releases.hashicorp.com": f"TCP: no connection within {LIMITS.connect:g} s",
        "github.com": "TLS: no answer in time",
        "charts.wandb.ai": f"TLS: {NAMED}: Hostname mismatch, certificate is not valid for 'charts.wandb.ai'",
        "aws.github.io": f"TLS: {NAMED}: certificate has expired",
        "kubernetes-sigs.github.io": f"HTTP: no whole answer within {LIMITS.total:g} s",
        "oidc.eks.us-west-2.amazonaws.com": f"HTTP: {CUT} in mid-answer, or it is not HTTP",
    }
    assert document["seconds"]["wall"] < 3 * LIMITS.total


def test_an_answer_is_an_answer(remedied: Sandbox, authority: Authority, tmp_path: Path) -> None:
    """Redirects, refusals and errors are reached, a body without an end, too; what is no HTTP or no TLS is not."""
    with ExitStack() as kept:
        place = Place(remedied, authority, tmp_path, kept)
        place.secure("registry.terraform.io", http(301, Location="https://elsewhere.example/"))
        place.secure("releases.hashicorp.com", http(401))
        place.secure("github.com", http(500))
        place.secure("charts.wandb.ai", dripping(HEAD))
        place.plain("aws.github.io", http(400))
        place.plain("kubernetes-sigs.github.io", raw(b""))
        place.secure("oidc.eks.us-west-2.amazonaws.com", dripping(b"HTTP/1.1 200 OK\r\nX-Endless: "))
        document = looked(remedied, place.env)
    assert lines(document) == {
        "aws.github.io": "TLS: it does not speak TLS as it should",
        "kubernetes-sigs.github.io": f"TLS: {CUT}",
        "oidc.eks.us-west-2.amazonaws.com": f"HTTP: no whole answer within {LIMITS.total:g} s",
    }
    assert document["seconds"]["wall"] < 3 * LIMITS.total


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (http(403), "proxy: it answered 403 to CONNECT and did not let us through"),
        (http(407), "proxy: it answered 407 to CONNECT and did not let us through"),
        (None, "proxy: it cannot be reached"),
    ],
    ids=["403", "407", "refused"],
)
def test_a_proxy_that_says_no(remedied: Sandbox, script: Script | None, why: str) -> None:
    """Every host is told to be closed by the proxy, with its own remedy; what NO_PROXY names is asked directly."""
    with ExitStack() as kept:
        port = kept.enter_context(serving(script)).port if script else refused()
        env = {"HTTPS_PROXY": f"http://user:canary@{LOCAL}:{port}", "NO_PROXY": LOCAL, "MIGRATOR_CONNECT_TO": ""}
        document = looked(remedied, env)
    found = lines(document)
    assert len(found) == 7
    assert set(found.values()) == {why}
    assert "canary" not in str(document)
    assert all("NO_PROXY" in one["remedy"] for one in document["findings"])


def answers(place: Place) -> dict[str, tuple[str, str]]:
    """By the name of a host for each: how the release channel fails, and what is said of it."""
    cases: dict[str, tuple[Script, str, str]] = {
        "301": (http(301, Location="https://elsewhere.example/"), "licence-rejected", "answered 301"),
        "401": (http(401), "licence-rejected", "answered 401"),
        "500": (http(500), "licence-rejected", "answered 500"),
        "page": (PAGE, "egress-deployer", "HTTP: a web page came in place of the answer"),
        "drip": (dripping(HEAD), "egress-deployer", f"HTTP: no whole answer within {web.LIMITS.total:g} s"),
    }
    for name, (script, _, _) in cases.items():
        place.secure(f"{name}.example", script)
    place.secure("expired.example", http(), expired=True)
    place.at("refused.example", refused())
    return {
        **{name: (code, why) for name, (_, code, why) in cases.items()},
        "expired": ("egress-deployer", f"TLS: {NAMED}: certificate has expired"),
        "refused": ("egress-deployer", "TCP: connection refused"),
        "black-hole": ("egress-deployer", f"TCP: no connection within {web.LIMITS.connect:g} s"),
    }


def test_the_release_channel_fails_in_every_way(remedied: Sandbox, authority: Authority, tmp_path: Path) -> None:
    """Each is one line with the stage or the status, blocks, and shows nothing of the licence."""
    with ExitStack() as kept:
        place = Place(remedied, authority, tmp_path, kept)
        expected = answers(place)
        place.at("black-hole.example", kept.enter_context(black_hole()))
        command = ("preflight", *TFVARS, "--only", "egress-deployer", "--only", "licence-rejected", "--format", "json")
        started = {
            name: remedied.start(*command, env={**place.env, "MIGRATOR_DEPLOYER_URL": f"https://{name}.example"})
            for name in expected
        }
        said = {name: process.communicate()[0] for name, process in started.items()}
    for name, (code, why) in expected.items():
        assert why in said[name], name
        assert f'"{code}"' in said[name], name
        assert json.loads(said[name])["seconds"]["wall"] < 3 * web.LIMITS.total, name
        assert "Traceback" not in said[name]
        assert "eyJ" not in said[name]
        assert started[name].returncode == 3, name
