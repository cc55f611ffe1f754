"""What verify asks over HTTPS: by name, straight at the load balancer, and the certificate that is shown."""

from datetime import UTC, datetime

import pytest

from checks.facts import Missing
from checks.facts.egress import Stage
from checks.facts.health.web import Reached, Shown
from migrator.dns import SETTING
from migrator.probes import health_web
from migrator.web import RULE
from tests.support.servers import LOCAL, Authority, http, naming, refused, serving

HOST = "wandb.example.com"
BALANCER = "lb.example.net"


@pytest.mark.parametrize("status", [200, 503])
def test_the_answer_by_name(authority: Authority, status: int) -> None:
    """As a user would: the address of DNS, the certificate checked."""
    with serving(http(status), certificate=authority.certificate(HOST)) as server, naming({HOST: (LOCAL,)}) as resolver:
        env = {**authority.env, SETTING: resolver, RULE: f"{HOST}:443:{LOCAL}:{server.port}"}
        found = health_web.by_name(HOST, "/ready", env)
    assert found == Reached(f"https://{HOST}/ready", Stage.OK, status=status)


def test_the_stage_where_it_ends(authority: Authority) -> None:
    """No name, nobody there, a certificate that is not accepted: each is told as such; a DNS that is silent is no answer."""
    with naming({HOST: (LOCAL,), "silent.example.com": "SERVFAIL"}) as resolver:
        env = {**authority.env, SETTING: resolver}
        absent = health_web.by_name("gone.example.com", "/healthz", env)
        silent = health_web.by_name("silent.example.com", "/healthz", env)
        closed = health_web.by_name(HOST, "/healthz", {**env, RULE: f"{HOST}:443:{LOCAL}:{refused()}"})
        with serving(http(), certificate=authority.certificate("other.example.com")) as server:
            other = health_web.by_name(HOST, "/healthz", {**env, RULE: f"{HOST}:443:{LOCAL}:{server.port}"})
    assert isinstance(silent, Missing)
    assert [one.stage for one in (absent, closed, other) if isinstance(one, Reached)] == [Stage.DNS, Stage.TCP, Stage.TLS]


def test_straight_at_the_load_balancer(authority: Authority) -> None:
    """DNS and the rules of the host name are left out; Host header and TLS name are the deployment's own."""
    with serving(http(), certificate=authority.certificate(HOST)) as server, naming({BALANCER: (LOCAL,)}) as resolver:
        rules = f"{HOST}:443:{LOCAL}:{refused()},{BALANCER}:443:{LOCAL}:{server.port}"
        env = {**authority.env, SETTING: resolver, RULE: rules, "HTTPS_PROXY": f"http://{LOCAL}:{refused()}"}
        found = health_web.through(BALANCER, HOST, "/healthz", env)
    assert found == Reached(f"https://{HOST}/healthz", Stage.OK, status=200)
    assert server.header("Host") == HOST


def test_the_load_balancer_is_found_by_dns(authority: Authority) -> None:
    """Where no rule names it, its name is resolved; one that has no address fails there."""
    with naming({}) as resolver:
        found = health_web.through(BALANCER, HOST, "/healthz", {**authority.env, SETTING: resolver})
    assert (found.stage, found.status) == (Stage.DNS, None)


@pytest.mark.parametrize("name", [HOST, "other.example.com"])
def test_the_certificate_is_shown_whatever_its_name(authority: Authority, name: str) -> None:
    """Its names and its end; the judgment is somebody else's."""
    with serving(http(503), certificate=authority.certificate(name)) as server, naming({HOST: (LOCAL,)}) as resolver:
        env = {**authority.env, SETTING: resolver, RULE: f"{HOST}:443:{LOCAL}:{server.port}"}
        found = health_web.certificate(HOST, env)
    assert isinstance(found, Shown)
    assert found.names == (name,)
    assert found.ends > found.now > datetime(2020, 1, 1, tzinfo=UTC)


def test_a_certificate_that_is_not_accepted(authority: Authority) -> None:
    """Expired, or signed by nobody we know: the reason is told."""
    expired = authority.certificate(HOST, expired=True)
    with serving(http(), certificate=expired) as server, naming({HOST: (LOCAL,)}) as resolver:
        env = {**authority.env, SETTING: resolver, RULE: f"{HOST}:443:{LOCAL}:{server.port}"}
        found = health_web.certificate(HOST, env)
        stranger = health_web.certificate(HOST, {**env, "SSL_CERT_FILE": ""})
    for one in (found, stranger):
        assert isinstance(one, Reached)
        assert one.stage is Stage.TLS
    assert isinstance(found, Reached)
    assert "certificate has expired" in found.why
